"""Rows of a fleet as lines of text, and as lines of JSON: one a member, as soon as it is known."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scaffold.fleet.deeds import Bootstrapped, Proven
from scaffold.fleet.forecast import Forecast, Risk
from scaffold.fleet.outcome import Applied
from scaffold.formats.plain import plain_line

SCHEMA_VERSION = 1


def write_json(row: Any) -> str:
    """Return one row, every field of it, on one line."""
    fields = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(row), "failed": row.failed}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def write_forecast(row: Forecast, width: int) -> str:
    """Return a member's line, and below it what there is to know.

    Args:
        row: the member.
        width: of the longest name.
    """
    version = row.from_version
    if row.to_version not in {"", row.from_version}:
        version = f"{row.from_version} -> {row.to_version}"
    facts = (
        f"{row.member:{width}}  {row.state:8} {version:16}",
        f"risk {row.risk}" if row.risk is not Risk.NONE else "",
        _drift(row.drift),
        f"{row.changed} files" if row.changed else "",
    )
    lines = ["  ".join(filter(None, facts)).rstrip()]
    lines += [f"    CONFLICT {one.path} ({one.kind})" for one in row.conflicts]
    lines += [f"    {reason}" for reason in row.reasons]
    return as_text([*lines, *(f"    {line}" for line in row.error.splitlines())])


def write_applied(row: Applied, width: int) -> str:
    """Return what became of a member; ``width`` as for a forecast."""
    version = row.to_version
    if row.to_version != row.from_version:
        version = f"{row.from_version} -> {row.to_version}"
    lines = [f"{row.member:{width}}  {row.outcome:9} {version:16}  {row.where}".rstrip()]
    lines += [f"    CONFLICT {path}" for path in row.conflicts]
    return as_text([*lines, *_below(row)])


def write_proven(row: Proven, width: int) -> str:
    """Return what a member's checks came to; ``width`` as for a forecast."""
    counts = ", ".join(f"{number} {outcome}" for outcome, number in row.counts if number)
    lines = [f"{row.member:{width}}  {row.outcome:9} {row.version:8}  {counts}".rstrip()]
    return as_text([*lines, *_below(row)])


def write_bootstrapped(row: Bootstrapped, width: int) -> str:
    """Return how a member came onto the path; ``width`` as for a forecast."""
    files = f"{row.files} files" if row.files else ""
    facts = (f"{row.member:{width}}  {row.outcome:12} {row.version:8}", files, row.where)
    lines = ["  ".join(filter(None, facts)).rstrip()]
    return as_text([*lines, *(f"    {line}" for line in row.error.splitlines())])


def _below(row: Applied | Proven) -> list[str]:
    return [f"    {line}" for line in (*row.findings, *row.error.splitlines())]


def write_counts(counts: Mapping[Any, int], whole: int) -> str:
    """Return how many members are in each state."""
    parts = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
    return f"{whole} member{'' if whole == 1 else 's'}" + (f": {parts}" if parts else "") + "\n"


def as_text(lines: Iterable[str]) -> str:
    """Return lines that steer no terminal."""
    return "".join(f"{plain_line(line)}\n" for line in lines)


def _drift(drift: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {owner}" for owner, number in drift.items() if number)
