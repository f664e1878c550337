"""The report for a person at a terminal."""

import shutil
import textwrap
from collections.abc import Iterator

from scaffold.finding import Finding, Severity
from scaffold.formats.plain import plain
from scaffold.report import Outcome, Report, Row

_MARKS = {
    Outcome.PASSED: ("pass", "32"),
    Outcome.FAILED: ("FAIL", "31"),
    Outcome.SKIPPED: ("skip", "33"),
    Outcome.CRASHED: ("CRASH", "35"),
}


def write(report: Report, *, colour: bool = False) -> str:
    """Return the report: a line for each check, its findings below it, a summary."""
    width = max((len(row.check) for row in report.rows), default=0)
    lines = [f"{report.repository}: level {report.level}, scaffold {report.scaffold_version}", ""]
    for row in report.rows:
        lines += _row(row, width, colour=colour)
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    lines += ["", f"{counts} in {report.seconds:.1f} s"]
    return "\n".join(lines) + "\n"


def _row(row: Row, width: int, *, colour: bool) -> Iterator[str]:
    word, code = _MARKS[row.outcome]
    mark = _paint(f"{word:5}", code, colour=colour)
    judges = f"[{', '.join(row.tools)}]" if row.tools else ""
    said, *more = (
        row.evidence or (row.reason if row.outcome is Outcome.SKIPPED else row.title)
    ).splitlines()
    parts = [said, judges, f"{row.seconds:.1f} s"]
    yield f"{mark} {row.check:{width}}  " + "  ".join(part for part in parts if part)
    yield from (f"      {line}" for line in more if "\t" not in line)  # tables are for HTML
    if row.outcome is Outcome.CRASHED:
        yield textwrap.indent(row.reason.rstrip(), "      ")
    for finding in row.findings:
        yield from _finding(finding, colour=colour)


def _finding(finding: Finding, *, colour: bool) -> Iterator[str]:
    code = "31" if finding.severity is Severity.ERROR else "33"
    first, *rest = plain(finding.message).splitlines() or [""]
    yield f"      {_paint(plain(finding.place), code, colour=colour)}  {first}"
    yield from (f"          {line}" for line in rest)
    if finding.hint:
        columns = max(shutil.get_terminal_size().columns, 60)
        yield textwrap.fill(
            finding.hint, columns, initial_indent="        fix: ", subsequent_indent="             "
        )


def _paint(text: str, code: str, *, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
