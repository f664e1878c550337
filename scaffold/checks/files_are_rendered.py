"""No file holds what a template or a merge left behind.

Why: a placeholder that was never filled, or the marker of a conflict, is valid text almost
everywhere. It passes every parser and is read aloud by whoever opens the runbook at night.

Passes: no file and no file name holds an expression, block or comment of the template (``[[ ...
]]``, ``[% ... %]``, ``[# ... #]``), the end ``.jinja``, a marker of a merge conflict, or a word
such as ``change-me``.

Fails: one of these anywhere, in comments too. The double brackets of TOML and of bash are not
meant.

Fix: fill in what was meant, or settle the conflict. A residue in a fresh repository is a fault of
the template.

Ignore: never.
"""

import re
from collections.abc import Iterator

from scaffold.artifacts.files import read_text
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "files-are-rendered"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

_EXPRESSION = r"\[\[-? [a-z_][\w.]*(?: ?(?:[|~+*/(]|if\b)[^\n]*?)? -?\]\]"
_BLOCK = r"\[%[-+]? *[a-z]+\b[^\n]*?%\]"
_COMMENT = r"\[#-? [^\n]*? -?#\]"

_RESIDUES = (
    (
        re.compile(f"{_EXPRESSION}|{_BLOCK}|{_COMMENT}"),
        "holds an unrendered piece of the template",
        "write what it stands for",
    ),
    (
        re.compile(r"^(?:<{7}|>{7}|\|{7})(?: \S.*)?$", re.MULTILINE),
        "holds a marker of a merge conflict",
        "settle the conflict and remove the markers",
    ),
    (
        re.compile(
            r"\b(?:change|replace)[-_ ]?me\b|\byour[-_](?:org|team|company|service)\b",
            re.IGNORECASE,
        ),
        "holds a placeholder",
        "write the real value",
    ),
)
_NAME = re.compile(r"\.(?:jinja|rej|orig)$|\[\[|\[%")


def find(repo: ServiceRepo) -> Findings:
    """Search every file and every name; see the module."""
    searched = 0
    for path in repo.files:
        if _NAME.search(path):
            yield Finding(
                path, 0, "has the name of a template or of a rejected change", "remove it"
            )
        try:
            text = None if (repo.root / path).is_symlink() else read_text(repo.root, path)
        except UnicodeDecodeError:
            continue
        if text is not None:
            searched += 1
            yield from _search(text, path)
    return f"{searched} files searched"


def _search(text: str, path: str) -> Iterator[Finding]:
    for pattern, message, hint in _RESIDUES:
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Finding(path, line, f"{message}: {found[0]}", hint)
