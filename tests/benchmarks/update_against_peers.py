"""`scaffold update` and its sisters beside `copier` and `cruft`, in turn, as ratios.

A template of 100 files, 60 of them rendered; between its two releases 30 files change; the user
edited five of these, in other lines. What the three programs make of it is compared first.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import copier
from peers import CRUFT, Peer, peers

from scaffold.commands.check_update import check_update
from scaffold.commands.diff import diff
from scaffold.commands.update import Wanted, update

Times = dict[str, list[float]]


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def started(words: tuple[str, ...], place: Path) -> Callable[[], object]:
    """One whole process that must succeed."""
    return lambda: subprocess.run(words, cwd=place, check=True, capture_output=True)


def in_turn(
    rounds: int, works: dict[str, Callable[[], object]], before: dict[str, Callable[[], object]]
) -> Times:
    """Time each work once a round; what goes before it is not timed."""
    times: Times = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            before.get(name, lambda: None)()
            times[name].append(seconds(work))
    return times


def row(work: str, times: Times) -> str:
    """A line of the table: medians, and ratios of medians and of best times to ours."""
    ours = times["scaffold"]
    line = f"{work:32} {statistics.median(ours) * 1000:7.1f} ms"
    for name in ("copier", "cruft"):
        if name in times:
            other = times[name]
            line += f" {statistics.median(other) * 1000:6.0f} ms"
            line += f" {statistics.median(other) / statistics.median(ours):6.1f}x"
            line += f" {min(other) / min(ours):6.1f}x"
        else:
            line += f" {'':24}"
    return line.rstrip()


def compare(all_: tuple[Peer, ...]) -> None:
    """Update with each once; stop where they made different trees."""
    for peer in all_:
        peer.bring()
    ours, *others = (peer.contents() for peer in all_)
    if any(other != ours for other in others):
        sys.exit("the updated trees differ: nothing to compare")


def called(all_: tuple[Peer, ...]) -> dict[str, Callable[[], object]]:
    """An update by the program's own call within this process, where this process has it."""
    ours, copiers, _ = all_
    return {
        "scaffold": lambda: update(Wanted(ours.place)),
        "copier": lambda: copier.run_update(
            copiers.place, settings=copier.Settings(), defaults=True, overwrite=True, quiet=True
        ),
    }


def updates(all_: tuple[Peer, ...], rounds: int) -> list[str]:
    """Rows of updates that have something to do."""
    ours, *_ = all_
    works = {peer.name: started(peer.update, peer.place) for peer in all_}
    restore: dict[str, Callable[[], object]] = {peer.name: peer.restore for peer in all_}
    warm = in_turn(rounds, works, restore)

    def cold() -> None:
        ours.restore()
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)

    within = in_turn(rounds, called(all_), restore)
    return [
        row("update, warm", warm),
        row("  both in-process", within),
        row("update, cold cache", in_turn(rounds, works, {**restore, "scaffold": cold})),
    ]


def looks(all_: tuple[Peer, ...], rounds: int) -> list[str]:
    """Rows of what changes nothing, in repositories that are current."""
    ours, *_ = all_
    for peer in all_:
        peer.bring()
    current = in_turn(rounds, {peer.name: started(peer.update, peer.place) for peer in all_}, {})
    checks = in_turn(rounds, {peer.name: started(peer.check, peer.place) for peer in all_}, {})
    differ = (peer for peer in all_ if peer.diff)
    diffs = in_turn(rounds, {peer.name: started(peer.diff, peer.place) for peer in differ}, {})
    calls = in_turn(rounds, called(all_), called(all_))  # each once before, so that it is warm
    check = in_turn(rounds, {"scaffold": lambda: check_update(ours.place)}, {})
    compared = in_turn(rounds, {"scaffold": lambda: diff(ours.place)}, {})
    return [
        row("update, already current", current),
        row("  both in-process", calls),
        row("check-update", checks),
        row("  ours in-process", checks | check),
        row("diff", diffs),
        row("  ours in-process", diffs | compared),
    ]


def main() -> None:
    """Compare, then time in turn, then print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="peers-") as scratch:
        all_ = peers(Path(scratch))  # cruft's environment is kept in the user's own cache
        os.environ["XDG_CACHE_HOME"] = str(Path(scratch) / "cache")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what pip or a first run compiled, stays
        compare(all_)
        table = updates(all_, rounds) + looks(all_, rounds)
    names = f"scaffold {version('scaffold')}, copier {version('copier')}, {', '.join(CRUFT)}"
    print(f"{names}, {rounds} rounds; a peer's time, and by how much ours is less: medians, best")
    print(f"{'':32} {'scaffold':>10} {'copier':>9} {'median':>7} {'best':>7}", end="")
    print(f" {'cruft':>9} {'median':>7} {'best':>7}", *table, sep="\n")


if __name__ == "__main__":
    main()
