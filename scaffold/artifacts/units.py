"""Numbers as Grafana writes them, by its name of their unit."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

_Steps = tuple[tuple[float, str], ...]

_BYTES: _Steps = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))
_SCALED: Mapping[str, _Steps] = {
    "s": ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "bytes": _BYTES,
    "Bps": tuple((size, f"{name}/s") for size, name in _BYTES),
}
_PLAIN: Mapping[str, tuple[float, str]] = {
    "percentunit": (100, "%"),
    "percent": (1, "%"),
    "reqps": (1, " req/s"),
    "ops": (1, " ops/s"),
    "cps": (1, "/s"),
    "ms": (1, " ms"),
    "m": (1, " min"),
}
_MOST_DECIMALS = 6
_ODD = {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}


def format_value(value: float, unit: str) -> str:
    """A number with its unit, to three significant digits.

    Args:
        value: may be NaN or infinite; milliseconds since 1970 for ``dateTimeAsIso``.
        unit: Grafana's name of it, such as ``percentunit``; an unknown one is left out.
    """
    if not math.isfinite(value):
        return _ODD[str(value)]
    if unit == "dateTimeAsIso":
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(" ", "seconds")
    if unit in _SCALED:
        return _scaled(value, _SCALED[unit])
    factor, name = _PLAIN.get(unit, (1, ""))
    return f"{_digits(value * factor)}{name}"


def _scaled(value: float, steps: _Steps) -> str:
    fitting = (step for step in steps if abs(value or 1) >= step[0])
    size, name = next(fitting, steps[-1])
    return f"{_digits(value / size)} {name}"


def _digits(value: float) -> str:
    """Three significant digits, every digit before the point, six after it, no exponent."""
    if abs(value) < 10**-_MOST_DECIMALS:
        return "0"
    decimals = min(_MOST_DECIMALS, max(0, 2 - math.floor(math.log10(abs(value)))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text
