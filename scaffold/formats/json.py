"""The report as JSON, for programs."""

import dataclasses
import json

from scaffold.report import Outcome, Report

SCHEMA_VERSION = 1


def write(report: Report) -> str:
    """Return the report: every field of its rows, the counts and the exit code."""
    content = {
        "schema_version": SCHEMA_VERSION,
        **dataclasses.asdict(report),
        "counts": {outcome.value: report.count(outcome) for outcome in Outcome},
        "exit_code": int(report.exit_code),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
