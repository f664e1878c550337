"""What Alertmanager tells of alerts: its webhook's payload, the answer of its API, one alert."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scaffold.errors import UsageError

_NEEDED = ("alertname", "service", "incident_severity")
_NEVER = 1  # the year that Go writes for no time at all


@dataclass(frozen=True)
class Fired:
    """One alert that fired.

    Attributes:
        labels: its labels; ``alertname``, ``service`` and ``incident_severity`` are among them.
        annotations: its annotations.
        began: when it began to fire; its condition held for a while before.
        ended: when it was resolved, or None while it fires.
        graph: where Prometheus shows its expression, or nothing.
    """

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    began: datetime
    ended: datetime | None
    graph: str

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.labels["alertname"]

    @property
    def service(self) -> str:
        """The service that it belongs to."""
        return self.labels["service"]

    @property
    def severity(self) -> str:
        """The severity of the incident, ``SEV1`` to ``SEV3``."""
        return self.labels["incident_severity"]


def read_notification(text: str, source: str, now: datetime) -> tuple[Fired, ...]:
    """Read alerts in any of the forms in which Alertmanager writes them.

    Args:
        text: JSON: a webhook's payload, a list of alerts, or one alert.
        source: names it in errors.
        now: an alert that says nothing else is over when its end lies before this.

    Returns:
        The alerts, the earliest first; those of severity ``none`` mean no incident.

    Raises:
        UsageError: it is no JSON, holds no alert, or one that is not complete; says which.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{source}: is no JSON: {error}; give what Alertmanager wrote") from None
    alerts = [_read(one, f"{source}: alert {number}", now) for number, one in _listed(content)]
    fired = [alert for alert in alerts if alert and alert.severity != "none"]
    if not fired:
        others = f" but {len(alerts)} that mean no incident" if alerts else ""
        raise UsageError(
            f"{source}: holds no alert{others}; Alertmanager forgets alerts that are over: "
            "take the notification that it sent"
        )
    return tuple(sorted(fired, key=lambda alert: (alert.began, alert.severity, alert.name)))


def _listed(content: Any) -> Iterator[tuple[int, Any]]:
    if isinstance(content, dict) and "labels" not in content:
        content = content.get("alerts")
    if isinstance(content, dict):
        content = [content]
    yield from enumerate(content if isinstance(content, list) else (), start=1)


def _read(content: Any, place: str, now: datetime) -> Fired:
    labels, annotations = (_texts(content, key) for key in ("labels", "annotations"))
    missing = [name for name in _NEEDED if not labels.get(name)]
    if missing:
        raise UsageError(
            f"{place}: has no label {', '.join(missing)}; "
            "`scaffold verify --only alerts-carry-labels` says which alerts lack it"
        )
    began, ended = (_moment(content, key, place) for key in ("startsAt", "endsAt"))
    if began is None:
        raise UsageError(f"{place}: has no time under startsAt")
    over = ended is not None and _is_over(content, ended, place, now)
    if ended and over and ended < began:
        raise UsageError(f"{place}: ends at {content['endsAt']}, before it starts")
    graph = content.get("generatorURL")
    return Fired(labels, annotations, began, ended if over else None, str(graph or ""))


def _is_over(content: Mapping[str, Any], ended: datetime, place: str, now: datetime) -> bool:
    """Whether the end has come: of a firing alert it is a guess that lies ahead.

    A webhook says so. The API tells when it heard of the alert for the last time.
    """
    status = content.get("status")
    if isinstance(status, str):
        return status == "resolved"
    return ended <= (_moment(content, "updatedAt", place) or now)


def _texts(content: Any, key: str) -> dict[str, str]:
    items = content.get(key) if isinstance(content, dict) else None
    return {str(k): str(v) for k, v in items.items()} if isinstance(items, dict) else {}


def _moment(content: Mapping[str, Any], key: str, place: str) -> datetime | None:
    """A time in UTC, in whole seconds."""
    text = content.get(key)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise UsageError(f"{place}: {key} is {text!r}, which is no time of RFC 3339") from None
    if moment.tzinfo is None:
        raise UsageError(f"{place}: {key} is {text!r}, without a time zone")
    return None if moment.year == _NEVER else moment.astimezone(UTC).replace(microsecond=0)
