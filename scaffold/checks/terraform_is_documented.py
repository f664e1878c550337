"""Every Terraform variable and output says what it is.

Why: a variable without a type and a validation takes anything and fails in the middle of an apply.

Passes: every variable has a type, a description and a validation (a bool needs none) and is used,
every variable that is used is declared, every output has a description, variable files set only
what is declared, and the tables in a module's README name exactly its variables and outputs.

Fails: one of these is missing or names something that is not there.

Fix: write what the finding names; remove what is not used.

Ignore: never.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scaffold.amount import amount
from scaffold.artifacts.files import read_text
from scaffold.artifacts.terraform import FOLDER, Module, parse_hcl
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "terraform-is-documented"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("python-hcl2",)

_USE = re.compile(r"\bvar\.([A-Za-z_][\w-]*)")
_ROW = re.compile(r"^\|\s*`([A-Za-z_][\w-]*)`\s*\|")


def find(repo: ServiceRepo) -> Findings:
    """Read every module; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    variables = outputs = 0
    for module in repo.terraform:
        variables += len(module.of_kind("variable"))
        outputs += len(module.of_kind("output"))
        yield from _judge_variables(module)
        yield from _judge_uses(module)
        for output in module.of_kind("output"):
            if not output.body.get("description"):
                yield Finding(output.path, output.line, f"output {output.name} has no description")
        yield from _judge_variable_files(repo, module)
        yield from _judge_readme(repo, module)
    return f"{variables} variables, {outputs} outputs in {amount(len(repo.terraform), 'module')}"


def _judge_variables(module: Module) -> Iterator[Finding]:
    for variable in module.of_kind("variable"):
        wanted = ["type", "description", "validation"]
        if variable.body.get("type") in ("bool", "${bool}"):
            wanted.remove("validation")
        for key in wanted:
            if not variable.body.get(key):
                message = f"variable {variable.name} has no {key}"
                yield Finding(variable.path, variable.line, message, f"write its {key}")


def _judge_uses(module: Module) -> Iterator[Finding]:
    declared = {variable.name: variable for variable in module.of_kind("variable")}
    used = set()
    for path, text in module.texts.items():
        for number, row in enumerate(text.splitlines(), start=1):
            for name in _USE.findall(row.partition(" #")[0]):
                if name not in declared:
                    yield Finding(
                        path, number, f"var.{name} is not declared", "declare or correct it"
                    )
                elif not _is_own_line(module, name, path, number):
                    used.add(name)
    for name in sorted(declared.keys() - used):
        variable = declared[name]
        yield Finding(variable.path, variable.line, f"variable {name} is not used", "remove it")


def _is_own_line(module: Module, name: str, path: str, line: int) -> bool:
    """Whether a line belongs to the variable's own block, whose validation names it too."""
    blocks = [block for block in module.blocks if block.path == path and block.line <= line]
    last = max(blocks, key=lambda block: block.line, default=None)
    return last is not None and (last.kind, last.name) == ("variable", name)


def _judge_variable_files(repo: ServiceRepo, module: Module) -> Iterator[Finding]:
    declared = {variable.name for variable in module.of_kind("variable")}
    for path in repo.files:
        if str(PurePosixPath(path).parent) not in (module.folder, f"{module.folder}/environments"):
            continue
        if path.endswith(".tfvars"):
            text = read_text(repo.root, path) or ""
            for name in parse_hcl(text, path).keys() - declared:
                rows = text.splitlines()
                line = next((n for n, row in enumerate(rows, 1) if row.startswith(name)), 1)
                message = f"sets {name}, which {module.folder} does not declare"
                yield Finding(path, line, message, "declare or correct it")


def _judge_readme(repo: ServiceRepo, module: Module) -> Iterator[Finding]:
    path = f"{module.folder}/README.md"
    if path not in repo.files:
        yield Finding(path, 0, "is missing", "list the module's variables and outputs in a table")
        return
    rows = (read_text(repo.root, path) or "").splitlines()
    named = {found[1]: number for number, row in enumerate(rows, 1) if (found := _ROW.match(row))}
    known = {block.name: block for kind in ("variable", "output") for block in module.of_kind(kind)}
    for name in sorted(known.keys() - named.keys()):
        yield Finding(
            path, 0, f"has no row for {known[name].kind} {name}", f"add | `{name}` | ... |"
        )
    for name in sorted(named.keys() - known.keys()):
        yield Finding(
            path, named[name], f"has a row for {name}, which is not declared", "remove it"
        )
