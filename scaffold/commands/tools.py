"""``scaffold tools install``: bring the pinned programs that checks run."""

from collections.abc import Sequence

from scaffold import lock
from scaffold.checks import CHECKS
from scaffold.toolbox import Installed, Progress, install


def install_tools(
    names: Sequence[str], *, everything: bool = False, progress: Progress = lambda _: None
) -> tuple[Installed, ...]:
    """Bring tools that are not on this machine yet; the rest stays as it is.

    Args:
        names: tools of the lock; when empty, those that the checks of ``verify`` need.
        everything: bring every tool that the lock can bring.
        progress: is told in one line when a tool begins and ends.

    Raises:
        UsageError: the lock has no such tool, or cannot bring it.
        ScaffoldError: some could not be brought; the others are there.
    """
    return install(wanted_tools(names, everything=everything), progress)


def wanted_tools(names: Sequence[str], *, everything: bool) -> list[str]:
    """Names of the tools that a command line means; in the order of the lock if it names none."""
    if everything:
        return [entry.name for entry in lock.entries().values() if entry.source]
    needed = {name for check in CHECKS for name in check.TOOLS}
    return list(names) or [name for name in lock.entries() if name in needed]
