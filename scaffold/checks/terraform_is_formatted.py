"""Terraform files are formatted.

Why: a plan is read in a hurry; a difference that is only spaces hides the one that is not.

Passes: ``terraform fmt -check -recursive`` changes nothing, tests and variable files included.

Fails: a file that it would change, or cannot parse.

Fix: ``terraform fmt -recursive deploy/terraform``.

Ignore: never.
"""

import re
from collections.abc import Iterator

from scaffold import tool
from scaffold.artifacts.terraform import FOLDER
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "terraform-is-formatted"
LEVEL = Level.STATIC
TOOLS = ("terraform",)
PACKAGES = ()

_ERROR = re.compile(
    r"Error: (?P<message>.*?)$.*?on (?P<path>\S+) line (?P<line>\d+)", re.MULTILINE | re.DOTALL
)
_HUNK = re.compile(r"^@@ -(\d+)", re.MULTILINE)


def find(repo: ServiceRepo) -> Findings:
    """Compare every file with its formatted self; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    done = tool.run(
        "terraform", "fmt", "-check", "-diff", "-no-color", "-recursive", cwd=repo.root / FOLDER
    )
    errors = list(_ERROR.finditer(done.stderr))
    for error in errors:
        yield Finding(f"{FOLDER}/{error['path']}", int(error["line"]), error["message"])
    if done.code and not errors:
        changed = list(_changed(done.stdout))
        if not changed:
            done.succeeded()
        for path, line in changed:
            hint = f"terraform fmt -recursive {FOLDER}"
            yield Finding(f"{FOLDER}/{path}", line, "is not formatted", hint)
    files = [
        path
        for path in repo.files
        if path.startswith(FOLDER) and path.endswith((".tf", ".tfvars", ".hcl"))
    ]
    return f"{len(files)} files"


def _changed(diff: str) -> Iterator[tuple[str, int]]:
    """Path and first changed line of every file in a diff."""
    for part in re.split(r"^--- old/", diff, flags=re.MULTILINE)[1:]:
        hunk = _HUNK.search(part)
        rows = part[hunk.end() :].splitlines()[1:] if hunk else []
        context = next((number for number, row in enumerate(rows) if row[:1] in "-+"), 0)
        yield part.partition("\n")[0], int(hunk[1]) + context if hunk else 0
