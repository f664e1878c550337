"""The report as JUnit XML, for test pages of CI systems."""

import re
from xml.etree import ElementTree as ET

from scaffold.report import Outcome, Report, Row

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Return one suite: a case for each check, a failure that lists its findings."""
    suite = ET.Element(
        "testsuite",
        name=f"scaffold verify {_clean(report.repository)}",
        tests=str(len(report.rows)),
        failures=str(report.count(Outcome.FAILED)),
        errors=str(report.count(Outcome.CRASHED)),
        skipped=str(report.count(Outcome.SKIPPED)),
        time=f"{report.seconds:.3f}",
    )
    for row in report.rows:
        _case(suite, row)
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    body = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: ET.Element, row: Row) -> None:
    case = ET.SubElement(
        suite, "testcase", classname="scaffold", name=row.check, time=f"{row.seconds:.3f}"
    )
    if row.outcome is Outcome.FAILED:
        failure = ET.SubElement(case, "failure", message=row.title)
        failure.text = _clean(
            "\n".join(
                "\n  fix: ".join(filter(None, (f"{f.place}: {f.message}", f.hint)))
                for f in row.findings
            )
        )
    elif row.outcome is Outcome.CRASHED:
        ET.SubElement(case, "error", message="the check crashed").text = _clean(row.reason)
    elif row.outcome is Outcome.SKIPPED:
        ET.SubElement(case, "skipped", message=_clean(row.reason))
    judged = "; ".join(filter(None, (row.evidence, ", ".join(row.tools))))
    if judged:
        ET.SubElement(case, "system-out").text = _clean(judged)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
