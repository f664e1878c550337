"""TOML by key: tables are cut into their entries; arrays and inline tables are atoms.

Except for lists of requirements: those are sets by their specification, so each requirement is an
entry whose key is the name of its package.
"""

import tomllib
from collections import Counter
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any

from scaffold.keys.content import Content, strict
from scaffold.keys.format import Span
from scaffold.keys.pieces import Atom, Block, ClashError, Entry
from scaffold.keys.requirements import by_package, is_requirement_list, read_list
from scaffold.keys.toml_scan import Statement, scan_statements, scan_tokens

_Path = tuple[str, ...]


def content(text: str) -> Content:
    """Parse it; a list of requirements becomes a mapping by package."""
    return _content(_parse(text), ())


def comments(text: str) -> list[Span]:
    """What stands behind a hash sign outside of strings."""
    return [(token.start, token.end) for token in scan_tokens(text) if token.kind == "comment"]


def read(text: str) -> Block:
    """Cut it into tables, and those into their entries."""
    _parse(text)  # from here on it is known to be TOML
    statements = list(scan_statements(text))
    headers = [place for place, statement in enumerate(statements) if statement.is_header]
    first = headers[0] if headers else len(statements)
    root, end = _read_table(text, statements[:first], (), 0)
    tables = [Entry((), "", "", root)]  # the keys before the first header
    seen: Counter[Hashable] = Counter()
    for start, stop in pairwise([*headers, len(statements)]):
        header, body = statements[start], statements[start + 1 : stop]
        written = text[header.start : header.key_end].strip()
        path, repeats = _path(written), written.startswith("[[")
        seen[repeats, path] += 1
        key = (repeats, path, seen[repeats, path])  # a table of an array has a number as well
        block, below = _read_table(text, body, path, header.end)
        tables.append(Entry(key, text[end : header.start], text[header.start : header.end], block))
        end = below
    return Block(tuple(tables), closing=text[end:])


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise ClashError from None


def _content(value: Any, path: _Path) -> Content:
    if isinstance(value, dict):
        return {key: _content(item, (*path, key)) for key, item in value.items()}
    if is_requirement_list(path) and (packages := by_package(value)):
        return {name: strict(written) for name, written in packages.items()}
    return strict(value)


def _read_table(
    text: str, statements: list[Statement], path: _Path, place: int
) -> tuple[Block, int]:
    """Read the entries below a header that ends at ``place``; return them and where they end."""
    entries = []
    for statement in statements:
        entries.append(_read_entry(text, statement, path, place))
        place = statement.end
    return Block(tuple(entries)), place


def _read_entry(text: str, statement: Statement, path: _Path, place: int) -> Entry:
    key = _path(text[statement.start : statement.key_end] + "=0")
    written = text[statement.value_start : statement.value_end]
    plain = _parse(f"value={written}")["value"]
    value: Atom | Block = Atom(written, strict(plain))
    if is_requirement_list((*path, *key)) and by_package(plain):
        value = read_list(written, plain) or value
    return Entry(
        key,
        text[place : statement.start],
        text[statement.start : statement.value_start],
        value,
        text[statement.value_end : statement.end],
    )


def _path(written: str) -> _Path:
    """The names that a key or a header consists of, by the parser's own reading."""
    return tuple(_names(_parse(written)))


def _names(value: Any) -> Iterator[str]:
    while isinstance(value, dict) and value:
        [(name, value)] = value.items()
        yield name
        if isinstance(value, list):
            [value] = value
