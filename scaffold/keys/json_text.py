"""JSON by key. It has no comments; text that has some is no JSON, and is left alone."""

import json
import re
from typing import Any

from scaffold.keys.content import Content, strict
from scaffold.keys.format import Span
from scaffold.keys.pieces import Atom, Block, ClashError, Entry

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def content(text: str) -> Content:
    """Parse it; a key that stands twice in one object is a clash."""
    try:
        return strict(json.loads(text, object_pairs_hook=_object))
    except ValueError:
        raise ClashError from None


def comments(_text: str) -> list[Span]:
    """None."""
    return []


def read(text: str) -> Block:
    """Cut it into the members of its objects; an array is an atom."""
    content(text)  # from here on it is known to be JSON
    start = _skip(text, 0)
    if text[start] != "{":
        raise ClashError
    block, end = _read_object(text, start)
    return Block(block.entries, text[:start] + block.opening, block.closing + text[end:], ",")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ClashError
    return found


def _read_object(text: str, start: int) -> tuple[Block, int]:
    """Read the object whose brace stands at ``start``; return it and where it ends."""
    entries: list[Entry] = []
    place = start + 1
    while text[_skip(text, place)] != "}":
        entry, end = _read_member(text, place)
        entries.append(entry)
        place = end
        if text[end] == ",":
            place += 1
        elif text[_skip(text, end)] == ",":
            raise ClashError  # a comma that stands apart from its value
    end = _skip(text, place) + 1
    return Block(tuple(entries), "{", text[place:end], ","), end


def _read_member(text: str, place: int) -> tuple[Entry, int]:
    """Read the member that follows; return it and where its value ends."""
    start = _skip(text, place)
    key, end = _DECODER.raw_decode(text, start)
    value_start = _skip(text, _skip(text, end) + 1)  # behind the colon
    value: Atom | Block
    if text[value_start] == "{":
        value, end = _read_object(text, value_start)
    else:
        plain, end = _DECODER.raw_decode(text, value_start)
        value = Atom(text[value_start:end], strict(plain))
    return Entry(key, text[place:start], text[start:value_start], value), end


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
