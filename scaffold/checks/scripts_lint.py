"""Every shell script passes shellcheck.

Why: an unquoted variable is harmless until its value holds a space, and scripts are run when things
are already bad.

Passes: shellcheck has nothing to say on any file that ends in ``.sh`` or begins with a shell's
``#!``.

Fails: whatever it reports, style included.

Fix: go to the line; each code has a page in shellcheck's wiki.

Ignore: one code on one line, with shellcheck's own comment and the reason.
"""

import json
import re

from scaffold import tool
from scaffold.amount import amount
from scaffold.artifacts.files import read_text
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "scripts-lint"
LEVEL = Level.STATIC
TOOLS = ("shellcheck",)
PACKAGES = ()

_SHELL = re.compile(r"#!\s*\S*/(?:env\s+)?(?:ba|da|k)?sh\b")


def find(repo: ServiceRepo) -> Findings:
    """Check every script; see the module."""
    scripts = [path for path in repo.files if _is_script(repo, path)]
    if not scripts:
        raise Skip("no shell scripts")
    done = tool.run("shellcheck", "--format", "json1", "--", *scripts, cwd=repo.root)
    rows = json.loads(done.stdout)["comments"] if done.stdout.startswith("{") else []
    if not rows:
        done.succeeded()
    for row in rows:
        hint = f"https://www.shellcheck.net/wiki/SC{row['code']}"
        yield Finding(row["file"], row["line"], f"{row['message']} [SC{row['code']}]", hint)
    return amount(len(scripts), "script")


def _is_script(repo: ServiceRepo, path: str) -> bool:
    if (repo.root / path).is_symlink():
        return False
    try:
        text = read_text(repo.root, path) or ""
    except UnicodeDecodeError:
        return False
    return path.endswith(".sh") or _SHELL.match(text) is not None
