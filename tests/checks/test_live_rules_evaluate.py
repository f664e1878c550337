"""live-rules-evaluate: in order with several instances."""

import pytest
from staged import found, staged
from staged_alerts import burning, prometheus, stage

from scaffold.checks import live_rules_evaluate as check
from scaffold.live.recordings.burning import record

RECORDED = "slo:sli_error:ratio_rate30d"
ERROR = "found duplicate series for the match group {} on the right hand-side"


def told(name, health="ok", **more):
    return {"name": name, "labels": {}, "health": health, **more}


def judged(root, *rules):
    watches = prometheus(rules=lambda: rules)
    return found(check, staged(root, {record: burning(stage=stage(watches))}))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (told(RECORDED, "err", lastError=ERROR), f"{RECORDED} is err: {ERROR}"),
        (told(RECORDED, "unknown"), f"{RECORDED} is unknown: no word"),
    ],
)
def test_rule_that_is_not_evaluated_is_found(fresh, rule, message):
    """With what Prometheus says of it."""
    assert judged(fresh, told("Watchdog"), rule) == [("expr: |", message)]


def test_rule_of_the_same_name_is_told_from_it_by_its_labels(fresh):
    """Two objectives, two rules, one of them in order."""
    name, labels = "slo:objective:ratio", {"service": "orders", "team": "platform"}
    labels |= {"namespace": "orders", "job": "orders"}
    good = told(name) | {"labels": {**labels, "slo": "availability"}}
    bad = told(name, "err", lastError=ERROR) | {"labels": {**labels, "slo": "latency"}}
    assert judged(fresh, good, bad) == [("expr: vector(0.99)", f"{name} is err: {ERROR}")]


def test_rules_in_order_pass(fresh):
    """All of them."""
    assert judged(fresh, told(RECORDED), told("Watchdog")) == []


def test_rule_without_labels_is_judged_as_prometheus_2_tells_it(fresh):
    """It leaves out what is empty."""
    bad = {"name": RECORDED, "health": "err", "lastError": ERROR}
    assert judged(fresh, bad) == [("expr: |", f"{RECORDED} is err: {ERROR}")]
