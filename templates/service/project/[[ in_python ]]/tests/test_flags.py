"""Feature flags: evaluated from the file, followed when it changes, harmless when it is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import ROOT, Harness
from process import Process

from service.flag_file import FlagFileError, parse_flags
from service.flag_provider import FileProvider
from service.flags import Flags
from service.settings import Settings

ON_OFF = {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "on"}


def document(**definitions: Any) -> str:
    """Return a flags file with these definitions."""
    return json.dumps({"flags": {name.replace("__", "."): d for name, d in definitions.items()}})


async def test_release_without_deployment(build: Callable[..., Harness]) -> None:
    """The same build behaves differently when the flag says so."""
    assert (await build().order()).json()["express"] is False
    assert (await build(flags={"express-orders": True}).order()).json()["express"] is True


async def test_evaluations_are_counted(service: Harness) -> None:
    """By flag, variant and reason."""
    await service.order()
    labels = {"flag": "express-orders", "variant": "off", "reason": "static"}
    assert service.sample("feature_flag_evaluations_total", **labels) == 1


async def test_injected_errors_and_delays(build: Callable[..., Harness]) -> None:
    """Flags make the service fail and dawdle, as seen in its own metrics."""
    service = build(flags={"fault.error_ratio": 1, "fault.latency_ms": 30})
    response = await service.http.get("/orders")
    labels = {"method": "GET", "endpoint": "/orders", "status": "500"}
    assert response.status_code == 500
    assert service.sample("http_requests_total", **labels) == 1
    seconds = service.sample("http_request_duration_seconds_sum", **labels)
    assert seconds is not None
    assert seconds >= 0.03


async def test_injected_unreadiness(build: Callable[..., Harness]) -> None:
    """A flag takes the service out of the load balancer."""
    response = await build(flags={"fault.not_ready": True}).http.get("/readyz")
    assert response.json()["reasons"] == ["a fault is injected"]


async def test_faults_are_refused_in_production(build: Callable[..., Harness]) -> None:
    """Whatever the file says: no fault, a loud line for each, and other flags still work."""
    faults = {"fault.error_ratio": 1, "fault.latency_ms": 30_000, "fault.not_ready": True}
    service = build(environment="production", flags={**faults, "express-orders": True})
    response = await service.order()
    assert (response.status_code, response.json()["express"]) == (201, True)
    assert (await service.http.get("/readyz")).status_code == 200
    refused = [line["flag"] for line in service.lines(level="ERROR")]
    assert sorted(refused) == sorted(faults)


def test_changed_file_is_read_again(service: Harness) -> None:
    """Without a restart; a file that is swapped, as Kubernetes does, counts as changed."""
    flags = Flags(service.settings, service.metrics)
    before = flags.is_on("express-orders")
    service.set_flag("express-orders", value=True)
    flags.refresh()
    after = flags.is_on("express-orders")
    swapped = service.flags_file.with_suffix(".new")
    swapped.write_text((ROOT / "flags" / "flags.json").read_text())
    swapped.replace(service.flags_file)
    flags.refresh()
    assert (before, after, flags.is_on("express-orders")) == (False, True, False)


def test_number_is_counted_each_time_and_follows_the_file(service: Harness) -> None:
    """Also while it stays what it was, and after a change."""
    flags = Flags(service.settings, service.metrics)
    before = [flags.number("fault.latency_ms") for _ in range(3)]
    service.set_flag("fault.latency_ms", value=20)
    flags.refresh()
    after = [flags.number("fault.latency_ms") for _ in range(2)]
    assert (before, after) == ([0, 0, 0], [20, 20])
    for variant, count in (("none", 3), ("test", 2)):
        labels = {"flag": "fault.latency_ms", "variant": variant, "reason": "static"}
        assert service.sample("feature_flag_evaluations_total", **labels) == count


def test_running_process_follows_the_file(start: Callable[..., Process], service: Harness) -> None:
    """A flag that is turned on shows in the readiness of a process that goes on running."""
    process = start(FLAGS_FILE=str(service.flags_file), DRAIN_DELAY_SECONDS="0")
    process.wait_until_ready()
    service.set_flag("fault.not_ready", value=True)
    process.wait_until("/readyz", 503)
    service.set_flag("fault.not_ready", value=False)
    process.wait_until_ready()


@pytest.mark.parametrize("content", ["{", "[]", '{"flags": 1}', document(broken={}), "\udcff"])
def test_broken_change_is_refused(service: Harness, content: str) -> None:
    """The flags stay as they were, and the log says why, once."""
    flags = Flags(service.settings, service.metrics)
    service.set_flag("express-orders", value=True)
    flags.refresh()
    service.flags_file.write_bytes(content.encode(errors="surrogateescape"))
    flags.refresh()
    flags.refresh()
    assert flags.is_on("express-orders") is True
    assert len(service.lines(level="ERROR")) == 1


def test_vanished_file_is_refused(service: Harness) -> None:
    """So is one that is gone."""
    flags = Flags(service.settings, service.metrics)
    service.set_flag("express-orders", value=True)
    flags.refresh()
    service.flags_file.unlink()
    flags.refresh()
    flags.refresh()
    assert flags.is_on("express-orders") is True
    assert len(service.lines(level="ERROR")) == 1


def test_missing_or_mistyped_flag_is_neutral(service: Harness) -> None:
    """Code that asks for what is not there goes on with the neutral value, and is counted."""
    flags = Flags(service.settings, service.metrics)
    assert flags.is_on("not-there") is False
    assert flags.number("express-orders") == 0
    labels = {"flag": "not-there", "variant": "_default", "reason": "error"}
    assert service.sample("feature_flag_evaluations_total", **labels) == 1


def test_disabled_flag_is_neutral(tmp_path: Path) -> None:
    """A disabled flag says what the code says."""
    path = tmp_path / "flags.json"
    path.write_text(document(express={**ON_OFF, "state": "DISABLED"}))
    provider = FileProvider(path, refuse_faults=False)
    provider.load_if_changed()
    found = provider.resolve_boolean_details("express", default_value=False)
    assert (found.value, found.variant, found.reason) == (False, None, "DISABLED")


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ({**ON_OFF, "state": "on"}, "state is not one of"),
        ({**ON_OFF, "defaultVariant": "maybe"}, "defaultVariant is not one of"),
        ({**ON_OFF, "variants": {}}, "has no variants"),
        ({**ON_OFF, "variants": {"on": True, "off": 0}}, "different types"),
        ({**ON_OFF, "targeting": {"if": [True, "on"]}}, "targeting is not supported"),
        ([], "is not an object"),
    ],
)
def test_wrong_definition_is_named(definition: Any, problem: str) -> None:
    """The error names the flag and what is wrong with it."""
    with pytest.raises(FlagFileError, match=f"express: .*{problem}"):
        parse_flags(document(express=definition))


@pytest.mark.parametrize("ratio", [-0.1, 1.5, True, "1"])
def test_impossible_ratio_is_named(ratio: Any) -> None:
    """A share of requests lies between none and all."""
    flag = {"state": "ENABLED", "variants": {"x": ratio}, "defaultVariant": "x"}
    with pytest.raises(FlagFileError, match="ratio from 0 to 1"):
        parse_flags(document(fault__error_ratio=flag))


def test_shipped_file_injects_nothing() -> None:
    """The flags of the repository are all neutral."""
    flags = parse_flags((ROOT / Settings().flags_file).read_text())
    assert [flag.name for flag in flags.values() if flag.injects_fault] == []
    assert {"express-orders", "fault.error_ratio", "fault.latency_ms", "fault.not_ready"} <= {
        *flags
    }
