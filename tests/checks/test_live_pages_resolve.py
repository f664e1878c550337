"""live-pages-resolve: the end of a page is a message too."""

import pytest
from staged import found, staged
from staged_alerts import AFTER, AVAILABILITY, LATENCY, TICKETS, burning, notice

from scaffold.checks import live_pages_resolve as check
from scaffold.errors import Skip
from scaffold.live.recordings.burning import record


def judged(root, **changes):
    return found(check, staged(root, {record: burning(**changes)}))


def test_pages_whose_end_is_told_pass(fresh):
    """Both of them."""
    assert judged(fresh) == []


@pytest.mark.parametrize("alert", [AVAILABILITY, LATENCY])
def test_page_that_goes_on_is_found(fresh, alert):
    """Minutes of good traffic must end it."""
    notices = tuple(one for one in burning().notices if one.fires or one.alert != alert)
    message = f"110 s after the fault was lifted {alert} still fires"
    rows = judged(fresh, firing_after=frozenset({alert}), notices=notices)
    assert rows == [("expr: |", message)]


def test_end_that_nobody_is_told_is_found(fresh):
    """At the receiver that was paged."""
    notices = tuple(one for one in burning().notices if one.fires)
    assert judged(fresh, notices=notices) == [
        ("- name: platform-pager", f"{alert} is over, and platform-pager was not told")
        for alert in (AVAILABILITY, LATENCY)
    ]


def test_end_that_one_of_two_is_told_is_found(fresh):
    """The other still works on it."""
    notices = (*burning().notices, notice(LATENCY, receiver=TICKETS))
    message = f"{LATENCY} is over, and {TICKETS} was not told"
    assert judged(fresh, notices=notices) == [(f"- name: {TICKETS}", message)]


def test_end_told_before_the_page_is_left_to_its_own_check(fresh):
    """Nothing came, so nothing can end."""
    notices = (notice(AVAILABILITY, AFTER, "resolved"),)
    with pytest.raises(Skip, match="no page came"):
        judged(fresh, notices=notices)
