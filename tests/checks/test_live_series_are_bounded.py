"""live-series-are-bounded: strangers make no series."""

from staged import found, scrape, staged

from scaffold.checks import live_series_are_bounded as check
from scaffold.live.recordings import flood
from scaffold.live.recordings.flood import Flood

SENT = "300 paths, 20 methods, 20 hosts"


def series(*methods):
    return scrape(*(f'http_requests_total{{method="{method}"}} 1' for method in methods))


def judged(root, *methods, unanswered=()):
    seen = Flood(series("GET"), series("GET", *methods), unanswered)
    return found(check, staged(root, {flood.record: seen}))


def test_more_than_two_series_are_found(fresh):
    """Known methods or not."""
    message = f"{SENT} made 3 new series of http_requests_total"
    assert judged(fresh, "PUT", "HEAD", "_OTHER") == [("unmatched_endpoint: _unmatched", message)]


def test_method_of_a_caller_is_found(fresh):
    """Even where it is the only one."""
    message = "the label method=BREW was made by a caller"
    assert judged(fresh, "BREW") == [("other_method: _OTHER", message)]


def test_silence_is_found(fresh):
    """Whoever sends nonsense gets an answer."""
    message = "BREW / has no answer"
    assert judged(fresh, unanswered=(message,)) == [("unmatched_endpoint: _unmatched", message)]


def test_two_series_are_borne(fresh):
    """One for paths, one for methods."""
    assert judged(fresh, "PUT", "_OTHER") == []
