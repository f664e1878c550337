"""What may pass is tried again, no more often and no longer than makes sense."""

import pytest

from scaffold.errors import PassingError, ScaffoldError, UsageError
from scaffold.fleet.retries import ATTEMPTS, PATIENCE_SECONDS, attempt


def tried(*errors: ScaffoldError) -> tuple[object, list[float]]:
    """What comes of work that fails so before it succeeds, and the seconds between attempts."""
    left, waits = list(errors), []

    def work() -> str:
        if left:
            raise left.pop(0)
        return "done"

    try:
        return attempt(work, waits.append, lambda low, high: low + high), waits
    except ScaffoldError as error:
        return error, waits


def test_work_that_succeeds_is_done_once():
    """Without a wait."""
    assert tried() == (("done", 1), [])


def test_what_does_not_pass_is_tried_once():
    """Waiting mends nothing."""
    error = UsageError("no such thing")
    assert tried(error) == (error, [])


@pytest.mark.parametrize(
    "said",
    [
        "fatal: unable to access 'https://x/': Could not resolve host: x",
        "fatal: unable to access 'https://x/': The requested URL returned error: 429",
        "fatal: unable to access 'https://x/': The requested URL returned error: 503",
        "fatal: Unable to create '/x/.git/packed-refs.lock': File exists.",
    ],
)
def test_words_of_git_that_pass_are_known(said):
    """As it writes them."""
    assert tried(ScaffoldError(said)) == (("done", 2), [1.0])


def test_waits_double_and_end():
    """After four attempts it is an error."""
    errors = [PassingError(str(number)) for number in range(ATTEMPTS)]
    assert tried(*errors) == (errors[-1], [1.0, 2.0, 4.0])


def test_wait_that_a_server_asks_for_is_no_failure():
    """It is waited for besides, more often than one tries otherwise."""
    errors = [PassingError("limit", 60.0) for _ in range(6)]
    assert tried(*errors) == (("done", 7), [61.0, 62.0, 64.0, 68.0, 76.0, 80.0])


def test_waits_that_servers_ask_for_end():
    """All in all they take no longer than somebody would wait."""
    half = PassingError("limit", PATIENCE_SECONDS / 2)
    error, waits = tried(half, half, half)
    assert (error, len(waits)) == (half, 2)
