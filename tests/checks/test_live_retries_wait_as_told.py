"""live-retries-wait-as-told: Retry-After is honoured, within the deadline."""

import pytest
from staged import found, staged
from staged_retries import order, retries

from scaffold.checks import live_retries_wait_as_told as check
from scaffold.live.recordings.retries import record


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"asked_to_wait": order(0)}, "Retry-After: 1: the call is not repeated"),
        ({"asked_to_wait": order(0, 0.08)}, "Retry-After: 1: repeated after 0.08 s"),
        ({"asked_too_much": order(0, 0.08)}, "Retry-After: 60: repeated after 0.08 s"),
        (
            {"asked_too_much": order(0, seconds=2.3)},
            "Retry-After: 60: the caller waits 2.3 s for a refusal",
        ),
    ],
)
def test_wait_that_was_not_asked_for_is_found(fresh, changes, message):
    """Too early, or in vain."""
    repo = staged(fresh, {record: retries(**changes)})
    assert found(check, repo) == [("honours_retry_after: true", message)]
