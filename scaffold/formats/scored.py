"""A member's row of a scorecard as a line of JSON, and back: how shards hand their rows on."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from scaffold.errors import UsageError
from scaffold.fleet.forecast import Forecast, Risk, State
from scaffold.fleet.members import Pin
from scaffold.fleet.outcome import Applied
from scaffold.fleet.outcome import Outcome as Ending
from scaffold.fleet.scored import Scored
from scaffold.scorecard.scorecard import Level, Outcome, Row, Scorecard, Waiver
from scaffold.update import Conflict, Kind

SCHEMA_VERSION = 1
Value = TypeVar("Value")


def write(row: Scored) -> str:
    """Return one row on one line: what a plan says, then pin, last outcome and checklist."""
    fields = {
        "schema_version": SCHEMA_VERSION,
        **dataclasses.asdict(row.forecast),
        "pin": dataclasses.asdict(row.pin) if row.pin else None,
        "last": dataclasses.asdict(row.last) if row.last else None,
        "scorecard": _card(row.card) if row.card else None,
        "unjudged": row.unjudged,
        "failed": row.failed,
    }
    return json.dumps(fields, ensure_ascii=False, default=str) + "\n"


def read(fields: Mapping[str, Any], place: str) -> Scored:
    """Read a row; a plan's row is one without pin, last outcome and checklist.

    Args:
        fields: the line.
        place: where it stands, for messages.

    Raises:
        UsageError: it is none.
    """
    try:
        return Scored(
            forecast=_read_forecast(fields),
            pin=_given(fields.get("pin"), _read_pin),
            last=_given(fields.get("last"), _read_last),
            card=_given(fields.get("scorecard"), _read_card),
            unjudged=str(fields.get("unjudged", "")),
        )
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        said = f"is no row of a fleet's plan or scorecard: {error!r}"
        raise UsageError(f"{place}: {said}") from None


def _card(card: Scorecard) -> dict[str, Any]:
    rows = [
        {
            "item": row.item,
            "title": row.title,
            "level": row.level,
            "outcome": row.outcome,
            "reason": row.reason,
            "waiver": dataclasses.asdict(row.waiver) if row.waiver else None,
        }
        for row in card.rows
    ]
    return {"level": card.level, "judged": card.judged, "rows": rows}


def _read_forecast(fields: Mapping[str, Any]) -> Forecast:
    return Forecast(
        member=str(fields["member"]),
        wave=str(fields["wave"]),
        team=str(fields["team"]),
        tier=str(fields["tier"]),
        state=State(fields["state"]),
        from_version=str(fields["from_version"]),
        to_version=str(fields["to_version"]),
        drift={str(owner): int(number) for owner, number in fields["drift"].items()},
        changed=int(fields["changed"]),
        conflicts=tuple(map(_read_conflict, fields["conflicts"])),
        risk=Risk(fields["risk"]),
        reasons=_texts(fields["reasons"]),
        error=str(fields["error"]),
    )


def _read_conflict(fields: Mapping[str, Any]) -> Conflict:
    words = (str(fields["path"]), Kind(fields["kind"]), str(fields["message"]))
    return Conflict(*words, paths=_texts(fields["paths"]))


def _read_pin(fields: Mapping[str, Any]) -> Pin:
    return Pin(str(fields["version"]), str(fields["reason"]), date.fromisoformat(fields["expires"]))


def _read_last(fields: Mapping[str, Any]) -> Applied:
    return Applied(
        member=str(fields["member"]),
        wave=str(fields["wave"]),
        team=str(fields["team"]),
        outcome=Ending(fields["outcome"]),
        from_version=str(fields["from_version"]),
        to_version=str(fields["to_version"]),
        where=str(fields["where"]),
        conflicts=_texts(fields["conflicts"]),
        findings=_texts(fields["findings"]),
        error=str(fields["error"]),
        attempts=int(fields["attempts"]),
        seconds=float(fields["seconds"]),
    )


def _read_card(fields: Mapping[str, Any]) -> Scorecard:
    rows = tuple(map(_read_row, fields["rows"]))
    return Scorecard("", rows, date.fromisoformat(fields["judged"]))


def _read_row(fields: Mapping[str, Any]) -> Row:
    return Row(
        item=str(fields["item"]),
        title=str(fields["title"]),
        level=Level(fields["level"]),
        section="",
        sentence="",
        outcome=Outcome(fields["outcome"]),
        reason=str(fields["reason"]),
        waiver=_given(fields["waiver"], _read_waiver),
    )


def _read_waiver(fields: Mapping[str, Any]) -> Waiver:
    until = date.fromisoformat(fields["until"])
    words = (str(fields["item"]), str(fields["reason"]))
    return Waiver(*words, until=until, by=str(fields["by"]), line=int(fields["line"]))


def _given(fields: Any, read: Callable[[Any], Value]) -> Value | None:
    return None if fields is None else read(fields)


def _texts(items: Any) -> tuple[str, ...]:
    if not isinstance(items, list):
        raise TypeError(f"{items!r} is no list")
    return tuple(map(str, items))
