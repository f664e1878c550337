"""`scaffold new` beside `copier copy` of the same release, in turn, as ratios of medians."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from scaffold.answers import ANSWERS_FILE
from scaffold.rendered import File, read
from scaffold.template import open_template

PROGRAMS = Path(sys.executable).parent
ROWS = {
    "new, empty cache": "cold",
    "new, other answers each time": "new",
    "new, the same answers again": "again",
    "new with git init and commit": "git",
}


def seconds(program: str, *words: str, **variables: str) -> float:
    """Wall-clock time of one whole process that must succeed."""
    environment = {**os.environ, **variables}
    started = time.perf_counter()
    subprocess.run((PROGRAMS / program, *words), check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def ours(place: Path, name: str, *options: str, cache: Path) -> float:
    """Time of one `scaffold new`."""
    shutil.rmtree(place, ignore_errors=True)
    words = "new", name, str(place), "--defaults", "--quiet", *options
    return seconds("scaffold", *words, XDG_CACHE_HOME=str(cache))


def copiers(place: Path, name: str, template: Path) -> float:
    """Time of one `copier copy`."""
    shutil.rmtree(place, ignore_errors=True)
    words = "--defaults", "--quiet", "--data", f"name={name}", str(template), str(place)
    return seconds("copier", "copy", *words)


def contents(root: Path) -> dict[str, File]:
    """Files that both must make alike; the answers file names each renderer's own source."""
    return {path: file for path, file in read(root).files.items() if path != ANSWERS_FILE}


def row(work: str, us: list[float], peer: list[float]) -> str:
    """A line of the table: medians and their ratio."""
    mine, other = statistics.median(us), statistics.median(peer)
    return f"{work:34} {mine * 1000:8.0f} ms {other * 1000:8.0f} ms {other / mine:6.2f}x"


def measure(scratch: Path, template: Path, rounds: int) -> dict[str, list[float]]:
    """Compare what both make, then time them in turn."""
    a, b, cache = scratch / "a", scratch / "b", scratch / "cache"
    ours(a, "orders", "--no-git", cache=cache)
    copiers(b, "orders", template)
    if contents(a) != contents(b):
        sys.exit("the two renders differ: nothing to compare")
    times: dict[str, list[float]] = {name: [] for name in (*ROWS.values(), "copy", "help", "peer")}
    for number in range(rounds):
        name = f"orders-{number}"
        times["cold"].append(ours(a, name, "--no-git", cache=scratch / name))
        times["copy"].append(copiers(b, name, template))
        times["new"].append(ours(a, name, "--no-git", cache=cache))
        times["again"].append(ours(a, name, "--no-git", cache=cache))
        times["git"].append(ours(a, f"other-{number}", cache=cache))
        times["help"].append(seconds("scaffold", "--help"))
        times["peer"].append(seconds("copier", "--help"))
    return times


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what pip or a first run compiled, stays
    with tempfile.TemporaryDirectory() as scratch, open_template() as template:
        times = measure(Path(scratch), template.root, rounds)
        released = template.version
    print(
        f"scaffold {version('scaffold')}, copier {version('copier')}, template {released}, "
        f"{rounds} rounds, medians"
    )
    print(f"{'':34} {'scaffold':>11} {'copier':>11} {'faster':>7}")
    for work, name in ROWS.items():
        print(row(work, times[name], times["copy"]))
    print(row("--help", times["help"], times["peer"]))


if __name__ == "__main__":
    main()
