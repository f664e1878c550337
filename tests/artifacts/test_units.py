"""Numbers are written with their unit, to three digits."""

import math

import pytest

from scaffold.artifacts.units import format_value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.99946, "percentunit", "99.9%"),
        (-2.5, "percentunit", "-250%"),
        (12.345, "percent", "12.3%"),
        (0, "s", "0 s"),
        (0.00495, "s", "4.95 ms"),
        (0.0000005, "s", "0.5 µs"),
        (1, "s", "1 s"),
        (75, "s", "1.25 min"),
        (-7200, "s", "-2 h"),
        (259200, "s", "3 d"),
        (9974, "m", "9974 min"),
        (512, "bytes", "512 B"),
        (72_700_000, "bytes", "69.3 MiB"),
        (80_442, "Bps", "78.6 KiB/s"),
        (1 / 3, "reqps", "0.333 req/s"),
        (0.2, "cps", "0.2/s"),
        (10, "ops", "10 ops/s"),
        (1234567, "short", "1234567"),
        (0.000123456, "none", "0.000123"),
        (0.0000012, "none", "0.000001"),
        (-3e-13, "percentunit", "0%"),
        (240.96, "none", "241"),
        (5, "furlongs", "5"),
        (1795523780570, "dateTimeAsIso", "2026-11-24 12:36:20+00:00"),
        (math.nan, "s", "NaN"),
        (-math.inf, "percentunit", "-Inf"),
    ],
)
def test_number_is_written(value, unit, text):
    """As Grafana scales it; what is unknown stands alone."""
    assert format_value(value, unit) == text
