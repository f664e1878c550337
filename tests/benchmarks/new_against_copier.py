"""`scaffold new` beside `copier copy` of the same template, in turn, as ratios of medians."""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from scaffold.answers import ANSWERS_FILE
from scaffold.template import packaged_root

PROGRAMS = Path(sys.executable).parent
TEMPLATE = str(packaged_root())


def seconds(*words: str) -> float:
    """Wall-clock time of one whole process that must succeed."""
    started = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    return time.perf_counter() - started


def ours(place: Path, *options: str) -> float:
    """Time of one `scaffold new`."""
    command = str(PROGRAMS / "scaffold"), "new", "orders", str(place), "--defaults"
    return seconds(*command, "--template", TEMPLATE, *options)


def copiers(place: Path) -> float:
    """Time of one `copier copy`."""
    return seconds(str(PROGRAMS / "copier"), "copy", "--defaults", "--quiet", TEMPLATE, str(place))


def contents(root: Path) -> dict[str, bytes]:
    """Files that both must make alike; the answers file names the renderer's own source."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ANSWERS_FILE
    }


def fresh(place: Path) -> Path:
    """The same empty place for every round."""
    shutil.rmtree(place, ignore_errors=True)
    return place


def row(work: str, us: list[float], peer: list[float]) -> str:
    """A line of the table: medians and their ratio."""
    mine, other = statistics.median(us), statistics.median(peer)
    return f"{work:34} {mine * 1000:8.0f} ms {other * 1000:8.0f} ms {other / mine:6.2f}x"


def main() -> None:
    """Compare, then time in turn, then print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {"new": [], "bare": [], "copy": [], "help": [], "peer": []}
    with tempfile.TemporaryDirectory() as scratch:
        a, b = Path(scratch, "a"), Path(scratch, "b")
        ours(a, "--no-git")
        copiers(b)
        if contents(a) != contents(b):
            sys.exit("the two renders differ: nothing to compare")
        for _ in range(rounds):
            times["new"].append(ours(fresh(a)))
            times["bare"].append(ours(fresh(a), "--no-git"))
            times["copy"].append(copiers(fresh(b)))
            times["help"].append(seconds(str(PROGRAMS / "scaffold"), "--help"))
            times["peer"].append(seconds(str(PROGRAMS / "copier"), "--help"))
    print(f"scaffold {version('scaffold')}, copier {version('copier')}, {rounds} rounds, medians")
    print(f"{'':34} {'scaffold':>11} {'copier':>11} {'faster':>7}")
    print(row("new with git init and commit", times["new"], times["copy"]))
    print(row("new --no-git", times["bare"], times["copy"]))
    print(row("--help", times["help"], times["peer"]))


if __name__ == "__main__":
    main()
