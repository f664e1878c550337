"""live-metrics-follow-contract: no metric more, less or other than promised."""

from types import SimpleNamespace

import pytest
from staged import answered, found, scrape, staged

from scaffold.checks import live_metrics_follow_contract as check
from scaffold.live.recordings import everyday

OPENMETRICS, TEXT = "application/openmetrics-text; version=1.0.0", "text/plain; version=0.0.4"


@pytest.fixture
def messages(broken):
    """Findings on a contract of one metric, for a scrape and content types."""

    def run(metric: str, rows: tuple[str, ...], types=(OPENMETRICS, TEXT), body=b""):
        contract = broken / "observability/contract.yaml"
        contract.write_text(f"endpoints:\n  metrics: /metrics\nmetrics:\n  - {metric}\n")
        answers = iter([answered(headers={"Content-Type": one}, body=body).answer for one in types])
        seen = SimpleNamespace(
            after=scrape(*rows), service=SimpleNamespace(send=lambda *_: next(answers))
        )
        return [message for _, message in found(check, staged(broken, {everyday.record: seen}))]

    return run


GAUGE = "{ name: ready, type: gauge, labels: [state] }"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((), "ready is not emitted"),
        (('ready{state="a"} 1', "other 1"), "other is emitted and is not in the contract"),
        (("ready 1",), "ready has the labels none, not state"),
        (('ready{state="a",pod="b"} 1',), "ready has the labels pod, state, not state"),
        (('ready{state="a"} 1', 'ready{status="a"} 1'), "ready has the labels status, not state"),
    ],
)
def test_difference_is_found(messages, rows, message):
    """Missing, unknown, labelled otherwise, or otherwise in one series."""
    assert messages(GAUGE, rows) == [message]


def test_other_type_is_found(messages):
    """A rate over a gauge is nonsense."""
    metric = "{ name: ready, type: counter, labels: [] }"
    assert messages(metric, ("ready 1",)) == ["ready is a gauge, not a counter"]


@pytest.mark.parametrize(
    ("types", "message"),
    [
        (
            (TEXT, TEXT),
            f"GET /metrics answers with {TEXT} where application/openmetrics-text is due",
        ),
        (
            (OPENMETRICS, OPENMETRICS),
            f"GET /metrics answers with {OPENMETRICS} where text/plain is due",
        ),
    ],
)
def test_format_that_was_not_asked_for_is_found(messages, types, message):
    """Exemplars exist in OpenMetrics only; old scrapers read only text."""
    assert messages(GAUGE, ('ready{state="a"} 1',), types) == [message]


def test_created_series_are_found(messages):
    """They double the series of every counter."""
    found_messages = messages(GAUGE, ('ready{state="a"} 1',), body=b"a_created 1")
    assert found_messages == [
        "GET /metrics exposes _created series as application/openmetrics-text",
        "GET /metrics exposes _created series as text/plain",
    ]


def test_other_buckets_are_found(messages):
    """The bound of the objective is read by alerts."""
    metric = "{ name: wait, type: histogram, labels: [], buckets: [0.1, 0.25] }"
    rows = ('wait_bucket{le="0.1"} 0', 'wait_bucket{le="+Inf"} 0', "wait_count 0", "wait_sum 0")
    assert messages(metric, rows) == [
        "wait has the buckets 0.1",
        "wait lacks the buckets 0.1, 0.25",
    ]


def test_buckets_that_the_contract_leaves_open_pass(messages):
    """Those of a runtime are not ours."""
    metric = "{ name: wait, type: histogram, labels: [] }"
    rows = ('wait_bucket{le="0.1"} 0', 'wait_bucket{le="+Inf"} 0', "wait_count 0", "wait_sum 0")
    assert messages(metric, rows) == []
