"""``scaffold verify``: every check that applies, put to one repository."""

from collections.abc import Callable
from pathlib import Path

from scaffold.check import Check, Level
from scaffold.checks import CHECKS, PLATFORM_CHECKS
from scaffold.errors import UsageError
from scaffold.repo import open_repo
from scaffold.report import Report
from scaffold.runner import run


def verify(
    root: Path,
    level: Level = Level.UNIT,
    only: tuple[str, ...] = (),
    *,
    strict: bool = False,
    begin: Callable[[Check, int, int], None] = lambda *_: None,
) -> Report:
    """Prove a repository.

    Args:
        root: the repository.
        level: how deep to go; checks of deeper levels are left out.
        only: ids of the checks to run; empty means all.
        strict: whether a missing tool is a failure.
        begin: is told each check before it runs, with its number from 1 and their count.

    Raises:
        UsageError: ``root`` is no repository of ours, or an id is unknown.
        ScaffoldError: its answers cannot be read.
    """
    checks = select(level, only, CHECKS if open_repo(root).is_service else PLATFORM_CHECKS)
    numbers = {check.ID: number for number, check in enumerate(checks, 1)}
    return run(
        root,
        checks,
        level,
        strict=strict,
        begin=lambda check: begin(check, numbers[check.ID], len(checks)),
    )


def select(
    level: Level, only: tuple[str, ...] = (), applicable: tuple[Check, ...] = CHECKS
) -> tuple[Check, ...]:
    """Applicable checks of a level, or the named ones whatever their level.

    Raises:
        UsageError: an id is unknown, or does not apply; names those that can be run.
    """
    known = {check.ID: check for check in applicable}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise UsageError(f"no such check: {', '.join(unknown)}; there are {', '.join(known)}")
    if only:
        return tuple(check for check in applicable if check.ID in only)
    levels = list(Level)
    return tuple(check for check in applicable if levels.index(check.LEVEL) <= levels.index(level))
