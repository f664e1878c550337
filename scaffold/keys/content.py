"""What a document says, whatever it looks like: nested mappings, all the rest being atoms."""

from collections.abc import Hashable, Mapping
from typing import Any

from scaffold.keys.pieces import ClashError

Content = Any
"""A mapping of contents by key, or an atom: anything that is equal only to the same value."""

_ABSENT = object()


def strict(value: Any) -> Content:
    """Make plain values comparable without Python's kindness: 1, 1.0 and true all differ."""
    if isinstance(value, Mapping):
        return {key: strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(strict(item) for item in value)
    return (type(value).__name__, repr(value))


def merge_contents(base: Content, ours: Content, theirs: Content) -> Content:
    """Three-way merge by key.

    Raises:
        ClashError: both sides changed the same atom, or one deleted what the other changed.
    """
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if not all(isinstance(side, dict) for side in (base, ours, theirs)):
        raise ClashError
    merged = {
        key: merge_contents(*(side.get(key, _ABSENT) for side in (base, ours, theirs)))
        for key in _keys(ours, theirs)
    }
    return {key: value for key, value in merged.items() if value is not _ABSENT}


def _keys(ours: dict[Hashable, Any], theirs: dict[Hashable, Any]) -> dict[Hashable, None]:
    return dict.fromkeys([*ours, *theirs])
