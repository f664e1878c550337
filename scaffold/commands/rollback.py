"""``scaffold rollback``: the last update taken back."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import UsageError
from scaffold.merging.checkout import find_checkout
from scaffold.merging.transaction import read_last, recover, roll_back
from scaffold.merging.writing import alone_in


@dataclass(frozen=True)
class RolledBack:
    """What was taken back.

    Attributes:
        root: the repository's folder.
        from_version: the version that the update had brought it to.
        to_version: the version it is at again; empty after an update that was interrupted.
        paths: every path that the update had touched.
    """

    root: str
    from_version: str
    to_version: str
    paths: tuple[str, ...]


def rollback(root: Path) -> RolledBack:
    """Bring back the exact tree before the last update; or before one that was interrupted.

    Raises:
        UsageError: there was none, or it has been committed.
        ScaffoldError: files that it touched were changed since; names them.
    """
    checkout = find_checkout(root)
    with alone_in(checkout) as place:
        if recover(place):
            return RolledBack(str(root), "", "", ())
        last = read_last(place)
        if last is None:
            raise UsageError(f"{root}: no update to take back")
        if last["tree"] != checkout.tree:
            raise UsageError(
                f"{root}: has commits since the update to {last['to']}; "
                "`git revert` takes back the commit that holds it"
            )
        roll_back(place)
        return RolledBack(str(root), last["to"], last["from"], tuple(last["paths"]))
