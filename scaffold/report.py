"""What a run of checks came to, and the only place where that becomes an exit code."""

from dataclasses import dataclass
from enum import StrEnum

from scaffold.errors import Exit
from scaffold.finding import Finding, Severity


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Row:
    """One check's line in the report.

    Attributes:
        check: id of the check.
        title: the state the check asks for, in a few words.
        outcome: how it ended.
        tools: name and version of everything that judged, such as ``promtool 3.13.1``.
        seconds: wall-clock time.
        findings: what is wrong, in the order of path and line.
        evidence: what was proven, in a few words (``11 alerts, 44 cases``); a scorecard has
            further lines.
        reason: why it was skipped, or the traceback of a crash.
        tool_missing: whether it was skipped because a tool is not on this machine.
    """

    check: str
    title: str
    outcome: Outcome
    tools: tuple[str, ...] = ()
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()
    evidence: str = ""
    reason: str = ""
    tool_missing: bool = False


@dataclass(frozen=True)
class Report:
    """All rows of one run.

    Attributes:
        repository: name of the service.
        root: path of the repository, as the user gave it.
        level: how deep the run went.
        rows: one for each check, in the order of the registry.
        seconds: wall-clock time of the whole run.
        strict: whether a missing tool is a failure.
        scaffold_version: the version that judged.
        started: when it began: UTC, ISO 8601, in seconds.
        commit: the commit that the repository stood on; empty where there is none.
        dirty: whether the repository differed from that commit.
    """

    repository: str
    root: str
    level: str
    rows: tuple[Row, ...]
    seconds: float
    strict: bool
    scaffold_version: str
    started: str = ""
    commit: str = ""
    dirty: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many checks ended so."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def exit_code(self) -> Exit:
        """Failed or crashed weighs more than a missing tool; a plain skip weighs nothing."""
        if self.count(Outcome.FAILED) or self.count(Outcome.CRASHED):
            return Exit.VERIFY_FAILED
        if self.strict and any(row.tool_missing for row in self.rows):
            return Exit.TOOL_MISSING
        return Exit.OK


def failed(findings: tuple[Finding, ...]) -> bool:
    """Whether these findings fail a check: warnings alone do not."""
    return any(finding.severity is Severity.ERROR for finding in findings)
