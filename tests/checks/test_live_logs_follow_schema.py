"""live-logs-follow-schema: whatever is written is such a line."""

import json
from types import SimpleNamespace

import pytest
from staged import found, scrape, staged

from scaffold.checks import live_logs_follow_schema as check
from scaffold.live import logs
from scaffold.live.recordings import everyday

GOOD = {
    "timestamp": "2026-01-01T00:00:00.000Z",
    "level": "INFO",
    "message": "hello",
    "service": "orders",
    "version": "1",
    "environment": "staging",
}


def judged(root, text: str, stderr: str = "", *, counted: int | None = None):
    lines = logs.parse(text)
    info = sum(line.fields.get("level") == "INFO" for line in lines)
    rows = [f'log_messages_total{{level="INFO"}} {info if counted is None else counted}']
    service = SimpleNamespace(
        lines=lambda: lines,
        process=SimpleNamespace(stderr=lambda: stderr),
        scrape=lambda: scrape(*rows),
    )
    made = {everyday.record: SimpleNamespace(service=service)}
    return [message for _, message in found(check, staged(root, made, services=[service]))]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "info"}, "level: 'info' is not one of"),
        ({"timestamp": "2026-01-01T00:00:00Z"}, "timestamp: '2026-01-01T00:00:00Z' does not match"),
        ({"thing": {"a": 1}}, "thing: {'a': 1} is not of type"),
        ({"trace_id": "1" * 32}, "a line: 'span_id' is a dependency of 'trace_id'"),
        ({"service": "other"}, "service is other, not orders"),
    ],
)
def test_line_that_is_not_valid_is_found(fresh, changes, message):
    """Level, time, nesting, correlation, name."""
    (said,) = judged(fresh, json.dumps({**GOOD, **changes}) + "\n")
    assert said.startswith(message)


def test_text_that_is_no_json_is_found(fresh):
    """A stack trace of many lines is the usual one."""
    assert judged(fresh, "Traceback:\n") == ["a line is no JSON object: Traceback:"]


def test_stderr_is_found(fresh):
    """Nobody collects it."""
    said = judged(fresh, json.dumps(GOOD) + "\n", "warning\nmore\n")
    assert said == ["written to stderr: warning"]


def test_silence_is_found(fresh):
    """No line is no proof."""
    assert judged(fresh, "") == ["no service wrote a line"]


def test_line_that_is_not_counted_is_found(fresh):
    """Nor may a line be counted that was not written."""
    said = judged(fresh, json.dumps(GOOD) + "\n", counted=3)
    assert said == ["log_messages_total{level=INFO} is 3, 1 lines were written"]
