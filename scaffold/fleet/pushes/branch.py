"""A branch of its own, ``scaffold/<member>/<version>``; work tree and index are left alone."""

from scaffold.errors import ScaffoldError
from scaffold.fleet.change import Change, write_commit
from scaffold.fleet.clones import send
from scaffold.merging.checkout import Checkout


def push(change: Change) -> str:
    """Make the branch, in the repository that the member is in.

    Raises:
        ScaffoldError: there is one of that name with something else in it, or it cannot be made.
    """
    put(change)
    return f"branch {name_of(change)}"


def put(change: Change, replaceable: str = "") -> str:
    """Make the branch, and return the commit that it is on.

    Args:
        change: what it holds.
        replaceable: a commit that nobody misses, should the branch be on it.

    Raises:
        ScaffoldError: as :func:`push`.
    """
    checkout, name = change.committed.checkout, name_of(change)
    reference = f"refs/heads/{name}"
    commit = write_commit(change)
    standing = checkout.git("rev-parse", "--quiet", "--verify", reference).stdout.strip()
    if standing and _holds(checkout, standing, commit):
        return standing
    if standing and standing != replaceable:
        raise ScaffoldError(
            f"{change.member.name}: branch {name} holds something else already; "
            "merge or delete it first"
        )
    if change.member.url:
        send(change.member, checkout.top, f"{commit}:{reference}", instead_of=standing)
    else:
        before = standing or "0" * len(commit)
        checkout.git("update-ref", "-m", change.subject, reference, commit, before).succeeded()
    return commit


def name_of(change: Change) -> str:
    """What the branch is called."""
    return f"scaffold/{change.member.name}/{change.outlook.to_version}"


def _holds(checkout: Checkout, standing: str, commit: str) -> bool:
    """Whether a branch has the same files, or the same change on a commit that HEAD came from."""
    if checkout.git("diff", "--quiet", standing, commit, "--").code == 0:
        return True
    parent = f"{standing}^"
    if checkout.git("merge-base", "--is-ancestor", parent, checkout.head).code:
        return False
    changes = [
        checkout.git("diff-tree", "-r", f"{tip}^", tip).succeeded().output
        for tip in (standing, commit)
    ]
    return changes[0] == changes[1]
