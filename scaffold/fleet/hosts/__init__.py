"""Servers of repositories and their APIs: a module each for what is proposed there."""

from collections.abc import Mapping
from typing import Protocol

from scaffold.fleet.hosts import github, gitlab
from scaffold.fleet.hosts.host import Host
from scaffold.fleet.hosts.request import Proposal, Request


class Server(Protocol):
    """What a kind of server does with pull requests.

    A ``path`` is that of a repository, such as ``acme/orders``; a ``branch`` is one of its own.
    Each of them raises ScaffoldError where the server refuses, and PassingError where it may not
    refuse the next time.
    """

    def find_requests(self, host: Host, path: str, branch: str = "") -> list[Request]:
        """Find those for one branch, newest first and whatever their state; or all open ones."""
        ...

    def open_request(self, host: Host, path: str, proposal: Proposal) -> Request:
        """Open one; nothing is opened where one is open for the branch."""
        ...

    def complete(self, host: Host, path: str, request: Request, proposal: Proposal) -> None:
        """Give one the labels and reviewers that it lacks."""
        ...

    def revise(self, host: Host, path: str, request: Request, proposal: Proposal) -> None:
        """Write title and body anew."""
        ...

    def withdraw(self, host: Host, path: str, request: Request, comment: str) -> None:
        """Comment on one, once, and close it."""
        ...


SERVERS: Mapping[str, Server] = {"github": github, "gitlab": gitlab}
"""By their kinds."""
