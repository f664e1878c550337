"""live-retries-are-bounded: so often, so long, and where it can help."""

import pytest
from staged import found, staged
from staged_retries import counted, order, retries

from scaffold.checks import live_retries_are_bounded as check
from scaffold.live.recordings.retries import record


def judged(root, **changes):
    return found(check, staged(root, {record: retries(**changes)}))


@pytest.mark.parametrize(
    ("status", "calls", "due"), [(404, 3, 1), (500, 2, 1), (503, 1, 3), (503, 4, 3)]
)
def test_other_number_of_attempts_is_found(fresh, status, calls, due):
    """Repeated in vain, too seldom, too often."""
    message = f"a dependency that answers {status} is called {calls} times, not {due}"
    changed = {status: order(*range(calls))}
    assert judged(fresh, by_status=changed) == [("max_attempts: 3", message)]


def test_wait_beyond_the_deadline_is_found(fresh):
    """Two timeouts instead of one deadline."""
    message = "a dependency that hangs holds the caller for 4.1 s; CLIENT_DEADLINE_SECONDS is 2.3"
    rows = judged(fresh, hanging=order(0, 2, seconds=4.1))
    assert rows == [("deadline_seconds: 5", message)]


def test_outcome_that_is_not_counted_is_found(fresh):
    """Success, retry and exhausted all happened."""
    rows = judged(fresh, after=counted("success", "retry"))
    assert rows == [("max_attempts: 3", "retry_attempts_total{outcome=exhausted} is 0")]


def test_contract_is_kept(fresh):
    """By the recording that the others change."""
    assert judged(fresh) == []
