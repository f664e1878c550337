"""The report in each of its forms."""

import dataclasses
import json
from xml.etree import ElementTree as ET

import pytest

from scaffold.errors import Exit
from scaffold.formats import json as json_format
from scaffold.formats import junit, sarif, text, tree
from scaffold.report import Outcome


def test_text_says_what_where_and_how_to_mend(report):
    """A line for each check, its findings below it, counts and seconds at the end."""
    assert text.write(report) == (
        "orders: level unit, scaffold 0.1.0\n"
        "\n"
        "pass  alerts-fire           11 alerts  [promtool 3.13.1]  0.2 s\n"
        "      every one of them\n"
        "FAIL  alerts-have-runbooks  Every alert has a runbook  0.5 s\n"
        "      observability/rules/alerts.yaml:7  no runbook\n"
        "          for Gone\n"
        "        fix: write it\n"
        "      runbooks/A b.md  odd \\x07 name\n"
        "skip  chart-lints           helm is missing  0.0 s\n"
        "CRASH files-parse           Every file parses  0.0 s\n"
        "      Traceback\n"
        "        KeyError\n"
        "\n"
        "1 passed, 1 failed, 1 skipped, 1 crashed in 1.5 s\n"
    )


def test_text_leaves_tables_out(report):
    """The rows of a table, whose cells are parted by tabs, would flood a terminal."""
    first, *others = report.rows
    tabled = dataclasses.replace(first, evidence=f"{first.evidence}\noverview\tMemory\t69 MiB")
    changed = dataclasses.replace(report, rows=(tabled, *others))
    assert text.write(changed) == text.write(report)


def test_text_has_colour_only_when_asked(report):
    """Escape codes never reach a file or a pipe."""
    assert "\x1b" not in text.write(report)
    assert "\x1b[31mFAIL \x1b[0m" in text.write(report, colour=True)


def test_json_holds_every_field(report):
    """A program needs nothing but this."""
    content = json.loads(json_format.write(report))
    assert content["exit_code"] == 6
    assert content["counts"] == {"passed": 1, "failed": 1, "skipped": 1, "crashed": 1}
    assert content["rows"][1]["findings"][0] == {
        "path": "observability/rules/alerts.yaml",
        "line": 7,
        "message": "no runbook\nfor Gone",
        "hint": "write it",
        "severity": "error",
    }


def test_sarif_places_each_finding(report):
    """A finding without a line has no region; a path is a URI."""
    (run,) = json.loads(sarif.write(report))["runs"]
    first, second = run["results"]
    assert first["ruleId"] == "alerts-have-runbooks"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "observability/rules/alerts.yaml"},
        "region": {"startLine": 7},
    }
    assert second["level"] == "warning"
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "runbooks/A%20b.md"}
    }
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        row.check for row in report.rows
    ]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_junit_is_xml_that_counts(report):
    """Characters that XML cannot hold are replaced, not written."""
    suite = ET.fromstring(junit.write(report)).find("testsuite")  # noqa: S314 - our own text
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    failure = suite.find("testcase/failure")
    assert failure.text.splitlines()[-1] == "runbooks/A b.md: odd \N{REPLACEMENT CHARACTER} name"


@pytest.mark.parametrize(
    ("outcomes", "strict", "code"),
    [
        ({Outcome.PASSED}, False, Exit.OK),
        ({Outcome.PASSED, Outcome.SKIPPED}, False, Exit.OK),
        ({Outcome.PASSED, Outcome.SKIPPED}, True, Exit.TOOL_MISSING),
        ({Outcome.FAILED, Outcome.SKIPPED}, True, Exit.VERIFY_FAILED),
        ({Outcome.CRASHED}, False, Exit.VERIFY_FAILED),
    ],
)
def test_exit_code_follows_the_worst_row(report, outcomes, strict, code):
    """A missing tool weighs nothing unless the run is strict."""
    rows = tuple(row for row in report.rows if row.outcome in outcomes)
    assert dataclasses.replace(report, rows=rows, strict=strict).exit_code == code


def test_tree_puts_folders_first_and_joins_single_ones():
    """A chain of folders takes one line."""
    assert tree.write("orders", ["b.md", "a/one/two/x", "a/one/two/y", "c/z"]) == (
        "orders/\n  a/one/two/\n    x\n    y\n  c/\n    z\n  b.md\n"
    )
