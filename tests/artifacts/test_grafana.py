"""Variables are resolved as Grafana does when a dashboard is opened."""

import pytest

from scaffold.artifacts.grafana import TimeRange, choose
from scaffold.artifacts.panels import Variable
from scaffold.artifacts.variables import replace_variables

PODS = ("10.0.0.1:8080", "10.0.0.2:8080")
ONE, TWO = (r"10\\.0\\.0\\.1:8080", r"10\\.0\\.0\\.2:8080")


def variable(chosen, **data) -> Variable:
    given = {"current": {"value": chosen}, **data}
    return Variable("instance", "Instance", "query", "", given, ())


@pytest.mark.parametrize(
    ("chosen", "data", "options", "text"),
    [
        ("orders", {}, ("orders", "stage"), "orders"),
        ("gone", {}, ("orders", "stage"), "orders"),
        ("gone", {}, (), ""),
        ([], {"multi": True}, (), ""),
        (r"a\b'c", {}, (r"a\b'c",), r"a\\b\\'c"),
        (["$__all"], {"multi": True, "includeAll": True, "allValue": ".+"}, PODS, ".+"),
        (["$__all"], {"multi": True, "includeAll": True}, PODS, f"({ONE}|{TWO})"),
        (["$__all"], {"multi": True, "includeAll": True}, (), ""),
        (["gone"], {"includeAll": True, "allValue": ".+"}, PODS, ".+"),
        ([PODS[1]], {"multi": True, "includeAll": True, "allValue": ".+"}, PODS, TWO),
        ([*PODS], {"multi": True}, PODS, f"({ONE}|{TWO})"),
        ([PODS[0], "gone"], {"multi": True}, PODS, ONE),
        (["a|b"], {"multi": True}, ("a|b",), r"a\\|b"),
    ],
)
def test_value_is_chosen(chosen, data, options, text):
    """What was saved, else all, else the first; escaped where several may be chosen."""
    assert choose(variable(chosen, **data), options) == text


@pytest.mark.parametrize(
    ("seconds", "scrape", "interval", "rate_interval"),
    [
        (300, 5, "5s", "20s"),
        (300, 15, "15s", "60s"),
        (21_600, 15, "22s", "60s"),
        (604_800, 15, "605s", "620s"),
    ],
)
def test_intervals_follow_the_range(seconds, scrape, interval, rate_interval):
    """Four scrapes at least, and never less than a step with a scrape before it."""
    values = TimeRange(1000.0, 1000.0 + seconds, scrape).variables
    assert (values["__interval"], values["__rate_interval"]) == (interval, rate_interval)
    assert (values["__range"], values["__range_s"]) == (f"{seconds}s", str(seconds))
    assert (values["__from"], values["__to"]) == ("1000000", str(1000_000 + seconds * 1000))


def test_variables_are_replaced_everywhere():
    """Within quotes too; what has no value stays."""
    text = 'up{job=~"$job", pod="${pod:regex}"}[$__range] or $job_name'
    values = {"job": "orders", "pod": "a", "__range": "300s"}
    expected = 'up{job=~"orders", pod="a"}[300s] or $job_name'
    assert replace_variables(text, values) == expected
