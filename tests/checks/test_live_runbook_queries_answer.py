"""live-runbook-queries-answer: nothing is empty at 3 a.m."""

import pytest
from staged import found, staged
from staged_alerts import (
    ABSENT,
    AFTER,
    AVAILABILITY,
    DURING,
    LATENCY,
    burning,
    gone,
    prometheus,
    stage,
)

from scaffold.checks import live_runbook_queries_answer as check
from scaffold.errors import ScaffoldError
from scaffold.live.prometheus import Sample
from scaffold.live.recordings import burning as burns
from scaffold.live.recordings import gone as absence

ONE = (Sample({}, 1.0, DURING),)
COST = (
    'slo:period_error_budget_remaining:ratio{namespace="orders", job="orders", slo="availability"}'
)
FAILING = (
    "sum by (peer, status) (rate(http_client_request_duration_seconds_count"
    '{namespace="orders", job="orders", status=~"5..|_error"}[5m])) > 0'
)
STATE = 'circuit_breaker_state{namespace="orders", job="orders", state!="closed"}'
OPEN = f"max by (name, state) ({STATE}) == 1"
BUILD = 'count by (version) (build_info{namespace="orders", job="orders"})'


def judged(root, query=lambda *_: ONE, absent=lambda *_: ONE):
    made = {
        burns.record: burning(stage=stage(prometheus(query))),
        absence.record: gone(stage=stage(prometheus(absent))),
    }
    return found(check, staged(root, made))


def empty_if(condition):
    return lambda text, at: () if condition(text, at) else ONE


def test_queries_that_answer_pass(fresh):
    """Each of them."""
    assert judged(fresh) == []


def test_query_that_is_empty_is_found_in_every_runbook(fresh):
    """While the alert fires."""
    rows = judged(fresh, empty_if(lambda text, _: text == BUILD))
    assert rows == [(BUILD, "while the alert fires it returns nothing")] * 2


def test_query_that_is_refused_is_found(fresh):
    """In Prometheus's own words."""

    def query(text, _):
        if text == BUILD:
            raise ScaffoldError("Prometheus refuses it: no")
        return ONE

    assert judged(fresh, query) == [(BUILD, "Prometheus refuses it: no")] * 2


def test_query_of_the_verification_is_asked_when_all_is_well(fresh):
    """What it cost is known then; both pages on availability ask for it."""
    assert judged(fresh, empty_if(lambda text, at: (text, at) == (COST, DURING))) == []
    rows = judged(fresh, empty_if(lambda text, at: (text, at) == (COST, AFTER)))
    assert rows == [(COST, "once all is well again it returns nothing")] * 2


def test_comparison_that_leaves_nothing_passes(fresh):
    """No dependency fails: that is an answer."""
    assert judged(fresh, empty_if(lambda text, _: text in {FAILING, OPEN})) == []


def test_comparison_of_what_does_not_exist_is_found(fresh):
    """Nobody has that label, so it is empty in every night."""
    rows = judged(fresh, empty_if(lambda text, _: text.startswith(("max by (name, state)", STATE))))
    assert rows == [(OPEN, f"while the alert fires there is no {STATE}")] * 2


def test_queries_of_the_absence_are_asked_where_the_service_is_gone(fresh):
    """The other Prometheus still sees it."""
    rows = judged(fresh, absent=lambda *_: ())
    up = 'up{namespace="orders", job="orders"}'
    assert rows == [(up, "while the alert fires it returns nothing")]


def test_runbook_of_an_alert_that_did_not_fire_is_not_judged(fresh):
    """Its queries may be empty."""
    asked = []

    def query(text, _):
        asked.append(text)
        return ONE

    judged(fresh, query)
    assert not [text for text in asked if "ratio_rate6h" in text]


@pytest.mark.parametrize("alert", [AVAILABILITY, LATENCY, ABSENT])
def test_query_of_series_from_elsewhere_is_not_judged(broken, alert):
    """There is no kube-state-metrics here."""
    with (broken / f"runbooks/{alert}.md").open("a", encoding="utf-8") as page:
        page.write("\n```promql\nkube_pod_info\n```\n")
    asked = []

    def query(text, _):
        asked.append(text)
        return ONE

    assert judged(broken, query, query) == []
    assert "kube_pod_info" not in asked
