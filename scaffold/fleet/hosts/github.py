"""Pull requests of GitHub, github.com or an organisation's own."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from scaffold.errors import PassingError, ScaffoldError
from scaffold.fleet.hosts import api
from scaffold.fleet.hosts.host import Host
from scaffold.fleet.hosts.request import Proposal, Request, State

_STANDS_ALREADY = "pull request already exists"


def find_requests(host: Host, path: str, branch: str = "") -> list[Request]:
    """Requests for one branch, newest first and whatever their state; or all that are open."""
    parameters = {"state": "open"}
    if branch:
        parameters = {"state": "all", "head": f"{path.partition('/')[0]}:{branch}"}
    rows = api.pages(host, f"{_at(path)}/pulls", parameters)
    return [_read(host, row) for row in rows if _is_of(row, path)]


def open_request(host: Host, path: str, proposal: Proposal) -> Request:
    """Open a request.

    Raises:
        PassingError: there is one by now; another attempt finds it.
        ScaffoldError: the server refuses.
    """
    content = {
        "title": proposal.title,
        "head": proposal.branch,
        "base": proposal.base,
        "body": proposal.body,
        "draft": proposal.draft,
    }
    try:
        row = api.ask(host, f"{_at(path)}/pulls", method="POST", content=content)
    except ScaffoldError as error:
        raise PassingError(str(error)) if _STANDS_ALREADY in str(error) else error from None
    return _read(host, row)


def complete(host: Host, path: str, request: Request, proposal: Proposal) -> None:
    """Give a request the labels and reviewers that it lacks, as one may that was just opened."""
    if missing := sorted(set(proposal.labels) - request.labels):
        where = f"{_at(path)}/issues/{request.number}/labels"
        api.ask(host, where, method="POST", content={"labels": missing})
    if not proposal.reviewers or request.has_reviewers:
        return
    where = f"{_at(path)}/pulls/{request.number}"
    if next(api.pages(host, f"{where}/reviews", {}), None) is None:
        teams = [name.rpartition("/")[2] for name in proposal.reviewers if "/" in name]
        users = [name for name in proposal.reviewers if "/" not in name]
        content = {"reviewers": users, "team_reviewers": teams}
        api.ask(host, f"{where}/requested_reviewers", method="POST", content=content)


def revise(host: Host, path: str, request: Request, proposal: Proposal) -> None:
    """Write title and body anew."""
    content = {"title": proposal.title, "body": proposal.body}
    api.ask(host, f"{_at(path)}/pulls/{request.number}", method="PATCH", content=content)


def withdraw(host: Host, path: str, request: Request, comment: str) -> None:
    """Close a request, after a comment that it gets once however often this is done."""
    said = f"{_at(path)}/issues/{request.number}/comments"
    if all(row.get("body") != comment for row in api.pages(host, said, {})):
        api.ask(host, said, method="POST", content={"body": comment})
    where = f"{_at(path)}/pulls/{request.number}"
    api.ask(host, where, method="PATCH", content={"state": "closed"})


def _at(path: str) -> str:
    return f"/repos/{quote(path)}"


def _is_of(row: Mapping[str, Any], path: str) -> bool:
    """Whether the branch is the repository's own, and none of a fork's."""
    repository = (row.get("head") or {}).get("repo") or {}
    return str(repository.get("full_name", "")).lower() == path.lower()


def _read(host: Host, row: Any) -> Request:
    try:
        state = State.MERGED if row.get("merged_at") else State(row["state"])
        return Request(
            number=int(row["number"]),
            url=row["html_url"],
            branch=row["head"]["ref"],
            state=state,
            title=row["title"],
            body=row.get("body") or "",
            labels=frozenset(label["name"] for label in row.get("labels") or ()),
            draft=bool(row.get("draft")),
            has_reviewers=bool(row.get("requested_reviewers") or row.get("requested_teams")),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ScaffoldError(f"{host.api}: answers a pull request without {error}") from None
