"""A review is the repository's own template with its rows filled, and nothing else changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scaffold.artifacts.budget import Budget, Queries
from scaffold.artifacts.incident import Incident, Measured, Spending
from scaffold.artifacts.markdown import Markdown, read_markdown
from scaffold.artifacts.notification import Fired
from scaffold.formats import review

TEMPLATE = "docs/post-incident-review-template.md"
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
BUDGETS = (Budget("availability", 0.001, 30), Budget("latency", 0.01, 30))
QUERIES = Queries("bad", "total", "share", "spent")


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def fired(name: str, severity: str, slo: str, begin: int, end: int | None, said: str = "") -> Fired:
    return Fired(
        {"alertname": name, "service": "orders", "incident_severity": severity, "slo": slo},
        {"summary": f"{name} of orders", "description": said, "dashboard_url": "/d/orders-slo",
         "runbook_url": f"https://example.com/{name}.md"},
        after(begin),
        None if end is None else after(end),
        "http://prometheus/graph?g0.expr=a(b)",
    )  # fmt: skip


SLOW = fired("SlowBurn", "SEV3", "latency", 5, 30, "7.5% of the requests to orders took long")
FAST = fired("FastBurn", "SEV1", "availability", 12, 47, "10.5% of the requests to orders failed")
WAITS = {"SlowBurn": timedelta(minutes=3)}
INCIDENT = Incident((SLOW, FAST), WAITS, after(90), tuple(Spending(b, QUERIES) for b in BUDGETS))

ASK = "[Queries](#queries) asks for it"
AVAILABILITY = (
    "4.7 min of full outage, 10.9% of the budget (43.2 min in 30 days), "
    "if the 10.5% that FastBurn last named held"
)
LATENCY = (
    "3.4 min of full outage, 0.781% of the budget (432.0 min in 30 days), "
    "if the 7.5% that SlowBurn last named held"
)
COUNTED = (
    "4.5 min of full outage, 25% of the budget (43.2 min in 30 days): 10% of the requests were bad"
)
UNASKED = "to be asked: 45 min x share of bad requests, of 43.2 min in 30 days"
LINKS = (
    "[graph](http://prometheus/graph?g0.expr=a%28b%29), "
    "[runbook](https://example.com/SlowBurn.md), "
    "dashboard `/d/orders-slo?from=1795509300000&to=1795514400000`"
)


@pytest.fixture
def template(fresh) -> Markdown:
    return read_markdown(fresh, TEMPLATE)


def row(text: str, label: str) -> list[str]:
    """Cells of the row that holds a label, the label left out."""
    rows = [line for line in text.splitlines() if line.startswith("|") and label in line]
    assert len(rows) == 1, rows
    return [cell.strip() for cell in rows[0].strip("|").split("|") if label not in cell]


def spending(measured: Measured | None, queries: Queries | None = QUERIES) -> Incident:
    return replace(INCIDENT, spendings=(Spending(BUDGETS[0], queries, measured),))


def quiet(incident: Incident) -> Incident:
    """The same with alerts that name no share."""
    alerts = tuple(replace(one, annotations={}) for one in incident.alerts)
    return replace(incident, alerts=alerts)


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("Title", ["SlowBurn of orders"]),
        ("Severity", ["SEV1, by the alert FastBurn; began as SEV3"]),
        ("Detected by", ["alert SlowBurn"]),
        ("Status", ["draft"]),
        ("Began, ended (UTC)", ["2026-11-24 09:02:00, 2026-11-24 09:47:00 (45 min)"]),
        ("Requests failed or slow", ["to be asked: [Queries](#queries)"]),
        ("Error budget spent: availability", [f"about {AVAILABILITY}; {ASK}"]),
        ("Error budget spent: latency", [f"about {LATENCY}; {ASK}"]),
        ("first alert (time to detect): SlowBurn; its condition held since 2026-11-24 09:02:00",
         ["2026-11-24 09:05:00", LINKS]),
        ("back to normal, alert resolved", ["2026-11-24 09:47:00", "no alert fires any more"]),
    ],
)  # fmt: skip
def test_row_is_filled(template, label, cells):
    """Each of those that the alerts know."""
    assert row(review.write(template, INCIDENT).text, label) == cells


def test_rest_of_the_template_stays(template):
    """What only people know is left to them, to the letter."""
    before = template.text.splitlines()
    now = review.write(template, INCIDENT).text.splitlines()
    changed = [line for line in before if line not in now]
    assert len(changed) == 1 + 10  # the heading and the rows above
    assert now[0] == "# Post-incident review: 2026-11-24 SlowBurn"


def test_other_alerts_stand_in_the_timeline(template):
    """In the order of time, behind the first one."""
    lines = review.write(template, INCIDENT).text.splitlines()
    first = next(index for index, line in enumerate(lines) if "first alert" in line)
    assert [line.split(" | ")[:2] for line in lines[first + 1 : first + 3]] == [
        ["| 2026-11-24 09:12:00", "alert FastBurn (SEV1)"],
        ["| 2026-11-24 09:30:00", "alert SlowBurn resolved"],
    ]


def test_alert_that_still_fires_leaves_the_end_open(template):
    """And says so where the end would stand."""
    firing = replace(INCIDENT, alerts=(SLOW, replace(FAST, ended=None)))
    text = review.write(template, firing).text
    assert row(text, "Began, ended") == [
        "2026-11-24 09:02:00, still firing at 2026-11-24 10:30:00 (88 min)"
    ]
    assert row(text, "back to normal") == ["", "not yet: still firing at 2026-11-24 10:30:00"]
    assert "the end is the moment\nof writing, since an alert still fired." in text


@pytest.mark.parametrize(
    ("incident", "cell"),
    [
        (spending(Measured(2640, 26400, 0.1, 0.25)), COUNTED),
        (spending(Measured(0, None, None, 0.0)),
         "unknown: Prometheus has no requests of that time"),
        (quiet(spending(None)), f"{UNASKED}; {ASK}"),
        (quiet(spending(None, None)),
         f"{UNASKED}; the rules record no `slo:sli_bad:increase5m` of availability to ask for it"),
    ],
)  # fmt: skip
def test_budget_is_told_as_far_as_it_is_known(template, incident, cell):
    """Counted, estimated, or how to get it; never a guess that looks like a count."""
    text = review.write(template, incident).text
    assert row(text, "Error budget spent: availability") == [cell]


def test_counted_requests_are_named(template):
    """Of how many."""
    text = review.write(template, spending(Measured(2640.4, 26400, 0.1, 0.25))).text
    assert row(text, "Requests failed or slow") == ["availability: 2640 bad of 26400"]


def test_queries_stand_at_the_end(template):
    """One block each, for every objective; none where the rules do not tell."""
    text = review.write(template, INCIDENT).text
    page = Markdown("review.md", text)
    blocks = [(block.language, block.text) for block in page.blocks]
    assert blocks == [("promql", word) for word in ("bad", "share", "spent")] * 2
    assert [one.text for one in page.headings][-3:] == [
        "Queries", "What availability cost", "What latency cost",
    ]  # fmt: skip
    assert "queries" not in review.write(template, spending(None, None)).text.lower()


def test_row_that_a_team_removed_is_told(template):
    """With what it would hold; the other rows are filled all the same."""
    kept = [line for line in template.text.splitlines() if not line.startswith("| Severity")]
    written = review.write(Markdown(TEMPLATE, "\n".join(kept)), INCIDENT)
    assert [(one.label, one.after) for one in written.missing] == [
        ("Severity", "SEV1, by the alert FastBurn; began as SEV3")
    ]
    assert row(written.text, "Detected by") == ["alert SlowBurn"]


def test_template_without_tables_loses_nothing():
    """Every filling and every later alert is told."""
    written = review.write(Markdown(TEMPLATE, "Write what happened.\n"), INCIDENT)
    assert written.text.startswith("Write what happened.\n")
    assert len(written.missing) == 10 + 2


def test_row_of_another_width_keeps_its_cells():
    """A team may add columns, order and code blocks of its own."""
    page = (
        "# R\n\n```\n| Title | |\n```\n\n"
        "| Owner | Title | | note |\n|---|---|---|---|\n| Status |\n"
    )
    lines = review.write(Markdown(TEMPLATE, page), INCIDENT).text.splitlines()
    assert lines[3] == "| Title | |"
    assert lines[6] == "| Owner | Title | SlowBurn of orders | note |"
    assert lines[8] == "| Status | draft |"


def test_text_of_an_alert_stays_within_its_cell(template):
    """Neither a new column, nor a new line, nor markup."""
    hostile = replace(SLOW, annotations={"summary": "a | b\n| c <script>", "runbook_url":
                      "javascript:alert(1)", "dashboard_url": "https://g/d/x?a=1"})  # fmt: skip
    text = review.write(template, replace(INCIDENT, alerts=(hostile,))).text
    assert "| Title | a \\| b \\| c &lt;script> |" in text
    assert "runbook `javascript:alert%281%29`" in text
    assert "[dashboard](https://g/d/x?a=1&from=1795509300000&to=1795514400000)" in text


@pytest.mark.parametrize(
    ("alert", "name"),
    [
        ("AvailabilityBudgetBurn1h", "2026-11-24-availability-budget-burn-1h"),
        ("SLOMetricAbsent", "2026-11-24-slo-metric-absent"),
        ("../../etc/passwd", "2026-11-24-etc-passwd"),
        ("日本", "2026-11-24-alert"),
    ],
)
def test_name_is_date_and_alert(alert, name):
    """Fit for a file, whatever the alert is called."""
    renamed = replace(SLOW, labels={**SLOW.labels, "alertname": alert})
    assert replace(INCIDENT, alerts=(renamed,)).name == name
