"""What is done with a change: a module each, with ``push``; this is the list of them.

Whatever one does can be done again: a run that was killed hands the same change on once more.
"""

from collections.abc import Mapping
from typing import Protocol

from scaffold.fleet.change import Change
from scaffold.fleet.pushes import branch, commit, none, patch, pull_request


class Push(Protocol):
    """A way to hand a change on."""

    def push(self, change: Change) -> str:
        """Hand it on, and say where it is now.

        Raises:
            ScaffoldError: it cannot be; the member is as it was.
        """
        ...


PUSHES: Mapping[str, Push] = {
    "branch": branch,
    "commit": commit,
    "none": none,
    "patch": patch,
    "pull-request": pull_request,
}
"""By the word that a user gives."""
