"""One thing that a check found wrong: what, where, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error fails the check, a warning is only told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong in a repository.

    Attributes:
        path: file it stands in, relative to the repository, with forward slashes.
        line: line number from 1, or 0 when the whole file is meant.
        message: what is wrong, in one line or, for a quoted tool, several.
        hint: how to mend it, or nothing.
        severity: whether it fails the check.
    """

    path: str
    line: int
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """``path:line``, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path
