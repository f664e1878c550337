"""What is read out of the telemetry contract."""

import pytest

from scaffold.artifacts.contract import read_contract
from scaffold.errors import ScaffoldError

TEXT = """\
target_labels: { job: orders }
metrics:
  - { name: a_total, type: counter, labels: [status] }
  - name: b_seconds
    type: histogram
    labels: []
    buckets: [0.25, 1]
    exemplar: trace_id
runtime_metrics:
  - { name: process_open_fds, type: gauge, labels: [] }
slo_window_days: 30
slos:
  - { name: availability, error_budget_ratio: 0.001 }
burn_rates:
  - long: 1h
    short: 5m
    budget_percent: 2
    factor: 14.4
    for: 2m
    severity: critical
    incident_severity: SEV1
"""


@pytest.fixture
def contract(tmp_path):
    (tmp_path / "observability").mkdir()
    (tmp_path / "observability/contract.yaml").write_text(TEXT)
    return read_contract(tmp_path)


def test_histogram_is_queried_under_three_names(contract):
    """Only its buckets carry ``le``."""
    series = contract.series
    assert "b_seconds" not in series
    assert [name for name in series if name.startswith("b_")] == [
        "b_seconds_bucket",
        "b_seconds_sum",
        "b_seconds_count",
    ]
    assert ["le" in series[f"b_seconds_{part}"] for part in ("bucket", "sum")] == [True, False]


def test_every_series_has_the_labels_of_its_target(contract):
    """Those of Prometheus itself too."""
    assert {"job", "instance", "status"} <= contract.series["a_total"]
    assert {"job", "instance"} <= contract.series["up"]


def test_metrics_know_whose_they_are(contract):
    """The service's own are asked for more."""
    assert [(one.name, one.own, one.line) for one in contract.metrics] == [
        ("a_total", True, 3),
        ("b_seconds", True, 4),
        ("process_open_fds", False, 10),
    ]


def test_factor_follows_from_share_and_windows(contract):
    """2% x 30 days / 1 hour."""
    (burn,) = contract.burn_rates
    assert burn.expected_factor(contract.window_days) == pytest.approx(14.4)


def test_contract_that_is_no_mapping_is_refused(tmp_path):
    """By its path."""
    (tmp_path / "observability").mkdir()
    (tmp_path / "observability/contract.yaml").write_text("- a\n")
    with pytest.raises(ScaffoldError, match=r"contract\.yaml: must be a mapping"):
        _ = read_contract(tmp_path).series
