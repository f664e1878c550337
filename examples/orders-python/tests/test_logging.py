"""Log lines: one schema for all of them, correlated, and without secrets."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from harness import ROOT, Harness
from jsonschema import Draft202012Validator

from service.contract import SERVICE_NAME
from service.logs import configure_logs
from service.settings import Settings

SCHEMA = json.loads((ROOT / "observability" / "log.schema.json").read_text(encoding="utf-8"))


def assert_valid(lines: list[dict[str, Any]]) -> None:
    """Fail with the first line that the schema refuses."""
    assert lines
    for line in lines:
        Draft202012Validator(SCHEMA).validate(line)


async def test_access_line_says_what_happened(service: Harness) -> None:
    """Method, route, path, status, time and caller; correlated by all three IDs."""
    await service.http.get("/orders/42?token=abc", headers={"X-Request-ID": "caller-1"})
    (line,) = service.access_lines()
    (span,) = service.spans()
    assert_valid([line])
    assert line["level"] == "INFO"
    assert (line["method"], line["endpoint"]) == ("GET", "/orders/{order_id}")
    assert (line["path"], line["status"]) == ("/orders/42", 404)
    assert 0 < line["duration_seconds"] < 1
    assert line["client_address"] == "127.0.0.1"
    assert line["request_id"] == "caller-1"
    assert span.context is not None
    assert line["trace_id"] == f"{span.context.trace_id:032x}"
    assert line["span_id"] == f"{span.context.span_id:016x}"
    assert "abc" not in json.dumps(line)


async def test_lines_of_one_request_share_its_ids(service: Harness) -> None:
    """The business line and the access line are found together."""
    await service.order()
    created = service.lines(message="order created")[0]
    access = service.access_lines()[0]
    assert created["sku"] == "bolt"
    for key in ("request_id", "trace_id", "span_id"):
        assert created[key] == access[key]


async def test_unhandled_exception_is_logged_once_with_its_stack(
    service: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One ERROR line, with type, message and stack; the caller sees none of it."""

    def explode(*_: object) -> None:
        raise RuntimeError("password=hunter2 is wrong")

    monkeypatch.setattr("service.order_store.OrderStore.newest", explode)
    response = await service.http.get("/orders")
    (line,) = service.lines(level="ERROR")
    assert_valid([line])
    assert response.status_code == line["status"] == 500
    assert line["exception.type"] == "RuntimeError"
    assert line["exception.message"] == "password=[redacted] is wrong"
    assert "explode" in line["exception.stacktrace"]
    assert "hunter2" not in json.dumps(line) + response.text
    assert response.headers["Content-Type"] == "application/problem+json"


def test_libraries_log_in_the_same_format(service: Harness) -> None:
    """The standard library's loggers, their extras and exceptions become such lines."""
    logging.getLogger("some.library").warning("slow by %s ms", 12, extra={"shard": 3})
    try:
        int("no")
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    lines = service.lines()[-2:]
    assert_valid(lines)
    assert [line["level"] for line in lines] == ["WARN", "ERROR"]
    assert (lines[0]["message"], lines[0]["shard"]) == ("slow by 12 ms", 3)
    assert lines[1]["exception.type"] == "ValueError"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authorization", "Bearer abc.def"),
        ("Authorization", "Basic YWJj"),
        ("cookie", "session=1"),
        ("set-cookie", "session=1"),
        ("password", "hunter2"),
        ("db_password", "hunter2"),
        ("token", "abc"),
        ("access_token", "abc"),
        ("x-api-key", "abc"),
        ("client_secret", "abc"),
        ("headers", {"Authorization": "Bearer abc", "Cookie": "a=b"}),
        ("outer", {"inner": {"password": "hunter2"}}),
    ],
)
def test_secret_fields_are_redacted(service: Harness, field: str, value: object) -> None:
    """What a field's name gives away as a secret is not written, however deep it stands."""
    structlog.stdlib.get_logger().info("look", **{field: value})
    line = service.lines(message="look")[0]
    assert_valid([line])
    written = [text for key, text in line.items() if key.lower().startswith(field.lower())]
    assert written
    assert set(written) == {"[redacted]"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sent Authorization: Bearer abc.def-1", "sent Authorization: Bearer [redacted]"),
        ("password=hunter2&x=1", "password=[redacted]&x=1"),
        ('{"token": "abc"}', '{"token": "[redacted]"}'),
        ("at https://ann:hunter2@db.test/x", "at https://[redacted]@db.test/x"),
        ("the token was refused", "the token was refused"),
        ("12 tokens left", "12 tokens left"),
    ],
)
def test_secrets_within_text_are_redacted(service: Harness, text: str, expected: str) -> None:
    """Credentials are taken out of running text, words that only sound like them are not."""
    structlog.stdlib.get_logger().info(text)
    assert service.lines()[-1]["message"] == expected


def test_hostile_values_stay_one_flat_line(service: Harness) -> None:
    """Line breaks, foreign objects, impossible numbers and reserved names break nothing."""
    structlog.stdlib.get_logger().info(
        'a\n{"level":"ERROR"}',
        level="FATAL",
        trace_id="x",
        number=float("nan"),
        thing=object(),
        many=["a", "b"],
        lone="\ud800",
        service="other",
    )
    line = service.lines()[-1]
    assert_valid([line])
    assert (line["level"], line["service"]) == ("INFO", SERVICE_NAME)
    assert line["extra.service"] == "other"
    assert line["number"] == "nan"
    assert line["many"] == "a; b"


def test_level_is_a_threshold_and_counted(build: Callable[..., Harness]) -> None:
    """Lines below LOG_LEVEL are neither written nor counted."""
    service = build(log_level="WARN")
    log = structlog.stdlib.get_logger()
    for write in (log.debug, log.info, log.warning, log.error, log.critical):
        write("said")
    assert [line["level"] for line in service.lines(message="said")] == ["WARN", "ERROR", "ERROR"]
    counted = [
        service.sample("log_messages_total", level=level)
        for level in ("DEBUG", "INFO", "WARN", "ERROR")
    ]
    assert counted == [0, 0, 1, 2]


def test_lines_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The container's runtime collects stdout; nothing is kept back or sent elsewhere."""
    configure_logs(Settings(), lambda _: None)
    structlog.stdlib.get_logger().info("hello")
    captured = capsys.readouterr()
    assert json.loads(captured.out)["message"] == "hello"
    assert captured.err == ""
