"""live-shutdown-flushes-spans: the last spans arrive."""

import pytest
from staged import found, staged
from staged_shutdown import shutdown

from scaffold.checks import live_shutdown_flushes_spans as check
from scaffold.live.recordings.shutdown import record


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exported": frozenset({"1"})}, "the spans of 1 of 2 requests never arrived"),
        ({"traces": frozenset()}, "the spans of 0 of 0 requests never arrived"),
    ],
)
def test_span_that_never_arrives_is_found(fresh, changes, message):
    """And no request is no proof."""
    repo = staged(fresh, {record: shutdown(**changes)})
    assert found(check, repo) == [("shutdown:", message)]
