"""Whether a server turned somebody away for asking too often, and when to come back."""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from scaffold.web import Answer

_SILENT_SECONDS = 60.0
"""How long GitHub wants to be left alone when it does not say for how long."""
_TOO_OFTEN = re.compile(r"secondary rate limit|abuse detection|rate limit exceeded", re.IGNORECASE)
_STATUSES = {403, 429, 503}
_TOO_MANY_REQUESTS = 429
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset")


def seconds_to_wait(answer: Answer) -> float | None:
    """For how long the server asks to be left alone; None where it asks for nothing of the kind.

    ``Retry-After`` counts first, then the time at which its limit is reset, by the server's own
    clock. GitHub's secondary limit may come with neither.
    """
    if answer.status not in _STATUSES:
        return None
    if told := answer.headers.get("retry-after"):
        return _retry_after(told, answer.headers)
    limited = answer.status == _TOO_MANY_REQUESTS or _TOO_OFTEN.search(answer.text)
    if _first(answer.headers, _REMAINING) == "0" or limited:
        reset = _first(answer.headers, _RESET)
        if reset.isdigit() and _first(answer.headers, _REMAINING) in {"0", ""}:
            return max(1.0, float(reset) - _now(answer.headers))
        return _SILENT_SECONDS if limited else None
    return None


def _retry_after(told: str, headers: Mapping[str, str]) -> float:
    """Seconds, or a date."""
    if told.strip().isdigit():
        return max(1.0, float(told))
    return max(1.0, (_date(told) or _now(headers) + _SILENT_SECONDS) - _now(headers))


def _now(headers: Mapping[str, str]) -> float:
    return _date(headers.get("date", "")) or time.time()


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((headers[name].strip() for name in names if name in headers), "")
