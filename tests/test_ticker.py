"""The line that says that a run goes on."""

import pytest

from scaffold import ticker
from scaffold.live.waiting import until
from scaffold.ticker import START_OF_LINE, Ticker


def test_line_is_shown_at_once_and_cleared_at_the_end():
    """A short check says nothing of seconds."""
    said = []
    with Ticker(said.append) as shown:
        shown.show("[1/2] files-parse")
        shown.show("[2/2] files-are-rendered")
    assert said == [
        f"{START_OF_LINE}[1/2] files-parse",
        f"{START_OF_LINE}[2/2] files-are-rendered",
        START_OF_LINE,
    ]


def test_line_that_stays_counts_the_seconds(monkeypatch):
    """So that minutes of waiting do not look like a program that hangs."""
    monkeypatch.setattr(ticker, "SILENT_SECONDS", 0)
    said = []
    with Ticker(said.append, tick_seconds=0.01) as shown:
        shown.show("[1/1] live-pages-resolve")
        assert until(lambda: len(said) > 2, 5)
    assert said[1] == f"{START_OF_LINE}[1/1] live-pages-resolve (0 s)"


def test_line_is_cleared_when_the_work_fails():
    """The error stands on a line of its own."""
    said = []
    with pytest.raises(ZeroDivisionError), Ticker(said.append):
        raise ZeroDivisionError
    assert said == [START_OF_LINE]
