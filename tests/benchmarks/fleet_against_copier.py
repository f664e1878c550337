"""`scaffold fleet` over an organisation beside a loop of `copier update`, as ratios a member.

The organisation is made up (``organisation.py``). The loop is run over a sample, in turn with our
runs over everybody, and counted up: what `copier update` takes of one repository does not depend on
the others. What both make of the sample is compared first. One process works on a fifth of the
organisation, two work on all of it, and on a tenth and two fifths to show how it grows.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from itertools import cycle
from pathlib import Path

import yaml
from organisation import NEWEST, Service, make, path_of

PROGRAMS = Path(sys.executable).parent
ALIKE = {"untouched", "own", "seeded", "lines"}
"""Edits that copier does not lose, so that both must make the same of them."""
_FAILED = {"failed", "unproven", "held"}
_SAMPLING_SECONDS = 0.05
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "t"), ("EMAIL", "t@example.com"))
}


@dataclass(frozen=True)
class Run:
    """One of our runs over a fleet.

    Attributes:
        milliseconds: wall-clock time of the whole process, a member.
        megabytes: most memory that its processes had at once, and most of one of them.
    """

    milliseconds: float
    megabytes: tuple[float, float]


@dataclass(frozen=True)
class Room:
    """Where it all happens.

    Attributes:
        place: a folder.
        services: the organisation, in ``place/org``.
    """

    place: Path
    services: list[Service]

    @property
    def environment(self) -> dict[str, str]:
        """What every program runs in."""
        return {**os.environ, **_IDENTITY, "XDG_CACHE_HOME": str(self.place / "cache")}

    def chill(self) -> None:
        """Empty our cache."""
        shutil.rmtree(self.place / "cache", ignore_errors=True)

    def copy(self, services: list[Service], name: str) -> Path:
        """Copy some members with an inventory of theirs; the copy's folder."""
        place = self.place / name
        shutil.rmtree(place, ignore_errors=True)
        names = {service.name for service in services}
        fleet = yaml.load((self.place / "org/fleet.yaml").read_text("utf-8"), yaml.CSafeLoader)
        fleet["members"] = [row for row in fleet["members"] if row["name"] in names]
        (place / "repositories").mkdir(parents=True)
        (place / "fleet.yaml").write_text(yaml.dump(fleet, Dumper=yaml.CSafeDumper), "utf-8")
        sources = [self.place / "org" / path_of(service) for service in services]
        copying = ("cp", "--archive", "--target-directory", place / "repositories", *sources)
        subprocess.run(copying, check=True)
        return place

    def fleet(self, place: Path, *words: str, jobs: int) -> Run:
        """One run of ours over a copy, which must fail for nobody."""
        command = (PROGRAMS / "scaffold", "fleet", *words, "-j", str(jobs))
        started = time.perf_counter()
        with (place / "rows").open("wb") as rows:
            process = subprocess.Popen(
                (*command, "--output-format", "json", "--quiet"),
                cwd=place,
                env=self.environment,
                stdout=rows,
                stderr=subprocess.PIPE,
            )
            most = _watch(process)
        seconds = time.perf_counter() - started
        found = [json.loads(line) for line in (place / "rows").read_text("utf-8").splitlines()]
        bad = [row for row in found if row.get("state", row.get("outcome")) in _FAILED]
        if bad or not found or process.returncode not in {0, 8}:
            sys.exit(f"{command}: {process.returncode}, {bad[:3]} {process.stderr.read().decode()}")
        return Run(seconds * 1000 / len(found), most)


def _watch(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Wait for a process; most megabytes of it with all that it started, and of one of them."""
    whole = largest = 0.0
    while process.poll() is None:
        sizes = [_megabytes(number) for number in _family(process.pid)]
        whole, largest = max(whole, sum(sizes)), max(largest, *sizes, 0.0)
        time.sleep(_SAMPLING_SECONDS)
    return whole, largest


def _family(parent: int) -> list[int]:
    """A process and all below it, as far as they have not ended."""
    found = [parent]
    for each in found:  # it grows
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
    return found


def _megabytes(process: int) -> float:
    try:
        resident = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except OSError:
        return 0.0
    return int(resident) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def copier_seconds(room: Room, place: Path) -> float:
    """Time of one whole `copier update` that must succeed."""
    words = (PROGRAMS / "copier", "update", "--defaults", "--quiet")
    started = time.perf_counter()
    subprocess.run(words, cwd=place, env=room.environment, check=True, capture_output=True)
    return time.perf_counter() - started


def tree(room: Room, place: Path, *, added: bool) -> str:
    """The tree of all that is in a repository's folder, or of what is committed there."""
    if added:
        subprocess.run(("git", "add", "--all"), cwd=place, check=True)
    words = ("git", "write-tree") if added else ("git", "rev-parse", "HEAD^{tree}")
    done = subprocess.run(words, cwd=place, env=room.environment, check=True, capture_output=True)
    return done.stdout.decode().strip()


def compare(room: Room, sample: list[Service]) -> None:
    """Update the sample with both; stop where they made different trees."""
    theirs, ours = room.copy(sample, "theirs"), room.copy(sample, "ours")
    room.fleet(ours, "apply", "--push", "commit", jobs=2)
    for service in sample:
        copier_seconds(room, theirs / path_of(service))
        made = tree(room, ours / path_of(service), added=False)
        if made != tree(room, theirs / path_of(service), added=True):
            sys.exit(f"{service.name} ({service.edit}): the updated trees differ")


def sampled(services: list[Service], number: int) -> list[Service]:
    """Members that have something to update, one of each version and edit in turn."""
    fit = [s for s in services if not s.bare and not s.pinned and s.version != NEWEST]
    kinds: dict[tuple[str, str], list[Service]] = {}
    for service in fit:
        if service.edit in ALIKE:
            kinds.setdefault((service.version, service.edit), []).append(service)
    rows = [kinds[key] for key in sorted(kinds)]
    step = max(1, len(rows) // number)
    return [row[0] for row in rows[::step]][:number]


WORKS: dict[str, tuple[str, ...]] = {
    "plan, empty cache": ("plan",),
    "plan again": ("plan",),
    "apply --push branch": ("apply", "--push", "branch"),
    "apply --push commit": ("apply", "--push", "commit"),
    "plan of a current fleet": ("plan",),
    "apply to a current fleet": ("apply", "--push", "commit", "--journal", "again"),
}


def measure(
    room: Room, services: list[Service], jobs: int, turn: Callable[[], object]
) -> dict[str, Run]:
    """Time each work over some members; ``turn`` comes after each."""
    place, runs = room.copy(services, "some"), {}
    room.chill()
    for name, words in WORKS.items():
        runs[name] = room.fleet(place, *words, jobs=jobs)
        turn()
    shutil.rmtree(place)
    return runs


def growth(members: int, runs: dict[str, Run]) -> str:
    """A line of how time a member and memory grow with the fleet."""
    plan, branch = runs["plan, empty cache"], runs["apply --push branch"]
    most, largest = (max(pair) for pair in zip(plan.megabytes, branch.megabytes, strict=True))
    times = f"{plan.milliseconds:8.1f} ms {branch.milliseconds:8.1f} ms"
    return f"{members:8} {times} {most:9.0f} MB {largest:9.0f} MB"


def main() -> None:
    """Make the organisation, compare, time in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fleet-") as scratch:
        place = Path(scratch).resolve()
        os.environ["XDG_CACHE_HOME"] = str(place / "making")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what pip or a first run compiled, stays
        (place / "org").mkdir()
        started = time.perf_counter()
        room = Room(place, make(place / "org", given.members, given.seed))
        print(f"{given.members} members made in {time.perf_counter() - started:.0f} s", flush=True)
        sample = sampled(room.services, given.sample)
        compare(room, sample)
        left, loop = cycle(sample), []

        def turn() -> None:
            service = next(left)
            loop.append(copier_seconds(room, room.copy([service], "one") / path_of(service)))

        one = measure(room, room.services[: -(-given.members // 5)], 1, turn)
        sizes = (given.members // 10, given.members * 2 // 5, given.members)
        two = {size: measure(room, room.services[:size], 2, turn) for size in sizes}
    peer = statistics.median(loop) * 1000
    print(
        f"scaffold {version('scaffold')}, copier {version('copier')}; `copier update` takes "
        f"{peer:.0f} ms a member (median of {len(loop)}: {min(loop):.1f} to {max(loop):.1f} s), "
        f"{peer * given.members / 60_000:.0f} minutes for {given.members} of them"
    )
    print(f"{'a member':30} {'1 process':>11} {'':7} {'2 processes':>12}")
    for name in WORKS:
        single, double = one[name].milliseconds, two[given.members][name].milliseconds
        times = f"{single:8.1f} ms {peer / single:6.0f}x {double:9.1f} ms {peer / double:6.0f}x"
        print(f"{name:30} {times}")
    print(f"{'members':>8} {'plan':>11} {'branch':>11} {'all memory':>12} {'a process':>12}")
    print(*(growth(size, runs) for size, runs in two.items()), sep="\n")


if __name__ == "__main__":
    main()
