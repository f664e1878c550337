"""Merge requests of GitLab, gitlab.com or an organisation's own."""

from typing import Any
from urllib.parse import quote

from scaffold.errors import PassingError, ScaffoldError, UsageError
from scaffold.fleet.hosts import api
from scaffold.fleet.hosts.host import Host
from scaffold.fleet.hosts.request import Proposal, Request, State

_STANDS_ALREADY = "open merge request already exists"
_DRAFT = "Draft: "
_STATES = {"opened": State.OPEN, "locked": State.OPEN}


def find_requests(host: Host, path: str, branch: str = "") -> list[Request]:
    """Requests for one branch, newest first and whatever their state; or all that are open."""
    parameters = {"state": "opened"}
    if branch:
        parameters = {"state": "all", "source_branch": branch}
    rows = api.pages(host, _at(path), parameters)
    own = [row for row in rows if row.get("source_project_id") == row.get("target_project_id")]
    return [_read(host, row) for row in own]


def open_request(host: Host, path: str, proposal: Proposal) -> Request:
    """Open a request, with its labels and reviewers.

    Raises:
        UsageError: a reviewer is unknown there.
        PassingError: there is one by now; another attempt finds it.
        ScaffoldError: the server refuses.
    """
    content = {
        "title": f"{_DRAFT if proposal.draft else ''}{proposal.title}",
        "source_branch": proposal.branch,
        "target_branch": proposal.base,
        "description": proposal.body,
        "labels": ",".join(proposal.labels),
        "reviewer_ids": [_user(host, name) for name in proposal.reviewers],
        "remove_source_branch": True,
    }
    try:
        row = api.ask(host, _at(path), method="POST", content=content)
    except ScaffoldError as error:
        raise PassingError(str(error)) if _STANDS_ALREADY in str(error) else error from None
    return _read(host, row)


def complete(host: Host, path: str, request: Request, proposal: Proposal) -> None:
    """Give a request the labels that it lacks; its reviewers came with it."""
    if missing := sorted(set(proposal.labels) - request.labels):
        _put(host, path, request, {"add_labels": ",".join(missing)})


def revise(host: Host, path: str, request: Request, proposal: Proposal) -> None:
    """Write title and body anew; a draft stays one."""
    title = f"{_DRAFT if request.draft else ''}{proposal.title}"
    _put(host, path, request, {"title": title, "description": proposal.body})


def withdraw(host: Host, path: str, request: Request, comment: str) -> None:
    """Close a request, after a comment that it gets once however often this is done."""
    said = f"{_at(path)}/{request.number}/notes"
    if all(row.get("body") != comment for row in api.pages(host, said, {})):
        api.ask(host, said, method="POST", content={"body": comment})
    _put(host, path, request, {"state_event": "close"})


def _at(path: str) -> str:
    return f"/projects/{quote(path, safe='')}/merge_requests"


def _put(host: Host, path: str, request: Request, content: dict[str, str]) -> None:
    api.ask(host, f"{_at(path)}/{request.number}", method="PUT", content=content)


def _user(host: Host, name: str) -> int:
    """The number of a user, whom requests know by nothing else."""
    found = api.ask(host, "/users", parameters={"username": name})
    if not isinstance(found, list) or not found or "id" not in found[0]:
        raise UsageError(f"reviewers: {host.api} knows no user {name}")
    return int(found[0]["id"])


def _read(host: Host, row: Any) -> Request:
    try:
        title = row["title"]
        return Request(
            number=int(row["iid"]),
            url=row["web_url"],
            branch=row["source_branch"],
            state=_STATES.get(row["state"]) or State(row["state"]),
            title=title.removeprefix(_DRAFT),
            body=row.get("description") or "",
            labels=frozenset(row.get("labels") or ()),
            draft=title.startswith(_DRAFT),
            has_reviewers=bool(row.get("reviewers")),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ScaffoldError(f"{host.api}: answers a merge request without {error}") from None
