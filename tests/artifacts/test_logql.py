"""LogQL is read as far as it can be judged without Loki."""

import pytest

from scaffold.artifacts.logql import LogQuery, read_logql
from scaffold.artifacts.query import Matcher

LINE = {"level": "ERROR", "status": 500, "message": "no stock"}


def test_stream_and_fields_are_told_apart():
    """What stands after ``json`` filters lines."""
    text = '{service_name=~"orders"} |= `a="b"` | json | level=~"WARN|ERROR" | status != `200`'
    assert read_logql(text) == LogQuery(
        stream=(Matcher("service_name", "=~", "orders"),),
        fields=(Matcher("level", "=~", "WARN|ERROR"), Matcher("status", "!=", "200")),
    )


@pytest.mark.parametrize("text", ["", "{}", "rate(up)", '|= "a"'])
def test_expression_without_matchers_has_none(text):
    """Nothing is made up."""
    assert read_logql(text) == LogQuery((), ())


@pytest.mark.parametrize(
    ("filters", "takes"),
    [
        ('level="ERROR"', True),
        ('level="error"', False),
        ('level=~"ERR"', False),
        ('level=~"ERR.*"', True),
        ('level!~"ERR.*"', False),
        ('level!="ERROR"', False),
        ('status="500"', True),
        ('severity="ERROR"', False),
        ('severity=""', True),
        ('level="ERROR" | status="200"', False),
    ],
)
def test_line_passes_filters(filters, takes):
    """All of them, regular expressions anchored; an absent field is empty."""
    assert read_logql(f'{{service_name="orders"}} | json | {filters}').takes(LINE) is takes
