"""``scaffold fleet merge-reports`` and ``matrix``: a fleet that several machines work on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import Exit, UsageError
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.members import Member
from scaffold.fleet.selection import Selection, select, shard_of

EVERYBODY = Selection()
MOST_JOBS = 256
"""That GitHub Actions makes of a matrix."""


@dataclass(frozen=True)
class Merged:
    """Reports of all shards as one.

    Attributes:
        rows: a row a member, by name, as the shards wrote them.
        missing: members of the inventory that no shard has reported.
        silent: shards that have members, none of whom is reported, such as ``3/8``.
        strangers: who is reported and no member of the inventory; their rows are left out.
    """

    rows: tuple[dict[str, Any], ...]
    missing: tuple[Member, ...] = ()
    silent: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    @property
    def exit_code(self) -> Exit:
        """A shard that never reported is no success."""
        failed = any(row.get("failed") for row in self.rows)
        return Exit.FLEET_FAILED if failed or self.missing else Exit.OK


def merge_reports(
    reports: Iterable[Path],
    inventory: Path | None,
    shards: int = 0,
    selection: Selection = EVERYBODY,
) -> Merged:
    """Put the lines of JSON of several shards together.

    Args:
        reports: files that shards wrote.
        inventory: whose members must all be there; None asks for nobody.
        shards: into how many parts it was cut; 0 does not say.
        selection: whom it was about.

    Raises:
        UsageError: a file cannot be read, a line is no row, or two rows are about one member.
    """
    if shards and not inventory:
        raise UsageError("--shards: needs --fleet, whose members they are")
    rows: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for path in reports:
        for place, row in _read(path):
            name = row["member"]
            if name in rows:
                raise UsageError(f"{place}: {name} is reported at {places[name]} already")
            rows[name], places[name] = row, place
    if not inventory:
        return Merged(tuple(rows[name] for name in sorted(rows)))
    fleet = read_fleet(inventory)
    members = select(fleet, selection)
    missing = tuple(member for member in members if member.name not in rows)
    known = {member.name for member in fleet.members}
    silent: set[int] = set()
    if shards:
        silent = {shard_of(member.name, shards) for member in missing}
        silent -= {shard_of(member.name, shards) for member in members if member.name in rows}
    return Merged(
        tuple(rows[name] for name in sorted(rows.keys() & known)),
        missing,
        tuple(f"{number}/{shards}" for number in sorted(silent)),
        tuple(sorted(rows.keys() - known)),
    )


def matrix(inventory: Path, shards: int, selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """What GitHub Actions takes for ``strategy.matrix``: a job a shard that has members.

    Raises:
        UsageError: the inventory cannot be used, or there are too many shards, or none.
    """
    if not 1 <= shards <= MOST_JOBS:
        raise UsageError(f"--shards {shards}: a matrix has between 1 and {MOST_JOBS} jobs")
    members = select(read_fleet(inventory), selection)
    numbers = [shard_of(member.name, shards) for member in members]
    return {
        "include": [
            {"shard": f"{number}/{shards}", "number": number, "members": numbers.count(number)}
            for number in sorted(set(numbers))
        ]
    }


def _read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no text in UTF-8") from None
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("member"), str):
            raise UsageError(f"{path}:{number}: is no row of a fleet's report")
        rows.append((f"{path}:{number}", row))
    return rows
