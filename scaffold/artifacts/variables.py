"""Grafana's variables within an expression, replaced by values."""

import re
from collections.abc import Mapping

RATE_INTERVAL_SECONDS = 237.0
"""What ``$__rate_interval`` is replaced by: a range that nobody writes by hand."""

_GRAFANA = {
    "__rate_interval": "237s",
    "__interval": "1m",
    "__interval_ms": "60000",
    "__auto": "1m",
    "__range": "1h",
    "__range_s": "3600",
    "__range_ms": "3600000",
    "__from": "0",
    "__to": "0",
}
_VARIABLE = re.compile(r"\$(\w+)|\$\{([^}:]+)(?::[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]")


def expand_variables(text: str, values: Mapping[str, str] | None = None) -> str:
    """Replace Grafana's variables as Grafana would, outside of double quotes.

    Within them ``$job`` is left as it is, so that a matcher still shows which variable it follows.

    Args:
        text: an expression of a dashboard.
        values: a sample value of each of the dashboard's variables; its name where there is none.
    """
    known = _GRAFANA | dict(values or {})

    def sample(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3]
        return known.get(name, name)

    parts = text.split('"')
    parts[::2] = [_VARIABLE.sub(sample, part) for part in parts[::2]]
    return '"'.join(parts)


def replace_variables(text: str, values: Mapping[str, str]) -> str:
    """Replace variables wherever they stand; one that has no value stays as it is."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1] or found[2] or found[3], found[0])

    return _VARIABLE.sub(value, text)
