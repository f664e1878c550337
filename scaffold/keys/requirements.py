"""Lists of Python requirements: sets by their specification, so order carries no meaning."""

import re
from fnmatch import fnmatchcase
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from scaffold.keys.pieces import Atom, Block, Entry
from scaffold.keys.toml_scan import Token, scan_tokens

_LISTS = (
    ("build-system", "requires"),
    ("project", "dependencies"),
    ("project", "optional-dependencies", "*"),
    ("dependency-groups", "*"),
)
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")


def is_requirement_list(path: tuple[str, ...]) -> bool:
    """Whether a list of requirements stands under these names of ``pyproject.toml``."""
    return any(
        len(path) == len(pattern) and all(map(fnmatchcase, path, pattern)) for pattern in _LISTS
    )


def by_package(value: Any) -> dict[str, str]:
    """Requirements by the name of their package.

    Nothing where the value is something else, or names a package twice.
    """
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return {}
    try:
        found = {canonicalize_name(Requirement(item).name): item for item in value}
    except InvalidRequirement:
        return {}
    return {str(name): item for name, item in found.items()} if len(found) == len(value) else {}


def read_list(text: str, requirements: list[str]) -> Block | None:
    """Cut the array that holds these requirements into an entry a package.

    None for an array that is laid out so that a comma has no place of its own.
    """
    tokens = list(scan_tokens(text))
    strings = [token for token in tokens if token.kind == "string"]
    commas = [token.start for token in tokens if token.kind == "comma"]
    if commas != [string.end for string in strings][: len(commas)]:
        return None
    entries = []
    place = 1
    for string, requirement in zip(strings, requirements, strict=True):
        entry, place = _read_item(text, string, place, requirement)
        entries.append(entry)
    trailing = len(commas) == len(strings)
    return Block(tuple(entries), text[0], text[place:], ",", trailing)


def _read_item(text: str, string: Token, place: int, requirement: str) -> tuple[Entry, int]:
    behind = string.end + text.startswith(",", string.end)
    rest = _REST_OF_LINE.match(text, behind)
    end = rest.end() if rest else behind
    value = Atom(text[string.start : string.end], requirement)
    key = canonicalize_name(Requirement(requirement).name)
    return Entry(key, text[place : string.start], "", value, text[behind:end]), end
