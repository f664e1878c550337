"""Secrets stay out of Terraform's files, plans and logs.

Why: a plan is pasted into a pull request by a machine and read by everybody; what stands in it has
leaked, and a value in a file is leaked for ever.

Passes: every variable whose name speaks of a secret (``..._token``, ``..._password``, ``..._auth``,
``..._webhook_url``, ``..._secret``, ``..._key``) is ``sensitive``; no sensitive variable has a
default or is set in a ``.tfvars`` file; nothing but the names in a map of secrets (``keys``) is
made visible again with ``nonsensitive``.

Fails: such a variable without ``sensitive = true``, with a default, or with a value in a file.

Fix: add ``sensitive = true``; set the value as ``TF_VAR_...`` where Terraform runs.

Ignore: never.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scaffold.artifacts.files import read_text
from scaffold.artifacts.terraform import FOLDER, Block, Module, parse_hcl
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "terraform-secrets-are-hidden"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("python-hcl2",)

_SECRET = re.compile(r"(^|_)(token|password|auth|webhook_url|secret|(api|private|access)_key)$")
_SHOWN = re.compile(r"\bnonsensitive\((?!(?:toset\()?keys\()")
_TRUE = (True, "true", "${true}")
_NOTHING = (None, "null", "${null}", "")


def find(repo: ServiceRepo) -> Findings:
    """Read every module; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    hidden = 0
    for module in repo.terraform:
        variables = {one.name: one for one in module.of_kind("variable")}
        secret = {name for name, one in variables.items() if one.body.get("sensitive") in _TRUE}
        hidden += len(secret)
        for name, variable in variables.items():
            yield from _judge_variable(variable, is_hidden=name in secret)
        yield from _judge_files(repo, module, secret)
        yield from _judge_uses(module)
    return f"{hidden} secrets"


def _judge_variable(variable: Block, *, is_hidden: bool) -> Iterator[Finding]:
    if not is_hidden and _SECRET.search(variable.name):
        message = f"variable {variable.name} is not sensitive: every plan would show it"
        yield Finding(variable.path, variable.line, message, "add sensitive = true")
    if is_hidden and variable.body.get("default") not in _NOTHING:
        message = f"variable {variable.name} is sensitive and has a default"
        yield Finding(variable.path, variable.line, message, "remove the default")


def _judge_files(repo: ServiceRepo, module: Module, secret: set[str]) -> Iterator[Finding]:
    for path in repo.files:
        folder = str(PurePosixPath(path).parent)
        if path.endswith(".tfvars") and folder in (module.folder, f"{module.folder}/environments"):
            text = read_text(repo.root, path) or ""
            for name in sorted(parse_hcl(text, path).keys() & secret):
                rows = text.splitlines()
                line = next((n for n, row in enumerate(rows, 1) if row.startswith(name)), 1)
                message = f"sets {name}, which is a secret"
                yield Finding(path, line, message, f"set TF_VAR_{name} where Terraform runs")


def _judge_uses(module: Module) -> Iterator[Finding]:
    for path, text in module.texts.items():
        for number, row in enumerate(text.splitlines(), start=1):
            if _SHOWN.search(row.partition("#")[0]):
                yield Finding(path, number, "nonsensitive() shows a secret", "leave it hidden")
