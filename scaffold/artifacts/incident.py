"""What is known of one incident from its alerts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scaffold.artifacts.budget import Budget, Queries
from scaffold.artifacts.notification import Fired

_SHARE = re.compile(r"^\s*(?P<percent>\d+(?:\.\d+)?)% of the requests\b")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Measured:
    """What Prometheus counted within the incident; None where it has no answer.

    Attributes:
        bad: requests that were bad.
        total: requests that count.
        share: the one divided by the other.
        spent: share of the whole budget.
    """

    bad: float | None
    total: float | None
    share: float | None
    spent: float | None


@dataclass(frozen=True)
class Spending:
    """What the incident cost of one budget.

    Attributes:
        budget: the budget.
        queries: what to ask Prometheus, or None where the rules do not tell.
        measured: what it answered, or None where it was not asked.
    """

    budget: Budget
    queries: Queries | None
    measured: Measured | None = None


@dataclass(frozen=True)
class Incident:
    """One incident.

    Attributes:
        alerts: what fired, the earliest first; at least one.
        waits: how long the condition of an alert holds before it fires, by the alert's name.
        written: when this was put together.
        spendings: one for each objective.
    """

    alerts: tuple[Fired, ...]
    waits: Mapping[str, timedelta]
    written: datetime
    spendings: tuple[Spending, ...] = ()

    @property
    def first(self) -> Fired:
        """The alert that fired first."""
        return self.alerts[0]

    @property
    def began(self) -> datetime:
        """When the condition of an alert began to hold; it fired after its ``for``."""
        return min(self.held_since(alert) for alert in self.alerts)

    @property
    def ended(self) -> datetime | None:
        """When the last alert was resolved; None while one fires."""
        ends = [alert.ended for alert in self.alerts if alert.ended]
        return max(ends) if len(ends) == len(self.alerts) else None

    @property
    def length(self) -> timedelta:
        """How long it took, or has taken so far."""
        return max((self.ended or self.written) - self.began, timedelta())

    def held_since(self, alert: Fired) -> datetime:
        """When the condition of an alert began to hold."""
        return alert.began - self.waits.get(alert.name, timedelta())

    @property
    def gravest(self) -> Fired:
        """The alert of the gravest severity, the first of them."""
        return min(self.alerts, key=lambda alert: alert.severity)

    @property
    def name(self) -> str:
        """Date and first alert, fit for the name of a file."""
        words = re.sub(r"[^a-z0-9]+", "-", _WORDS.sub("-", self.first.name).lower()).strip("-")
        return f"{self.began:%Y-%m-%d}-{words or 'alert'}"

    def estimate(self, slo: str) -> tuple[Fired, float] | None:
        """An alert of an objective that says which share of the requests was bad, and the share.

        It is the last value over the alert's own range, not the share within the incident.
        """
        for alert in sorted(self.alerts, key=lambda one: one.severity):
            found = _SHARE.match(alert.annotations.get("description", ""))
            if found and alert.labels.get("slo") == slo:
                return alert, float(found["percent"]) / 100
        return None
