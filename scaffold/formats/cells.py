"""What is known of an incident, in words, for the rows of its review."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from scaffold.artifacts.incident import Incident, Spending
from scaffold.artifacts.notification import Fired

FIRST_ALERT, RESOLVED = "first alert (time to detect)", "back to normal, alert resolved"
_AROUND = timedelta(minutes=30)  # of a dashboard, so that before and after can be compared


@dataclass(frozen=True)
class Cells:
    """What goes into the row of a table.

    Attributes:
        label: by which the row is found, in whichever column.
        after: the cell behind it.
        before: the cell in front of it; empty leaves that one alone.
        more: added to the label.
    """

    label: str
    after: str
    before: str = ""
    more: str = ""


def fillings(incident: Incident) -> Iterator[Cells]:
    """What is known, by the label of its row."""
    first, gravest = incident.first, incident.gravest
    began_as = f"; began as {first.severity}" if first.severity != gravest.severity else ""
    yield Cells("Title", first.annotations.get("summary") or first.name)
    yield Cells("Severity", f"{gravest.severity}, by the alert {gravest.name}{began_as}")
    yield Cells("Detected by", f"alert {first.name}")
    yield Cells("Status", "draft")
    end = _time(incident.ended) if incident.ended else f"still firing at {_time(incident.written)}"
    yield Cells("Began, ended (UTC)", f"{_time(incident.began)}, {end} ({minutes(incident)} min)")
    if any(spending.queries for spending in incident.spendings):
        yield Cells("Requests failed or slow", _requests(incident))
    for spending in incident.spendings:
        label = f"Error budget spent: {spending.budget.slo}"
        yield Cells(label, _spent(incident, spending))
    since = f": {first.name}; its condition held since {_time(incident.held_since(first))}"
    yield Cells(FIRST_ALERT, _evidence(incident, first), _time(first.began), since)
    if incident.ended:
        yield Cells(RESOLVED, "no alert fires any more", _time(incident.ended))
    else:
        yield Cells(RESOLVED, f"not yet: still firing at {_time(incident.written)}")


def later(incident: Incident) -> list[Cells]:
    """Rows of the timeline for the other alerts, and for each end but the last."""
    events = [
        (alert.began, Cells(f"alert {alert.name} ({alert.severity})", _evidence(incident, alert)))
        for alert in incident.alerts[1:]
    ]
    events += [
        (alert.ended, Cells(f"alert {alert.name} resolved", ""))
        for alert in incident.alerts
        if alert.ended and alert.ended != incident.ended
    ]
    return [
        Cells(cells.label, cells.after, _time(moment))
        for moment, cells in sorted(events, key=lambda event: event[0])
    ]


def _evidence(incident: Incident, alert: Fired) -> str:
    """Links of one alert: graph, runbook, dashboard with the time range of the incident."""
    begin, end = alert.began - _AROUND, (alert.ended or incident.written) + _AROUND
    board = alert.annotations.get("dashboard_url", "")
    if board:
        joint = "&" if "?" in board else "?"
        board += f"{joint}from={_milliseconds(begin)}&to={_milliseconds(end)}"
    links = (
        _link("graph", alert.graph),
        _link("runbook", alert.annotations.get("runbook_url", "")),
        _link("dashboard", board),
    )
    return ", ".join(filter(None, links))


def _link(text: str, address: str) -> str:
    """A link; an address without a site, such as a path in Grafana, stands as code."""
    safe = quote(address, safe="/:?#@!$&'*+,;=%~[]")
    if re.match(r"https?://", safe):
        return f"[{text}]({safe})"
    return f"{text} `{safe}`" if safe else ""


def _requests(incident: Incident) -> str:
    counted = [
        f"{spending.budget.slo}: {spending.measured.bad:.0f} bad of {spending.measured.total:.0f}"
        for spending in incident.spendings
        if spending.measured
        and spending.measured.bad is not None
        and spending.measured.total is not None
    ]
    return "; ".join(counted) or "to be asked: [Queries](#queries)"


def _spent(incident: Incident, spending: Spending) -> str:
    budget, measured = spending.budget, spending.measured
    whole = f"{budget.minutes:.1f} min in {budget.window_days} days"
    if measured:
        if measured.share is None or measured.spent is None:
            return "unknown: Prometheus has no requests of that time"
        cost = _cost(incident, measured.share, measured.spent)
        return f"{cost} ({whole}): {_percent(measured.share)} of the requests were bad"
    how = (
        "[Queries](#queries) asks for it"
        if spending.queries
        else f"the rules record no `slo:sli_bad:increase5m` of {budget.slo} to ask for it"
    )
    if found := incident.estimate(budget.slo):
        alert, share = found
        spent = share * incident.length.total_seconds() / 60 / budget.minutes
        cost = _cost(incident, share, spent)
        held = f"if the {_percent(share)} that {alert.name} last named held"
        return f"about {cost} ({whole}), {held}; {how}"
    return f"to be asked: {minutes(incident)} min x share of bad requests, of {whole}; {how}"


def _cost(incident: Incident, share: float, spent: float) -> str:
    outage = share * incident.length.total_seconds() / 60
    return f"{outage:.1f} min of full outage, {_percent(spent)} of the budget"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def minutes(incident: Incident) -> str:
    """How long it took, in whole minutes."""
    return f"{incident.length.total_seconds() / 60:.0f}"
