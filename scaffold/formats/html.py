"""The report as one page that needs nothing beside it: to read on a phone, to attach, to print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from itertools import groupby

from scaffold.amount import amount
from scaffold.check import Level
from scaffold.finding import Finding
from scaffold.formats import sheet
from scaffold.report import Outcome, Report, Row

_DEPTH = {
    "static": "read and validated; nothing of the service was run",
    "unit": "read and validated; the tests of the service and of its rules were run",
    "live": "read and validated; the tests and the service itself were run",
    "full": "as live; the tests of the rules were also put to rules that were broken on purpose",
}
_LABEL = re.compile(r"(?P<label>Why|Passes|Fails|Fix|Ignore): ")


@dataclass(frozen=True)
class Page:
    """What the report tells of a check beside its row.

    Attributes:
        family: the group that it belongs to.
        level: the level from which on it runs.
        text: its page, a docstring.
    """

    family: str
    level: str
    text: str


@dataclass(frozen=True)
class Section:
    """Rows under one heading.

    Attributes:
        title: the heading.
        anchor: what a link to it names.
        rows: the rows.
    """

    title: str
    anchor: str
    rows: tuple[Row, ...]


def write(report: Report, pages: Mapping[str, Page]) -> str:
    """Return the page: a verdict, facts, and every row; what needs work comes first.

    Args:
        report: the report.
        pages: a page for each check that there is, by id, in their order.
    """
    omitted = left_out(report, pages)
    return sheet.render(
        "report",
        {"paragraphs": _paragraphs, "grouped": _grouped, "alike": _alike},
        {"tabbed": lambda line: "\t" in line},
        report=report,
        counts=[(outcome.value, report.count(outcome)) for outcome in Outcome],
        depth=_DEPTH[report.level],
        judges=sorted({judge for row in report.rows for judge in row.tools}),
        omitted=omitted,
        pages=pages,
        sections=tuple(_sections(report, pages)),
        tone=_tone(report, omitted).value,
        verdict=verdict(report, len(omitted)),
        moment=sheet.moment(report.started),
    )


def verdict(report: Report, omitted: int) -> str:
    """What the run came to, in one sentence.

    Args:
        report: the report.
        omitted: how many checks of its level were left out.
    """
    count, bad = len(report.rows), report.count(Outcome.FAILED) + report.count(Outcome.CRASHED)
    skipped, missing = report.count(Outcome.SKIPPED), sum(row.tool_missing for row in report.rows)
    words = f"{report.count(Outcome.PASSED)} of {amount(count, 'check')} passed"
    if bad:
        words = f"{bad} of {amount(count, 'check')} did not pass"
    if report.strict and missing:
        words += f"; {missing} could not run for want of a tool, which a strict run does not allow"
    elif skipped:
        words += f"; {skipped} skipped, which {'proves' if skipped == 1 else 'prove'} nothing"
    if count and count == report.count(Outcome.PASSED):
        words = f"All {amount(count, 'check')} passed" if count > 1 else "The check passed"
    if omitted:
        were = "was" if omitted == 1 else "were"
        words += f"; {amount(omitted, 'check')} of this level {were} left out"
    return f"{words}."


def left_out(report: Report, pages: Mapping[str, Page]) -> tuple[str, ...]:
    """Checks of the report's level that were not asked for."""
    levels = [level.value for level in Level]
    reached = levels[: levels.index(report.level) + 1]
    ran = {row.check for row in report.rows}
    return tuple(
        check for check, page in pages.items() if page.level in reached and check not in ran
    )


def _tone(report: Report, omitted: tuple[str, ...]) -> Outcome:
    """How the verdict looks: a run that did not ask everything is never green."""
    if report.exit_code:
        return Outcome.FAILED
    return Outcome.SKIPPED if omitted or report.count(Outcome.SKIPPED) else Outcome.PASSED


def _sections(report: Report, pages: Mapping[str, Page]) -> Iterator[Section]:
    passed = [row for row in report.rows if row.outcome is Outcome.PASSED]
    skipped = tuple(row for row in report.rows if row.outcome is Outcome.SKIPPED)
    bad = tuple(row for row in report.rows if row not in passed and row not in skipped)
    if bad:
        yield Section("Needs work", "needs-work", bad)
    if skipped:
        yield Section("Not proven: skipped", "skipped", skipped)
    for family in dict.fromkeys(page.family for page in pages.values()):
        rows = tuple(row for row in passed if pages[row.check].family == family)
        if rows:
            yield Section(family, re.sub(r"\W+", "-", family.lower()), rows)


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a check's page below its title, each with its label."""
    for paragraph in cleandoc(text).split("\n\n")[1:]:
        found = _LABEL.match(paragraph)
        yield (found["label"], paragraph[found.end() :]) if found else ("", paragraph)


def _grouped(lines: Iterable[str]) -> list[tuple[str, list[list[str]]]]:
    """Lines of three or more cells by their first one; of others, each alone in no group."""
    cells = [line.split("\t") for line in lines]
    wide = all(len(row) > 2 for row in cells)  # noqa: PLR2004
    groups = groupby(cells, key=lambda row: row[0] if wide else "")
    return [(first, [row[1:] if wide else row for row in rows]) for first, rows in groups]


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that differ only in their place, together; the order is that of the first ones."""
    together: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.severity, one.message, one.hint), []).append(one)
    return list(together.values())
