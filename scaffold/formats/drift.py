"""The differences from a template version as text and as JSON."""

import dataclasses
import json

from scaffold.drift import Difference, Drift, Owner
from scaffold.formats.plain import plain_line

SCHEMA_VERSION = 1


def write(drift: Drift) -> str:
    """Return a line for each path, the patch where there is one, and the counts."""
    lines = [_row(difference) for difference in drift.differences]
    counts = ", ".join(f"{drift.count(owner)} {owner}" for owner in Owner)
    lines.append(f"{drift.root}: against {drift.source} {drift.version}: {counts}")
    return drift.patch + "".join(f"{plain_line(line)}\n" for line in lines)


def write_json(drift: Drift) -> str:
    """Return every field and the counts."""
    content = {
        "schema_version": SCHEMA_VERSION,
        **dataclasses.asdict(drift),
        "counts": {owner.value: drift.count(owner) for owner in Owner},
    }
    return json.dumps(content, indent=2) + "\n"


def _row(difference: Difference) -> str:
    names = difference.path
    if difference.origin:
        names = f"{difference.origin} -> {difference.path}"
    lines = ""
    if difference.added_lines or difference.removed_lines:
        lines = f"  +{difference.added_lines} -{difference.removed_lines}"
    return f"{difference.owner:8} {difference.action:8} {names}{lines}"
