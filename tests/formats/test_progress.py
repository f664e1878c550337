"""The line that says how far a run over many members is."""

import re

import pytest

from scaffold.formats.progress import Progress, write

RUN = Progress(15, 2, 60, 30.0)
BAR = f"[{'#' * 6}{'-' * 18}]"


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (80, f"{BAR} 15/60, 2 failed, 1 min 30 s left"),
        (70, f"{BAR} 15/60, 2 failed, 1 min 30 s left"),
        (50, "15/60, 2 failed, 1 min 30 s left"),
        (30, "15/60, 2 failed"),
        (20, "15/60"),
        (1, "15/60"),
    ],
)
def test_line_is_never_longer_than_the_terminal(columns, line):
    """What says least goes first; the count always stands."""
    assert write(RUN, columns) == line


@pytest.mark.parametrize("done", range(61))
def test_bar_has_one_width(done):
    """The count does not jump to and fro."""
    bar = re.match(r"\[#*-*\]", write(Progress(done, 0, 60, 1.0), 80))
    assert bar
    assert (len(bar[0]), bar[0].count("#")) == (26, 24 * done // 60)


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (Progress(0, 0, 60, 0.0), f"[{'-' * 24}] 0/60"),
        (Progress(60, 0, 60, 9.0), f"[{'#' * 24}] 60/60"),
        (Progress(60, 3, 60, 9.0), f"[{'#' * 24}] 60/60, 3 failed"),
        (Progress(0, 0, 0, 0.0), f"[{'-' * 24}] 0/0"),
        (Progress(1, 0, 1000, 9.0), f"[{'-' * 24}] 1/1000, 2 h 29 min left"),
        (Progress(59, 0, 60, 590.0), f"[{'#' * 23}-] 59/60, 10 s left"),
    ],
)
def test_time_is_told_only_where_it_is_known(run, line):
    """Before the first member there is no pace; after the last one nothing is left."""
    assert write(run, 80) == line


@pytest.mark.parametrize("columns", [80, 50, 20])
def test_colour_changes_no_column(columns):
    """Taken away, the same line is left."""
    coloured = write(RUN, columns, colour=True)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == write(RUN, columns)
    assert ("\x1b[32m[######\x1b[0m" in coloured) == (columns == 80)
    assert ("\x1b[31m2 failed\x1b[0m" in coloured) == (columns > 20)
