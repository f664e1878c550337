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
    checkout = change.committed.checkout
    name = name_of(change)
    reference = f"refs/heads/{name}"
    commit = write_commit(change)
    standing = checkout.git("rev-parse", "--quiet", "--verify", reference).stdout.strip()
    if standing:
        if not _holds(checkout, standing, commit):
            raise ScaffoldError(
                f"{change.member.name}: branch {name} holds something else already; "
                "merge or delete it first"
            )
        return f"branch {name}"
    if change.member.url:
        send(change.member, checkout.top, f"{commit}:{reference}")
    else:
        nothing = "0" * len(commit)
        checkout.git("update-ref", "-m", change.subject, reference, commit, nothing).succeeded()
    return f"branch {name}"


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
