"""Proving the Terraform of a first repository on a machine, and of a second one: their ratio."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scaffold.commands.new import Wanted, create
from scaffold.releases import PACKAGED

PROGRAM = Path(sys.executable).parent / "scaffold"
SCHEMAS = "terraform-providers"
CHECKS = "terraform-validates,terraform-passes-tests"


def run(*words: str, tools: Path) -> tuple[float, str]:
    """Wall-clock time and output of one whole process that must succeed."""
    environment = {**os.environ, "SCAFFOLD_TOOLS": str(tools)}
    started = time.perf_counter()
    done = subprocess.run(
        (PROGRAM, *words), check=True, capture_output=True, text=True, env=environment
    )
    return time.perf_counter() - started, done.stdout


def prove(root: Path, tools: Path) -> float:
    """Time of both checks, neither of them skipped."""
    words = ("verify", str(root), "--only", CHECKS, "--output-format", "json")
    seconds, report = run(*words, tools=tools)
    outcomes = [row["outcome"] for row in json.loads(report)["rows"]]
    if outcomes != ["passed", "passed"]:
        sys.exit(f"{root.name}: {outcomes}: nothing to time")
    return seconds


def measure(scratch: Path, name: str, rounds: int) -> tuple[list[float], list[float]]:
    """Times of the first and of the second repository of a template."""
    roots = [scratch / name / each for each in ("first", "second")]
    for root in roots:
        create(Wanted(root.name, root, template=name, defaults=True, git=False))
    tools = scratch / "tools"
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        shutil.rmtree(tools, ignore_errors=True)
        installing, _ = run("tools", "install", SCHEMAS, tools=tools)
        times[0].append(installing + prove(roots[0], tools))
        times[1].append(prove(roots[1], tools))
    return times


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print(f"{rounds} rounds, medians")
    print(f"{'':10} {'first':>9} {'second':>9} {'faster':>7}")
    with tempfile.TemporaryDirectory() as scratch:
        for name in PACKAGED:
            first, second = map(statistics.median, measure(Path(scratch), name, rounds))
            print(f"{name:10} {first:7.1f} s {second:7.1f} s {first / second:6.2f}x")


if __name__ == "__main__":
    main()
