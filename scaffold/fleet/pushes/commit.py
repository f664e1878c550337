"""A commit on the branch that the repository stands on, and its work tree brought along."""

from dataclasses import replace

from scaffold.errors import ScaffoldError
from scaffold.fleet.change import Change, write_commit
from scaffold.fleet.clones import send
from scaffold.merging.checkout import Checkout, find_checkout, read_blobs, read_clean
from scaffold.merging.journal import Place
from scaffold.merging.obstacles import spare_untracked
from scaffold.merging.transaction import read_last, recover, roll_back
from scaffold.merging.unfinished import require_rejects_settled
from scaffold.merging.writing import Work, alone_in, now_in, require_reach, write
from scaffold.turns import alone


def push(change: Change) -> str:
    """Commit it; all of it is there or nothing.

    Raises:
        ScaffoldError: the branch has moved on, or the work tree is not clean.
    """
    committed = change.committed
    if not committed.branch:
        raise ScaffoldError(f"{change.member.name}: HEAD is on no branch; check one out first")
    if committed.bare:
        commit = write_commit(change)
        _move_branch(change, commit)
        return _said(committed.branch, commit)
    checkout = find_checkout(committed.checkout.folder)
    others = checkout.git_dir / "scaffold" / "commit.lock"  # members in other folders of it
    with alone(others), alone_in(checkout) as place:
        recover(place)
        _require_head(change)
        commit = _written_before(change, checkout, place) or _bring_along(change, checkout)
        try:
            words = ("update-ref", "-m", change.subject, "HEAD", commit, checkout.head)
            checkout.git(*words).succeeded()
        except ScaffoldError:
            roll_back(place)
            raise
    return _said(committed.branch, commit)


def _said(branch: str, commit: str) -> str:
    return f"commit {commit} on {branch.removeprefix('refs/heads/')}"


def _move_branch(change: Change, commit: str) -> None:
    """Of a repository without a work tree: here, or where this is a clone of."""
    checkout, branch = change.committed.checkout, change.committed.branch
    if change.member.url:
        send(change.member, checkout.top, f"{commit}:{branch}")
        return
    words = ("update-ref", "-m", change.subject, branch, commit, checkout.head)
    checkout.git(*words).succeeded()


def _require_head(change: Change) -> None:
    checkout = change.committed.checkout
    if checkout.git("rev-parse", "HEAD").succeeded().stdout.strip() != checkout.head:
        raise ScaffoldError(
            f"{change.member.name}: was committed to while its update was worked out; "
            "nothing was written, run it again"
        )


def _written_before(change: Change, checkout: Checkout, place: Place) -> str:
    """The commit whose files a run that was killed has brought into the work tree already."""
    last = read_last(place) or {}
    commit = str(last.get("commit", ""))
    if last.get("head") != checkout.head or not commit:
        return ""
    return commit if last.get("to") == change.outlook.to_version else ""


def _bring_along(change: Change, checkout: Checkout) -> str:
    """Write the commit, then what differs into the work tree and the index."""
    began = now_in(checkout)
    listing = read_clean(checkout, change.store)
    require_rejects_settled(checkout)
    settlement = change.outlook.settlement
    require_reach(settlement, listing.entries, listing.hidden)
    written = {path: entry for path, entry in settlement.after.items() if entry}
    contents = read_blobs(checkout, change.store.root, written, as_files=True)
    spared = spare_untracked(settlement, checkout.folder, listing.entries, contents)
    if spared.conflicts:
        names = "".join(f"\n  {one.path}" for one in spared.conflicts)
        raise ScaffoldError(
            f"{checkout.folder}: files that git does not track are in the way:{names}"
        )
    commit = write_commit(change)
    facts = {
        "from": change.committed.recorded.version if change.committed.recorded else "",
        "to": change.outlook.to_version,
        "tree": checkout.tree,
        "head": checkout.head,
        "commit": commit,
    }
    work = Work(replace(settlement, unmerged={}, rejects={}), listing.entries, contents, began)
    write(checkout, change.store, work, facts, lambda: None)
    return commit
