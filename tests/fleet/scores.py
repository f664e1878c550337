"""Rows of a fleet's scorecard that no repository stands behind."""

from collections.abc import Mapping
from datetime import date

from scaffold.fleet.forecast import Forecast, Risk, State
from scaffold.fleet.members import Pin
from scaffold.fleet.outcome import Applied
from scaffold.fleet.outcome import Outcome as Ending
from scaffold.fleet.scored import Scored
from scaffold.scorecard.scorecard import Level, Outcome, Row, Scorecard, Waiver
from scaffold.update import Conflict, Kind

TODAY = date(2026, 11, 24)
ITEMS = (
    ("logs", Level.BRONZE),
    ("health", Level.BRONZE),
    ("slo", Level.SILVER),
    ("flags", Level.GOLD),
)
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
WAIVED, NOT_APPLICABLE = Outcome.WAIVED, Outcome.NOT_APPLICABLE


def scored(name: str, team: str = "", state: State = State.BEHIND, **known: object) -> Scored:
    """A member at 1.0.0 that is to have 1.1.0; ``known`` are fields of its row or its forecast."""
    row = {key: known.pop(key) for key in ("pin", "last", "card", "unjudged") if key in known}
    at = (
        {}
        if state in {State.ABSENT, State.FAILED}
        else {"from_version": "1.0.0", "to_version": "1.1.0"}
    )
    return Scored(Forecast(name, "rest", team, "gold", state, **{**at, **known}), **row)  # type: ignore[arg-type]


def carded(*outcomes: Outcome, waivers: Mapping[str, Waiver] | None = None) -> Scorecard:
    """A card with these outcomes, in the order of ``ITEMS``."""
    rows = tuple(
        Row(item, f"``{item}`` stand", level, "", "", outcome, "why", (), (waivers or {}).get(item))
        for (item, level), outcome in zip(ITEMS, outcomes, strict=True)
    )
    return Scorecard("", rows, TODAY)


def waiver(item: str, until: date, reason: str = "later") -> dict[str, Waiver]:
    return {item: Waiver(item, reason, until, "me@example.com", 3)}


def pin(until: date, reason: str = "audit") -> Pin:
    return Pin("1.0.0", reason, until)


def last(outcome: Ending, **known: object) -> Applied:
    fields = {"member": "m", "wave": "rest", "team": "t", "to_version": "1.1.0", **known}
    return Applied(outcome=outcome, **fields)  # type: ignore[arg-type]


def conflict(path: str) -> Conflict:
    return Conflict(path, Kind.CONTENT, "both changed it", (path,))


def fleet() -> list[Scored]:
    """A member of every kind."""
    soon, over = date(2026, 12, 1), date(2026, 11, 1)
    waived, ended = waiver("slo", soon), waiver("slo", over)
    clash = {
        "risk": Risk.HIGH,
        "conflicts": (conflict("README.md"),),
        "changed": 7,
        "drift": {"managed": 2, "seeded": 1, "mine": 3},
        "reasons": ("1 conflicts",),
    }
    return [
        scored("stock", "goods", State.CURRENT, from_version="1.1.0", card=carded(*[MET] * 4)),
        scored("orders", "goods", card=carded(MET, NOT_MET, MET, UNKNOWN), **clash),
        scored(
            "ledger",
            "money",
            State.PINNED,
            pin=pin(soon),
            card=carded(MET, MET, WAIVED, NOT_APPLICABLE, waivers=waived),
            last=last(Ending.UNPROVEN, findings=("a-check: a.yaml:3: odd",)),
        ),
        scored(
            "carts",
            "money",
            risk=Risk.LOW,
            pin=pin(date(2026, 11, 20)),
            card=carded(MET, MET, NOT_MET, MET, waivers=ended),
            last=last(Ending.APPLIED, where="refs/heads/scaffold/carts/1.1.0"),
        ),
        scored("emails", "", State.ABSENT),
        scored("audit", "money", State.FAILED, error="answers.yml: does not parse\n  a: [\n"),
    ]
