"""Pull requests and merge requests: as they stand on a server, and as they are to be."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

_MARK = re.compile(r"\n*<!-- scaffold ([0-9a-f]{16}) ([0-9a-f]{40,64}) -->\s*$")


class State(StrEnum):
    """How far a request is."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True)
class Request:
    """One that a server has.

    Attributes:
        number: what people call it by.
        url: where they look at it.
        branch: what it would merge.
        state: how far it is.
        title: its first line, without the mark of a draft.
        body: the rest.
        labels: its labels.
        draft: whether it is one.
        has_reviewers: whether somebody is asked to look at it.
    """

    number: int
    url: str
    branch: str
    state: State
    title: str
    body: str
    labels: frozenset[str] = frozenset()
    draft: bool = False
    has_reviewers: bool = False


@dataclass(frozen=True)
class Proposal:
    """One that is wanted.

    Attributes:
        branch: what it would merge.
        base: where to.
        title: its first line.
        body: the rest, with a mark at its end by which an edit of somebody's is noticed.
        labels: labels that it is to have.
        reviewers: who is asked to look at it.
        draft: whether it is a draft at first.
    """

    branch: str
    base: str
    title: str
    body: str
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    draft: bool = False


def marked(title: str, body: str, commit: str) -> str:
    """A body with the mark at its end, and in that the commit that the branch is on."""
    return f"{body.rstrip()}\n\n<!-- scaffold {_digest(title, body)} {commit} -->\n"


def is_ours(request: Request) -> bool:
    """Whether nobody has edited title or body since they were written."""
    found = _MARK.search(request.body)
    written = _digest(request.title, _MARK.sub("", request.body))
    return found is not None and found[1] == written


def marked_commit(request: Request | None) -> str:
    """The commit that the branch was brought to; empty where none is known."""
    found = _MARK.search(request.body) if request else None
    return found[2] if found else ""


def _digest(title: str, body: str) -> str:
    plain = f"{title.strip()}\n{body.strip()}".replace("\r\n", "\n")
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
