"""A pull request of GitHub, or a merge request of GitLab, for a branch as ``branch`` pushes it."""

from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.change import Change
from scaffold.fleet.hosts import SERVERS
from scaffold.fleet.hosts.host import Host
from scaffold.fleet.hosts.request import Proposal, Request, State, is_ours, marked_commit
from scaffold.fleet.proposal import propose
from scaffold.fleet.pushes import branch


def push(change: Change) -> str:
    """Push the branch, then open the request for it, or bring the one that is open up to date.

    The branch is made anew where the update has become another one by what was committed since,
    and nobody has worked on it. Open requests for other versions of the member are closed, with a
    comment that says why.

    Raises:
        UsageError: the member's server is not known, or HEAD is on no branch there.
        ScaffoldError: the branch holds something else, somebody has closed the request, or the
            server refuses.
    """
    host, path = _place(change)
    name = branch.name_of(change)
    standing = _standing(change, SERVERS[host.kind].find_requests(host, path, name))
    commit = branch.put(change, replaceable=marked_commit(standing))
    request = _bring(host, path, standing, propose(change, name, commit))
    _supersede(host, path, name, request)
    return request.url


def _place(change: Change) -> tuple[Host, str]:
    member = change.member
    if member.host is None:
        known = "is on this machine" if member.path else f"{member.url} is on no known server"
        raise UsageError(
            f"{member.place}: {member.name} {known}; requests are opened for members with the url "
            "of a server that the inventory names under hosts or sources"
        )
    if not change.committed.branch:
        raise UsageError(f"{member.place}: {member.url} has no default branch to merge into")
    return member.host, member.host.path_of(member.url)


def _standing(change: Change, requests: list[Request]) -> Request | None:
    """The open request; none where there was none yet, or the last one was merged.

    Raises:
        ScaffoldError: the last one was closed: its owners do not want this version.
    """
    for request in requests:
        if request.state is State.OPEN:
            return request
    if requests and requests[0].state is State.CLOSED:
        raise ScaffoldError(
            f"{change.member.name}: {requests[0].url} was closed without a merge; reopen it, or "
            f"pin {change.member.name} with a reason"
        )
    return None


def _bring(host: Host, path: str, request: Request | None, proposal: Proposal) -> Request:
    """The request as it is wanted, but for what people have edited."""
    server = SERVERS[host.kind]
    if request is None:
        request = server.open_request(host, path, proposal)
    elif is_ours(request) and request.body.strip() != proposal.body.strip():
        server.revise(host, path, request, proposal)
    server.complete(host, path, request, proposal)
    return request


def _supersede(host: Host, path: str, name: str, request: Request) -> None:
    """Close what is open for other versions; on their branches somebody may have worked."""
    server = SERVERS[host.kind]
    family = name.rpartition("/")[0] + "/"
    for other in server.find_requests(host, path):
        if other.branch.startswith(family) and other.branch != name:
            comment = (
                f"{request.url} takes its place. The branch `{other.branch}` was left as it is."
            )
            server.withdraw(host, path, other, comment)
