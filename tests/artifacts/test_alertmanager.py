"""What is read out of an Alertmanager configuration."""

import pytest

from scaffold.artifacts.alertmanager import Alertmanager, matches, parse_matchers
from scaffold.artifacts.document import parse_documents

TEXT = """\
route:
  receiver: "null"
  repeat_interval: 12h
  routes:
    - receiver: pager
      matchers: ['severity="critical"']
      group_interval: 1m
      routes:
        - matchers: [slo="latency"]
    - receiver: tickets
receivers:
  - name: "null"
  - name: pager
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity=~"warning|info"]
    equal: [slo]
"""
CONFIGURATION = Alertmanager(parse_documents(TEXT, "a.yaml")[0])


def test_routes_are_read_from_the_root():
    """A route without a receiver inherits one."""
    assert [one.receiver for one in CONFIGURATION.routes] == ["null", "pager", "", "tickets"]
    line = CONFIGURATION.document.line(*CONFIGURATION.routes[3].keys, "receiver")
    assert line == 10


@pytest.mark.parametrize(
    ("timing", "seconds"),
    [
        ("group_interval", [300, 60, 60, 300]),
        ("repeat_interval", [43200] * 4),
        ("group_wait", [30] * 4),
    ],
)
def test_timing_is_the_route_s_own_or_the_nearest_above(timing, seconds):
    """Or what Alertmanager takes where none is given."""
    assert [CONFIGURATION.seconds(route, timing) for route in CONFIGURATION.routes] == seconds


def test_receivers_and_inhibitions_are_read():
    """With their labels."""
    assert CONFIGURATION.receivers == ("null", "pager")
    (inhibition,) = CONFIGURATION.inhibitions
    assert inhibition.equal == ("slo",)
    assert [str(one) for one in inhibition.target] == ['severity=~"warning|info"']


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        ('a="1"', True),
        ("a=1", True),
        ('a!="1"', False),
        ('a=~"1|2"', True),
        ('a=~"1.+"', False),
        ('a!~"2|3"', True),
        ('b=""', True),
        ('b="1"', False),
    ],
)
def test_matchers_are_those_of_alertmanager(matcher, expected):
    """Anchored, and a missing label is empty."""
    assert matches(parse_matchers([matcher]), {"a": "1"}) is expected
