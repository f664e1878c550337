"""What an earlier update or merge left for the user to settle, and still is."""

import os
from collections.abc import Iterator

from scaffold.errors import UsageError
from scaffold.merging.checkout import Checkout, unmerged
from scaffold.merging.transaction import read_last
from scaffold.merging.writing import REJECTS, place_of
from scaffold.update import Conflict, Kind


def unfinished(checkout: Checkout) -> tuple[Conflict, ...]:
    """Paths that are not merged, and files with the template's side that are still there."""
    message = "is not settled yet; choose between the two sides, then `git add` it"
    sides = [Conflict(path, Kind.UNMERGED, message, (path,)) for path in unmerged(checkout)]
    return tuple(sorted([*sides, *_rejects(checkout)]))


def require_rejects_settled(checkout: Checkout) -> None:
    """Make sure that the template's changes of the last update were looked at.

    Raises:
        UsageError: files with them are still there; names them.
    """
    if left := [conflict.reject for conflict in _rejects(checkout)]:
        raise UsageError(
            f"{checkout.folder}: the last update left changes of the template beside your files, "
            "and the next one would take them as settled; take what you want from each, then "
            "delete it:" + "".join(f"\n  {name}" for name in left)
        )


def _rejects(checkout: Checkout) -> Iterator[Conflict]:
    last = read_last(place_of(checkout)) or {}
    for name, path in sorted(last.get(REJECTS, {}).items()):
        if os.path.lexists(checkout.folder / name):
            message = f"is not settled yet; take what you want from {name}, then delete that file"
            yield Conflict(path, Kind.UNMERGED, message, (path,), name)
