"""The live registry, the code and the logs against `observability/contract.yaml`."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from harness import ROOT, Harness
from process import Process

from service import contract as code
from service.breaker import CircuitBreaker, CircuitOpenError, State
from service.redaction import REDACTED
from service.retry import IDEMPOTENT_METHODS, RETRIED_STATUSES, RetryPolicy
from service.settings import Settings

Contract = dict[str, Any]


def metric_families(service: Harness) -> dict[str, tuple[str, frozenset[str]]]:
    """Return type and label names of every family with samples."""
    found = {}
    for family in service.metrics.registry.collect():
        labels = {name for sample in family.samples for name in sample.labels} - {"le"}
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = (family.type, frozenset(labels))
    return found


def test_metrics_are_those_of_the_contract(
    build: Callable[..., Harness], contract: Contract
) -> None:
    """Names, types and labels; no metric is missing, none is there that the contract lacks."""
    service = build(lambda _: httpx2.Response(200))
    declared = {
        metric["name"]: (metric["type"], frozenset(metric["labels"]))
        for metric in contract["metrics"] + contract["runtime_metrics"]
    }
    assert metric_families(service) == declared


def test_help_texts_are_those_of_the_contract(service: Harness, contract: Contract) -> None:
    """A dashboard's tooltip and the contract say the same."""
    found = {family.name: family.documentation for family in service.metrics.registry.collect()}
    for metric in contract["metrics"]:
        assert found[metric["name"].removesuffix("_total")] == metric["help"]


def test_buckets_are_those_of_the_contract(service: Harness, contract: Contract) -> None:
    """Sorted, without doubles, the latency objective's threshold among them."""
    bounds = list(code.DURATION_BUCKETS_SECONDS)
    assert bounds == contract["duration_buckets"] == sorted(set(bounds))
    threshold = next(slo for slo in contract["slos"] if slo["name"] == "latency")
    assert threshold["threshold_seconds"] in bounds
    exposed = {
        float(labels["le"])
        for series in service.series("http_request_duration_seconds_bucket")
        if (labels := dict(series))["endpoint"] == "/orders"
    }
    assert exposed == {*bounds, float("inf")}


def test_routes_are_those_of_the_contract(service: Harness, contract: Contract) -> None:
    """Every declared route and status has its series from the start, and no other has."""
    declared = {
        (route["method"], route["endpoint"], str(status))
        for route in contract["http"]["routes"]
        for status in route["statuses"]
    }
    declared.add(("GET", contract["http"]["unmatched_endpoint"], "404"))
    exposed = {
        (labels["method"], labels["endpoint"], labels["status"])
        for series in service.series("http_requests_total")
        if (labels := dict(series))
    }
    assert exposed == declared


def test_label_values_are_those_of_the_contract(
    build: Callable[..., Harness], contract: Contract
) -> None:
    """Where the contract lists a label's values, they are the ones exposed."""
    service = build(lambda _: httpx2.Response(200))
    for metric in contract["metrics"]:
        for label, values in metric.get("values", {}).items():
            exposed = {dict(series)[label] for series in service.series(metric["name"])}
            assert exposed == set(values), metric["name"]


async def test_endpoints_are_those_of_the_contract(service: Harness, contract: Contract) -> None:
    """The chart's probes and the scrape find what they ask for."""
    for path in contract["endpoints"].values():
        assert (await service.http.get(path)).status_code == 200, path


def test_constants_are_those_of_the_contract(contract: Contract) -> None:
    """Names and special label values."""
    http = contract["http"]
    assert contract["service"]["name"] == code.SERVICE_NAME
    assert contract["service"]["port"] == code.DEFAULT_PORT
    assert http["unmatched_endpoint"] == code.UNMATCHED_ENDPOINT
    assert http["other_method"] == code.OTHER_METHOD
    assert set(http["methods"]) == code.METHODS
    assert http["client_abort_status"] == code.CLIENT_ABORT_STATUS
    assert contract["logs"]["redaction"] == REDACTED


def test_resilience_is_that_of_the_contract(contract: Contract) -> None:
    """Limits, times and thresholds: what the contract promises is what the code does by default."""
    settings, policy, promised = Settings(), RetryPolicy(), contract["resilience"]
    retry, limit = promised["retry"], promised["rate_limit"]
    assert policy.attempts == retry["max_attempts"]
    assert policy.base_seconds == retry["base_delay_seconds"]
    assert policy.cap_seconds == retry["max_delay_seconds"]
    assert set(retry["retried_statuses"]) == RETRIED_STATUSES
    assert set(retry["idempotent_methods"]) == IDEMPOTENT_METHODS
    assert settings.client_timeout_seconds == retry["attempt_timeout_seconds"]
    assert settings.client_deadline_seconds == retry["deadline_seconds"]
    assert settings.rate_limit_per_second == limit["requests_per_second"]
    assert settings.rate_limit_burst == limit["burst"]
    assert settings.drain_delay_seconds == contract["shutdown"]["drain_delay_seconds"]
    assert settings.shutdown_timeout_seconds == contract["shutdown"]["timeout_seconds"]


def test_circuit_breaker_is_that_of_the_contract(contract: Contract) -> None:
    """It opens with the failure that is promised, and for as long."""
    promised = contract["resilience"]["circuit_breaker"]
    now = 0.0
    breaker = CircuitBreaker("any", clock=lambda: now)
    states = []
    for _ in range(promised["consecutive_failures"]):
        states.append(breaker.state)
        breaker.failed(breaker.acquire())
    assert {*states} == {State.CLOSED}
    with pytest.raises(CircuitOpenError) as raised:
        breaker.acquire()
    assert raised.value.retry_after_seconds == promised["open_seconds"]


async def test_log_fields_are_those_of_the_contract(service: Harness, contract: Contract) -> None:
    """An access line has all the fields that are promised, and no nesting."""
    await service.http.get("/orders")
    (line,) = service.access_lines()
    fields = contract["logs"]["fields"]
    assert {*fields["always"], *fields["in_request"], *fields["access"]} == line.keys()


async def test_span_attributes_are_those_of_the_contract(
    build: Callable[..., Harness], contract: Contract
) -> None:
    """SERVER and CLIENT spans have what queries and dashboards rely on."""
    service = build(lambda _: httpx2.Response(500))
    await service.order()
    traces = contract["traces"]
    (server,), (client,) = service.spans("SERVER"), service.spans("CLIENT")
    assert {*traces["resource"]} <= {*server.resource.attributes}
    wanted = traces["server_span"]
    assert {*wanted["required"], *wanted["on_server_error"]} <= {*(server.attributes or {})}
    wanted = traces["client_span"]
    expected = {*wanted["required"], *wanted["with_answer"], *wanted["on_error"]}
    assert expected <= {*(client.attributes or {})}


def test_process_metrics_are_exposed(start: Callable[..., Process]) -> None:
    """What only a real process has: `/metrics` over HTTP holds every runtime metric."""
    process = start(DRAIN_DELAY_SECONDS="0")
    process.wait_until_ready()
    text = httpx2.get(f"{process.url}/metrics").text
    assert "process_resident_memory_bytes" in text
    assert "service_ready 1.0" in text
    assert (ROOT / "observability" / "contract.yaml").exists()
