"""Alerts in every form in which Alertmanager writes them, and what is none."""

import json
from datetime import UTC, datetime

import pytest

from scaffold.artifacts.notification import read_notification
from scaffold.errors import UsageError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LABELS = {"alertname": "Gone", "service": "orders", "incident_severity": "SEV1"}
STARTS, ENDS, NEVER = "2026-11-24T09:05:03.5Z", "2026-11-24T09:47:03Z", "0001-01-01T00:00:00Z"


def alert(**fields) -> dict:
    return {"labels": LABELS, "startsAt": STARTS, "endsAt": ENDS, **fields}


def read(content):
    text = content if isinstance(content, str) else json.dumps(content)
    return read_notification(text, "page.json", NOW)


@pytest.mark.parametrize(
    "content",
    [
        {"version": "4", "status": "resolved", "alerts": [alert(status="resolved")]},
        [alert(status={"state": "active"}, updatedAt="2026-11-24T10:00:00Z")],
        alert(status="resolved"),
        [alert()],
    ],
)
def test_alert_that_is_over_has_its_end(content):
    """A webhook's payload, a list of the API, one alert, an alert without a status."""
    (fired,) = read(content)
    assert (fired.began, fired.ended) == (
        datetime(2026, 11, 24, 9, 5, 3, tzinfo=UTC),
        datetime(2026, 11, 24, 9, 47, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "firing", "endsAt": NEVER},
        {"status": "firing"},
        {"status": {"state": "suppressed"}, "updatedAt": "2026-11-24T09:44:00Z"},
        {"endsAt": "2026-11-24T12:04:00Z"},
        {"endsAt": None},
    ],
)
def test_alert_that_still_fires_has_no_end(fields):
    """The end that the API tells of one is a guess."""
    (fired,) = read([alert(**fields)])
    assert fired.ended is None


def test_times_are_utc_whatever_the_zone():
    """Earliest first; nanoseconds are dropped."""
    later = alert(startsAt="2026-11-24T10:20:00.123456789+01:00")
    assert [fired.began.isoformat() for fired in read([later, alert()])] == [
        "2026-11-24T09:05:03+00:00",
        "2026-11-24T09:20:00+00:00",
    ]


def test_heartbeat_is_no_incident():
    """An Alertmanager always has the Watchdog."""
    watchdog = alert(labels={**LABELS, "alertname": "Watchdog", "incident_severity": "none"})
    assert [fired.name for fired in read([watchdog, alert()])] == ["Gone"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<html>", "page.json: is no JSON: Expecting value: line 1 column 1 (char 0)"),
        ("", "page.json: is no JSON"),
        ([], "page.json: holds no alert; Alertmanager forgets alerts that are over"),
        ({"alerts": []}, "page.json: holds no alert"),
        ({"status": "success"}, "page.json: holds no alert"),
        (7, "page.json: holds no alert"),
        ([alert(labels={**LABELS, "incident_severity": "none"})], "1 that mean no incident"),
        ([alert(), alert(labels={"alertname": "Gone"})],
         "page.json: alert 2: has no label service, incident_severity; "),
        (["text"], "page.json: alert 1: has no label alertname, service, incident_severity"),
        ([alert(labels=None)], "has no label alertname"),
        ([alert(startsAt=None)], "page.json: alert 1: has no time under startsAt"),
        ([alert(startsAt=NEVER)], "page.json: alert 1: has no time under startsAt"),
        ([alert(startsAt="yesterday")], "startsAt is 'yesterday', which is no time of RFC 3339"),
        ([alert(endsAt="2026-11-24T09:47:03")], "endsAt is '2026-11-24T09:47:03', without a time"),
        ([alert(status={}, updatedAt="soon")],
         "updatedAt is 'soon'"),
        ([alert(startsAt=ENDS, endsAt=STARTS)], f"ends at {STARTS}, before it starts"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_where_and_why(content, message):
    """One clear error."""
    with pytest.raises(UsageError) as caught:
        read(content)
    assert message in str(caught.value)
