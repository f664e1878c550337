"""One bad member never stops the rest."""

import time
from pathlib import Path

import jobs
import pytest

from scaffold.errors import ScaffoldError
from scaffold.fleet.executors import spread
from scaffold.fleet.retries import ATTEMPTS, attempt, is_passing


@pytest.mark.parametrize("processes", [1, 2])
def test_every_item_is_worked_on(processes):
    """Once, however many processes there are."""
    found = [(done.item, done.value) for done in spread(jobs.double, range(7), processes)]
    assert sorted(found) == [(number, number * 2) for number in range(7)]


@pytest.mark.parametrize("processes", [1, 2, 20])
def test_nothing_to_do_ends_at_once(processes):
    """And needs no process."""
    assert list(spread(jobs.double, (), processes)) == []


def test_failure_is_a_row():
    """A user's mistake in its own words, a bug with its traceback, a death with its signal."""
    found = {done.item: done for done in spread(jobs.stumble, range(7), 2)}
    assert [found[number].value for number in range(7)] == [0, None, None, None, 4, 5, 6]
    assert found[1].error == "one is too few"
    assert found[2].error.startswith("Traceback")
    assert found[3].error.startswith("the process that worked on it ended with SIGKILL")
    assert found[4].error == ""


def test_process_has_its_own_temporary_folder():
    """Which is gone afterwards with all that is in it."""
    found = [done.value for done in spread(jobs.place, range(6), 2)]
    assert all(value for value in found)
    folders = {(pid, folder, made) for pid, folder, made in filter(None, found)}
    assert len(folders) == len({pid for pid, _, _ in folders}) == 2
    assert all(folder == made for _, folder, made in folders)
    assert [Path(folder).exists() for _, folder, _ in folders] == [False, False]


def test_work_that_is_given_up_ends_in_order(tmp_path, monkeypatch):
    """It is given time first; then what it has begun is cleaned up."""
    monkeypatch.setattr("scaffold.fleet.executors.processes._PATIENCE_SECONDS", 0.3)
    going = spread(jobs.linger, (tmp_path / "slow", tmp_path / "quick", tmp_path / "quick"), 2)
    assert next(going).value == "done"
    while not (tmp_path / "slow").exists():
        time.sleep(0.05)
    going.close()
    assert (tmp_path / "slow").read_text() == "ended"


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("fatal: unable to access 'https://x/': Could not resolve host: x", True),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 503", True),
        ("error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429", True),
        ("fatal: Unable to create '/x/.git/index.lock': File exists.", True),
        ("error: cannot lock ref 'refs/heads/main'", True),
        ("fatal: repository '/x' does not exist", False),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 403", False),
        ("these answers cannot be used", False),
    ],
)
def test_what_may_pass_is_told_from_what_stays(said, passes):
    """Nobody waits for a repository that is not there."""
    assert is_passing(ScaffoldError(said)) is passes


def test_passing_failure_is_tried_again():
    """Each time after a random wait whose bound doubles."""
    waits: list[float] = []
    bounds: list[float] = []
    left = ["connection reset", "connection reset"]

    def work() -> str:
        if left:
            raise ScaffoldError(left.pop())
        return "done"

    def draw(low: float, high: float) -> float:
        bounds.append(high)
        return low + high / 4

    assert attempt(work, waits.append, draw) == ("done", 3)
    assert (bounds, waits) == ([1.0, 2.0], [0.25, 0.5])


@pytest.mark.parametrize(("said", "expected"), [("connection reset", ATTEMPTS), ("no", 1)])
def test_failure_that_stays_is_given_up(said, expected):
    """At once, or after the last attempt."""
    tried: list[int] = []

    def work() -> None:
        tried.append(1)
        raise ScaffoldError(said)

    with pytest.raises(ScaffoldError, match=said):
        attempt(work, lambda _: None)
    assert len(tried) == expected
