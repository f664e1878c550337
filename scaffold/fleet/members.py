"""A fleet: its members, the waves they are reached in, and what holds one of them back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scaffold.fleet.hosts.host import Host


@dataclass(frozen=True)
class Pin:
    """A version that a member stays at, for a while.

    Attributes:
        version: the release.
        reason: why.
        expires: the last day on which it holds.
    """

    version: str
    reason: str
    expires: date

    def holds(self, today: date) -> bool:
        """Whether it still does."""
        return today <= self.expires


@dataclass(frozen=True)
class Wave:
    """Members that are reached together, after those of the wave before.

    Attributes:
        name: what members call it.
        verify: level of the checks that every member must pass before its change is handed on;
            empty asks for none.
    """

    name: str
    verify: str = ""


@dataclass(frozen=True)
class Member:
    """One repository, or one folder of it.

    Attributes:
        name: the service's name; no two members share it.
        place: ``file:line`` that names it, for messages.
        path: a repository on this machine, with or without a work tree; None for one elsewhere.
        url: what git clones; empty for one on this machine.
        folder: where in the repository the service stands; empty is its top.
        team: who owns it.
        tier: how much depends on it.
        language: what it is written in; asked for when it is made.
        answers: answers that it is to have, whatever it has recorded.
        wave: name of its wave.
        pin: what holds it back.
        host: the server that its url leads to; None for one that is not known.
    """

    name: str
    place: str
    path: Path | None = None
    url: str = ""
    folder: str = ""
    team: str = ""
    tier: str = ""
    language: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    wave: str = ""
    pin: Pin | None = None
    host: Host | None = None

    @property
    def address(self) -> str:
        """Where its repository is, in words of the inventory."""
        return self.url or str(self.path)


@dataclass(frozen=True)
class Requests:
    """How pull requests are opened.

    Attributes:
        labels: of each of them.
        draft: whether they are drafts at first.
        reviewers: who is asked, by team.
        notes: address of a release's notes, with ``{version}`` in it; empty where there are none.
    """

    labels: tuple[str, ...] = ()
    draft: bool = False
    reviewers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: str = ""


@dataclass(frozen=True)
class Fleet:
    """Everything that an inventory says.

    Attributes:
        path: the inventory.
        source: the template's source.
        version: PEP 440 range of the versions that members may be brought to; empty is any.
        waves: in order.
        members: in the order of their waves, then as they are listed.
        requests: how pull requests are opened.
    """

    path: Path
    source: str
    version: str
    waves: tuple[Wave, ...]
    members: tuple[Member, ...]
    requests: Requests = field(default_factory=Requests)

    def wave(self, name: str) -> Wave:
        """The wave of this name."""
        return next(wave for wave in self.waves if wave.name == name)
