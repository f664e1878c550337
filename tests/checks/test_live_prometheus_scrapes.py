"""live-prometheus-scrapes: what is exposed is what is kept."""

import pytest
from staged import found, staged

from scaffold.checks import live_prometheus_scrapes as check
from scaffold.live.prometheus import Sample
from scaffold.live.recordings.scraped import Scraped, record
from scaffold.repo import ServiceRepo

METRICS = "metrics: /metrics"


def sample(name, **labels):
    return Sample({"__name__": name, "job": "orders", **labels}, 1.0, 0.0)


@pytest.fixture(name="judged")
def judged_fixture(fresh):
    repo = ServiceRepo(fresh)
    names = [name for metric in repo.contract.metrics for name in metric.series]

    def judged(without=(), **changes):
        good = {
            "health": "up",
            "error": "",
            "series": tuple(sample(name) for name in names if name not in without),
            "rules": frozenset(rule.name for rule in repo.rules),
            "complaints": "",
        }
        seen = Scraped(**{**good, **changes})
        began = []
        staging = staged(fresh, {record: seen})
        staging.live.begin = lambda *recordings, **_: began.extend(recordings)
        return found(check, staging), began

    return judged


def test_scrape_that_keeps_everything_passes(judged):
    """And what takes minutes is begun."""
    rows, began = judged()
    assert rows == []
    assert [one.__module__.rpartition(".")[2] for one in began] == ["burning", "gone"]


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        (
            {"health": "down", "error": "connection refused", "series": ()},
            (METRICS, "Prometheus cannot scrape it (down): connection refused"),
        ),
        (
            {"complaints": "Error on ingesting samples with different value"},
            (METRICS, "Prometheus complains: Error on ingesting samples with different value"),
        ),
        (
            {"without": ("service_ready",)},
            ("- name: service_ready", "Prometheus has no series of service_ready"),
        ),
    ],
)
def test_scrape_that_fails_or_loses_something_is_found(judged, changes, row):
    """All of it, some samples, one metric."""
    assert judged(**changes)[0] == [row]


def test_label_that_scraping_adds_as_well_is_found(judged, fresh):
    """It would be renamed, and every query of it would be empty."""
    names = [name for metric in ServiceRepo(fresh).contract.metrics for name in metric.series]
    series = tuple(sample(name, exported_pod="a") for name in names)
    message = "the label pod of its metrics is renamed to exported_pod: scraping adds one too"
    assert judged(series=series)[0] == [("metrics:", message)]


def test_rule_that_is_not_loaded_is_found(judged, fresh):
    """A file that Prometheus is not shown."""
    rules = frozenset(rule.name for rule in ServiceRepo(fresh).rules) - {"Watchdog"}
    row = ("- alert: Watchdog", "Prometheus has not loaded Watchdog")
    assert judged(rules=rules)[0] == [row]
