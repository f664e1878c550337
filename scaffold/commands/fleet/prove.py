"""A member's checks, on files that are written for them and thrown away."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from scaffold.check import Level
from scaffold.commands.verify import verify
from scaffold.fleet.change import export
from scaffold.fleet.committed import Committed
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.report import Outcome, Report

_NAMED = 20


def prove(
    committed: Committed, store: ObjectFolder, after: Mapping[str, Entry], level: str
) -> Report:
    """Prove what a commit with these entries would have.

    Args:
        committed: the member.
        store: scratch folder that stands before its objects.
        after: the whole commit, by path.
        level: how deep to go.
    """
    with tempfile.TemporaryDirectory(prefix="scaffold-proof-") as scratch:
        root = Path(scratch) / "repository"
        export(committed, store, root, after)
        return verify(root, Level(level))


def complaints(report: Report) -> tuple[str, ...]:
    """What failed, a line each: check, place and message."""
    lines = [
        f"{row.check}: {finding.place}: {finding.message}"
        for row in report.rows
        if row.outcome is Outcome.FAILED
        for finding in row.findings
    ]
    lines += [
        f"{row.check}: {row.reason.strip().splitlines()[-1]}"
        for row in report.rows
        if row.outcome is Outcome.CRASHED
    ]
    more = len(lines) - _NAMED
    return (*lines[:_NAMED], f"and {more} more") if more > 0 else tuple(lines)
