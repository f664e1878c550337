"""What must never reach a log line or a span, and how it is taken out."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Scalar: TypeAlias = str | float | bool | None

REDACTED = "[redacted]"
_CREDENTIAL = r"(?:authorization|cookie|passw(?:or)?d|secret|token|api[_-]?key)"
_SECRET_NAME = re.compile(rf"(?:^|[._-]){_CREDENTIAL}$", re.IGNORECASE)
_SECRET_IN_TEXT = (
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE), rf"\1{REDACTED}@"),
    (
        re.compile(
            rf"\b([\w-]*{_CREDENTIAL}[\"']?\s*[=:]\s*[\"']?)(?!Bearer |Basic )[^\s\"'&,;]+",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
)
# A text without any of these words, as almost all are, costs one look.
_SUSPICIOUS = re.compile(rf"{_CREDENTIAL}|bearer|basic|://", re.IGNORECASE)


def redact_text(text: str) -> str:
    """Take credentials out of running text, a URL or a query string."""
    if not _SUSPICIOUS.search(text):
        return text
    for pattern, replacement in _SECRET_IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def flat_fields(name: str, value: Any) -> Iterator[tuple[str, Scalar]]:
    """Yield what a flat JSON object can hold of `value`, without secrets.

    A mapping becomes one field for each of its entries (`name.key`), a sequence one text.
    """
    if _SECRET_NAME.search(name):
        yield name, REDACTED
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat_fields(f"{name}.{key}", inner)
    elif isinstance(value, list | tuple | set | frozenset):
        yield name, redact_text("; ".join(map(str, value)))
    elif value is None or isinstance(value, bool | int):
        yield name, value
    elif isinstance(value, float):
        yield name, value if math.isfinite(value) else str(value)
    else:
        yield name, redact_text(str(value))
