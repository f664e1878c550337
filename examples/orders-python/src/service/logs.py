"""Structured logging: one flat JSON object a line on stdout, whoever logs.

The service logs through `structlog.get_logger()`, libraries through `logging`; both end here.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, WrappedLogger

from service.contract import SERVICE_NAME
from service.redaction import Scalar, flat_fields, redact_text
from service.request_id import current_request_id
from service.settings import Settings

_LEVELS = {"warning": "WARN", "critical": "ERROR", "exception": "ERROR", "notset": "DEBUG"}
_NUMBERS = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
}
_CHATTY = ("httpx2", "httpcore2", "asyncio")  # several lines a request, below WARN
_RESERVED = {
    *("timestamp", "level", "message", "service", "version", "environment"),
    *("request_id", "trace_id", "span_id"),
}
_INTERNAL = ("_record", "_from_structlog", "color_message")


def configure_logs(
    settings: Settings, count: Callable[[str], None], stream: TextIO | None = None
) -> None:
    """Send every log line of the process through one formatter; `count` hears each line's level."""
    render = _Renderer(settings, count)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
            processors=[render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_NUMBERS[settings.log_level])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


class _Renderer:
    """Turns what was logged into the line of the contract."""

    def __init__(self, settings: Settings, count: Callable[[str], None]) -> None:
        self._origin = {
            "service": SERVICE_NAME,
            "version": settings.version,
            "environment": settings.environment,
        }
        self._count = count

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        level = _level(event.pop("level", "info"))
        message = event.pop("event", "")
        exception = _exception(event.pop("exc_info", None))
        self._count(level)
        line: dict[str, Scalar] = {
            "timestamp": _timestamp(),
            "level": level,
            "message": redact_text(str(message)),
            **self._origin,
            **_correlation(),
        }
        given = {key: value for key, value in event.items() if key not in _INTERNAL}
        for key, value in (given | exception).items():
            name = f"extra.{key}" if key in _RESERVED else key
            line.update(flat_fields(name, value))
        return json.dumps(line)


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _level(name: str) -> str:
    return _LEVELS.get(name, name.upper())


def _correlation() -> dict[str, str]:
    """Which request and which span this line belongs to."""
    found: dict[str, str] = {}
    if request_id := current_request_id():
        found["request_id"] = request_id
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        found["trace_id"] = trace.format_trace_id(span.trace_id)
        found["span_id"] = trace.format_span_id(span.span_id)
    return found


def _exception(raised: Any) -> dict[str, str]:
    if isinstance(raised, tuple):
        raised = raised[1]
    elif raised and not isinstance(raised, BaseException):
        raised = sys.exc_info()[1]
    if not isinstance(raised, BaseException):
        return {}
    kind = type(raised)
    return {
        "exception.type": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."),
        "exception.message": str(raised),
        "exception.stacktrace": "".join(traceback.format_exception(raised)),
    }
