"""Every validation of a Terraform variable is tested.

Why: a validation whose condition is always true looks like a guard and is none; that shows on the
day on which somebody relies on it.

Passes: in a module that has tests, each variable with a ``validation`` stands in the
``expect_failures`` of at least one ``run``.

Fails: a variable with a validation that no run expects to fail.

Fix: add a ``run`` that sets the variable to a bad value, with ``expect_failures = [var.name]``.

Ignore: never.
"""

import re
from collections.abc import Iterable

from scaffold.artifacts.files import read_text
from scaffold.artifacts.terraform import FOLDER, Module
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "terraform-validations-are-tested"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("python-hcl2",)

_COMMENT = re.compile(r"^\s*(#|//).*$", re.MULTILINE)
_EXPECTED = re.compile(r"\bexpect_failures\s*=\s*\[([^\]]*)\]")
_VARIABLE = re.compile(r"\bvar\.([A-Za-z_][\w-]*)")


def find(repo: ServiceRepo) -> Findings:
    """Compare variables with the runs of their module's tests; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    tested = [(module, _test_files(module, repo.files)) for module in repo.terraform]
    if not any(paths for _, paths in tested):
        raise Skip("no module has tests, see terraform-passes-tests")
    count = 0
    for module, paths in tested:
        if not paths:
            continue
        expected = {name for path in paths for name in _expected(read_text(repo.root, path) or "")}
        for variable in module.of_kind("variable"):
            if not variable.body.get("validation"):
                continue
            count += 1
            if variable.name not in expected:
                message = f"no test expects the validation of {variable.name} to fail"
                hint = f"add a run with expect_failures = [var.{variable.name}]"
                yield Finding(variable.path, variable.line, message, hint)
    return f"{count} validated variables"


def _test_files(module: Module, files: Iterable[str]) -> tuple[str, ...]:
    places = (module.folder, f"{module.folder}/tests")
    return tuple(
        path for path in files if path.endswith(".tftest.hcl") and path.rpartition("/")[0] in places
    )


def _expected(text: str) -> Iterable[str]:
    for names in _EXPECTED.findall(_COMMENT.sub("", text)):
        yield from _VARIABLE.findall(names)
