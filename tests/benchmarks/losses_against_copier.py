"""What `copier update` and `scaffold update` lose of the same trials, by the same laws."""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # where the tests find the trials, too

from trials.choices import CLASSES
from trials.promise import Outcome, breaches
from trials.runs import by_copier, by_scaffold
from trials.stage import Stage, Trial, set_up

UNFINISHED = "the exit code tells"


def verdict(outcome: Outcome) -> str:
    """What it came to: nothing to say, lost, or left undone with exit code 0."""
    broken = {breach.law for breach in breaches(outcome)}
    return "" if not broken else "unfinished" if broken == {UNFINISHED} else "lost"


def count(
    program: Callable[[Trial, Stage], Outcome], trials: list[Trial], room: Path
) -> tuple[int, int]:
    """How many trials lost something, and how many left work undone and said 0."""
    verdicts = [verdict(program(trial, set_up(trial, room))) for trial in trials]
    return verdicts.count("lost"), verdicts.count("unfinished")


def main() -> int:
    """Run every class, print the table; 1 when scaffold lost anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=5, help="of each class")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    totals = [0, 0, 0, 0]
    print(f"scaffold {version('scaffold')}, copier {version('copier')},", end=" ")
    print(f"{options.trials} trials of each class, seed {options.seed}")
    print(f"{'':40} {'copier update':>20} {'scaffold update':>20}")
    print(f"{'':40} {'lost':>8} {'unfinished':>11} {'lost':>8} {'unfinished':>11}")
    with tempfile.TemporaryDirectory(prefix="trials-") as scratch:
        os.environ["XDG_CACHE_HOME"] = scratch
        for name, make in CLASSES.items():
            chance = random.Random(f"{options.seed} {name}")  # noqa: S311 - nothing secret
            trials = [make(chance) for _ in range(options.trials)]
            row = (
                *count(by_copier, trials, Path(scratch)),
                *count(by_scaffold, trials, Path(scratch)),
            )
            totals = [total + more for total, more in zip(totals, row, strict=True)]
            print(f"{name:40} {row[0]:8} {row[1]:11} {row[2]:8} {row[3]:11}", flush=True)
    print(f"{'together':40} {totals[0]:8} {totals[1]:11} {totals[2]:8} {totals[3]:11}")
    return int(any(totals[2:]))


if __name__ == "__main__":
    sys.exit(main())
