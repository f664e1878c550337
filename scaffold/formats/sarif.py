"""The report as SARIF 2.1.0, for code-scanning pages. Source: OASIS SARIF 2.1.0."""

import json
from typing import Any
from urllib.parse import quote

from scaffold.finding import Finding
from scaffold.report import Outcome, Report, Row


def write(report: Report) -> str:
    """Return one run: a rule for each check, a result for each finding, notes on the rest."""
    run = {
        "tool": {
            "driver": {
                "name": "scaffold",
                "version": report.scaffold_version,
                "rules": [_rule(row) for row in report.rows],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, finding) for row in report.rows for finding in row.findings],
        "invocations": [
            {
                "executionSuccessful": not report.count(Outcome.CRASHED),
                "toolExecutionNotifications": [
                    _notification(row)
                    for row in report.rows
                    if row.outcome in {Outcome.CRASHED, Outcome.SKIPPED}
                ],
            }
        ],
    }
    schema = (
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(row: Row) -> dict[str, Any]:
    return {
        "id": row.check,
        "shortDescription": {"text": row.title},
        "help": {"text": f"scaffold explain {row.check}"},
    }


def _result(row: Row, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path)}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return {
        "ruleId": row.check,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


def _notification(row: Row) -> dict[str, Any]:
    return {
        "level": "error" if row.outcome is Outcome.CRASHED else "note",
        "associatedRule": {"id": row.check},
        "message": {"text": row.reason},
    }
