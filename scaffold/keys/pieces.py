"""A document cut into the pieces of text that belong to each key, and their three-way merge.

Put together again, the pieces are the text: no byte of it stands outside of them.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, TypeVar

T = TypeVar("T")


class ClashError(Exception):
    """The two sides cannot be merged surely. It never leaves this package."""


@dataclass(frozen=True)
class Atom:
    """A value that is taken as a whole.

    Attributes:
        text: as it is written.
        content: what it says; equal contents may be written differently.
    """

    text: str
    content: Any


@dataclass(frozen=True)
class Entry:
    """One key with its value.

    Attributes:
        key: equal for equal keys, however they are written.
        lead: what stands above it: comments, blank lines, indentation.
        head: the key as it is written, up to its value.
        value: an atom, or a block of further entries.
        tail: the rest of its line.
    """

    key: Hashable
    lead: str
    head: str
    value: "Atom | Block"
    tail: str = ""


@dataclass(frozen=True)
class Block:
    """A mapping.

    Attributes:
        entries: in the order of the text; their keys differ.
        opening: text before the first entry.
        closing: text after the last entry.
        separator: what stands between a value and its tail: a comma, or nothing.
        trailing: whether the last entry has the separator as well.
    """

    entries: tuple[Entry, ...]
    opening: str = ""
    closing: str = ""
    separator: str = ""
    trailing: bool = False

    @property
    def by_key(self) -> dict[Hashable, Entry]:
        """Its entries.

        Raises:
            ClashError: a key stands there twice.
        """
        found = {entry.key: entry for entry in self.entries}
        if len(found) != len(self.entries):
            raise ClashError
        return found


def write(value: Atom | Block) -> str:
    """Put the pieces together."""
    return value.text if isinstance(value, Atom) else "".join(_written(value))


def _written(block: Block) -> Iterator[str]:
    yield block.opening
    for number, entry in enumerate(block.entries, 1):
        separated = number < len(block.entries) or block.trailing
        yield from (entry.lead, entry.head, write(entry.value))
        yield from (block.separator if separated else "", entry.tail)
    yield block.closing


def merge_blocks(base: Block, ours: Block, theirs: Block) -> Block:
    """Apply to our block what changed from ``base`` to ``theirs``.

    Raises:
        ClashError: both sides changed the same piece, or one deleted what the other changed.
    """
    before, here, there = base.by_key, ours.by_key, theirs.by_key
    if [key for key in before if key in there] != [key for key in there if key in before]:
        raise ClashError  # they reordered keys, which our order cannot show
    merged = {
        key: _merge_entries(before.get(key), here.get(key), there.get(key)) for key in here | there
    }
    order = list(here)
    for key in there:
        if key not in here and merged[key] is not None:
            _require_indentation(there[key], ours)
            order.insert(_place(key, list(there), order, before), key)
    return replace(
        ours,
        entries=tuple(entry for key in order if (entry := merged[key])),
        opening=_pick(base.opening, ours.opening, theirs.opening),
        closing=_pick(base.closing, ours.closing, theirs.closing),
        trailing=_pick(base.trailing, ours.trailing, theirs.trailing),
    )


def _merge_entries(base: Entry | None, ours: Entry | None, theirs: Entry | None) -> Entry | None:
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if ours is None or theirs is None:
        raise ClashError
    if base is None:  # both added it
        base = Entry(ours.key, ours.lead, ours.head, Atom("", None), ours.tail)
    return Entry(
        ours.key,
        _pick(base.lead, ours.lead, theirs.lead),
        _pick(base.head, ours.head, theirs.head),
        _merge_values(base.value, ours.value, theirs.value),
        _pick(base.tail, ours.tail, theirs.tail),
    )


def _merge_values(base: Atom | Block, ours: Atom | Block, theirs: Atom | Block) -> Atom | Block:
    if isinstance(base, Block) and isinstance(ours, Block) and isinstance(theirs, Block):
        return merge_blocks(base, ours, theirs)
    if isinstance(ours, Atom) and isinstance(theirs, Atom) and ours.content == theirs.content:
        return ours  # the same value, written differently
    return _pick(base, ours, theirs)


def _pick(base: T, ours: T, theirs: T) -> T:
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    raise ClashError


def _require_indentation(entry: Entry, block: Block) -> None:
    """Refuse an entry that would stand in another column than those around it."""
    columns = {_column(other) for other in block.entries} - {None}
    if columns and _column(entry) not in {*columns, None}:
        raise ClashError


def _column(entry: Entry) -> str | None:
    """Indentation of an entry that has a line of its own."""
    _, newline, indentation = entry.lead.rpartition("\n")
    return indentation if newline else None


def _place(
    key: Hashable, there: list[Hashable], here: list[Hashable], before: dict[Hashable, Entry]
) -> int:
    """Where a key of theirs belongs among ours: behind the one that it follows there.

    What we added at the same place stays in front of it as long as it sorts before it, so that
    sorted keys stay sorted.
    """
    above = [other for other in there[: there.index(key)] if other in here]
    start = here.index(above[-1]) + 1 if above else 0
    added = takewhile(lambda other: other not in before and other not in there, here[start:])
    return start + sum(1 for _ in takewhile(lambda other: str(other) < str(key), added))
