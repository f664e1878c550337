"""Errors that a user can mend, and the exit codes of the program.

Bugs are not here: they keep their own exception and their traceback.
"""

from enum import IntEnum


class Exit(IntEnum):
    """What the process says to its caller; documented in the README."""

    OK = 0
    ERROR = 1
    USAGE = 2
    DRIFT = 3
    UNTRUSTED = 4
    CONFLICTS = 5
    VERIFY_FAILED = 6
    TOOL_MISSING = 7
    FLEET_FAILED = 8
    INTERRUPTED = 130


class ScaffoldError(Exception):
    """Something a user can mend: says what is wrong, where, and what to do."""

    exit_code = Exit.ERROR


class UsageError(ScaffoldError):
    """An option or an answer cannot be used."""

    exit_code = Exit.USAGE


class ToolMissingError(ScaffoldError):
    """A program that the work needs is not on this machine."""

    exit_code = Exit.TOOL_MISSING


class PassingError(ScaffoldError):
    """Something that may pass by itself, so that another attempt is worth while.

    Attributes:
        wait_seconds: how long the other side asks to be left alone; 0 where it does not say.
    """

    def __init__(self, said: str, wait_seconds: float = 0.0) -> None:
        """Keep what is wrong, and when to come back."""
        super().__init__(said)
        self.wait_seconds = wait_seconds


class Skip(Exception):  # noqa: N818 - an outcome, not an error
    """Raised by a check that has nothing to judge; its text is the reason."""
