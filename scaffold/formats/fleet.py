"""Rows of a fleet as lines of text, and as lines of JSON: one a member, as soon as it is known."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from scaffold.fleet.forecast import Forecast, Risk
from scaffold.formats.plain import plain_line

SCHEMA_VERSION = 1


def write_json(row: Any) -> str:
    """Return one row, every field of it, on one line."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **dataclasses.asdict(row)}) + "\n"


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


def write_counts(counts: Mapping[Any, int], whole: int) -> str:
    """Return how many members are in each state."""
    parts = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
    return f"{whole} member{'' if whole == 1 else 's'}" + (f": {parts}" if parts else "") + "\n"


def count(states: Iterable[Any], kinds: Iterable[Any]) -> Counter[Any]:
    """How many there are of each, in the order of the kinds."""
    found = Counter(states)
    return Counter({kind: found[kind] for kind in kinds})


def as_text(lines: Iterable[str]) -> str:
    """Return lines that steer no terminal."""
    return "".join(f"{plain_line(line)}\n" for line in lines)


def _drift(drift: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {owner}" for owner, number in drift.items() if number)
