"""live-flags-follow-file: a flag is switched in seconds."""

import json
from types import SimpleNamespace

import pytest
from staged import answered, found, scrape, staged

from scaffold.checks import live_flags_follow_file as check
from scaffold.live.recordings import everyday, failing
from scaffold.live.service import Order

FLAGS = "flags/flags.json"


class Service:
    """One that follows its flags, or does not, and counts what it evaluates, or does not."""

    def __init__(self, *, first=False, follows=True, counts=True):
        self.flags = SimpleNamespace(set=self._set)
        self._express, self._follows, self._counts, self._evaluations = first, follows, counts, 0

    def _set(self, _name, *, value):
        self._express = value if self._follows else self._express

    def order(self):
        self._evaluations += self._counts
        body = json.dumps({"express": self._express}).encode()
        return Order(answered(201, body=body), ())

    def scrape(self):
        labels = '{flag="express-orders",reason="static"}'
        return scrape(f"feature_flag_evaluations_total{labels} {self._evaluations}")


@pytest.fixture
def judged(fresh, monkeypatch):
    monkeypatch.setattr(check, "PATIENCE_SECONDS", 0.1)

    def run(*, followed=True, **service):
        made = {
            everyday.record: SimpleNamespace(service=Service(**service)),
            failing.record: SimpleNamespace(followed=followed),
        }
        return found(check, staged(fresh, made))

    return run


@pytest.mark.parametrize(
    ("behaviour", "row"),
    [
        ({"first": True}, (FLAGS, "express-orders is off: an order is express")),
        ({"follows": False}, (FLAGS, "express-orders is on since 0.1 s: no order is express")),
        (
            {"counts": False},
            (
                "- name: feature_flag_evaluations_total",
                "feature_flag_evaluations_total does not count the evaluations of express-orders",
            ),
        ),
        (
            {"followed": False},
            (FLAGS, "fault.error_ratio is 0 since seconds: requests still fail"),
        ),
    ],
)
def test_flag_that_is_not_followed_or_counted_is_found(judged, behaviour, row):
    """On before its time, never on, uncounted, a fault that stays."""
    assert judged(**behaviour) == [row]


def test_flag_that_is_followed_and_counted_passes(judged):
    """Off, then on."""
    assert judged() == []
