"""What ``scaffold doctor`` found: the programs of this machine."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One program.

    Attributes:
        name: as in ``tools.toml``.
        summary: what it is used for.
        path: where it stands, or None when it is not on this machine.
        version: what it says of itself, or nothing.
        accepts: versions that are good enough.
        accepted: whether this one is.
        pinned: the version that ``scaffold tools install`` brings, or nothing.
        needed_by: ids of the checks that start it.
        advice: how to get it; empty when all is well.
    """

    name: str
    summary: str
    path: Path | None
    version: str
    accepts: str
    accepted: bool
    pinned: str = ""
    needed_by: tuple[str, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """What was found.

    Attributes:
        programs: Python and uv, then the tools in the order of the lock.
        tools_folder: where ``scaffold tools install`` puts them.
    """

    programs: tuple[Program, ...]
    tools_folder: Path

    @property
    def missing(self) -> tuple[Program, ...]:
        """Those that a check needs and cannot have."""
        return tuple(one for one in self.programs if one.needed_by and not one.accepted)
