"""Runs checks over one repository and turns each into a row of the report."""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version as distribution_version
from pathlib import Path

from scaffold import git, tool
from scaffold.check import Check, Level
from scaffold.errors import ScaffoldError, Skip, ToolMissingError
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo
from scaffold.report import Outcome, Report, Row, failed


def title(check: Check) -> str:
    """First line of a check's page."""
    return (check.__doc__ or check.ID).strip().splitlines()[0].rstrip(".")


def run(
    root: Path,
    checks: Sequence[Check],
    level: Level,
    *,
    strict: bool,
    begin: Callable[[Check], None] = lambda _: None,
) -> Report:
    """Put every check to the repository.

    Args:
        root: the repository.
        checks: the checks, in order.
        level: how deep the run is meant to go; named in the report.
        strict: whether a missing tool is a failure.
        begin: is told each check before it runs.
    """
    started, began = time.monotonic(), datetime.now(UTC)
    repo = ServiceRepo(root.resolve())
    commit, dirty = git.standing(repo.root)
    rows = []
    try:
        for check in checks:
            begin(check)
            rows.append(run_check(check, repo))
    finally:
        repo.close()
    return Report(
        repository=repo.name,
        root=str(root),
        level=level,
        rows=tuple(rows),
        seconds=time.monotonic() - started,
        strict=strict,
        scaffold_version=distribution_version("scaffold"),
        started=began.isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
    )


def run_check(check: Check, repo: ServiceRepo) -> Row:
    """Run one check to its end, whatever happens in it.

    A finding whose check gives no advice points to the check's page.
    """
    started = time.monotonic()
    findings: list[Finding] = []
    outcome, evidence, reason, tool_missing = Outcome.PASSED, "", "", False
    judges: tuple[str, ...] = ()
    try:
        judges = _judges(check)
        evidence = _collect(check, repo, findings)
        if failed(tuple(findings)):
            outcome = Outcome.FAILED
    except ToolMissingError as error:
        outcome, reason, tool_missing = Outcome.SKIPPED, str(error), True
    except Skip as skip:
        outcome, reason = Outcome.SKIPPED, str(skip)
    except ScaffoldError as error:
        outcome = Outcome.FAILED
        findings.append(_unreadable(error))
    except Exception:  # noqa: BLE001 - a check that crashes is a loud row, never the end of the run
        outcome, reason = Outcome.CRASHED, traceback.format_exc()
    return Row(
        check=check.ID,
        title=title(check),
        outcome=outcome,
        tools=judges,
        seconds=time.monotonic() - started,
        findings=tuple(_advised(finding, check) for finding in sorted(set(findings))),
        evidence=evidence if outcome is Outcome.PASSED else "",
        reason=reason,
        tool_missing=tool_missing,
    )


def _advised(finding: Finding, check: Check) -> Finding:
    return replace(finding, hint=finding.hint or f"scaffold explain {check.ID}")


def _judges(check: Check) -> tuple[str, ...]:
    programs = [tool.locate(name) for name in check.TOOLS]
    return (
        *(f"{program.name} {program.version}" for program in programs),
        *(f"{package} {distribution_version(package)}" for package in check.PACKAGES),
    )


def _collect(check: Check, repo: ServiceRepo, findings: list[Finding]) -> str:
    generator = check.find(repo)
    while True:
        try:
            findings.append(next(generator))
        except StopIteration as end:
            return str(end.value or "")


def _unreadable(error: ScaffoldError) -> Finding:
    """An artifact that cannot be read is a finding where the error says."""
    place, colon, message = str(error).partition(": ")
    path, _, line = place.rpartition(":")
    if colon and path and line.isdigit():
        return Finding(path, int(line), message)
    return Finding(place, 0, message) if colon and " " not in place else Finding(".", 0, str(error))
