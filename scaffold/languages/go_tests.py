"""Reads what ``go test -json`` prints, and finds the files of the tests, which it does not name."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.language import Case, CaseOutcome

_OUTCOMES = {
    "pass": CaseOutcome.PASSED,
    "fail": CaseOutcome.FAILED,
    "skip": CaseOutcome.SKIPPED,
}
_SAID = re.compile(r"^\s*(?P<path>[^\s:]+\.go):(?P<line>\d+)(?::\d+)?: (?P<message>.*)$")
_TEST = re.compile(r"^func (?P<name>Test\w*)\(", re.MULTILINE)
_MODULE = re.compile(r"^module (?P<path>\S+)", re.MULTILINE)


@dataclass
class _Run:
    """What came of one test, or (without a name) of a whole package."""

    outcome: CaseOutcome | None = None
    output: list[str] = field(default_factory=list)


def read_cases(stream: str, root: Path) -> Iterator[Case]:
    """Find every test case that ran; a test with subtests counts through these.

    Args:
        stream: one JSON event on each line.
        root: the module that was tested.
    """
    runs = _read_runs(stream)
    module = _MODULE.search((root / "go.mod").read_text(encoding="utf-8"))
    prefix = module["path"] if module else ""
    parents = {(package, name.rpartition("/")[0]) for package, name in runs if "/" in name}
    broken = {
        package
        for (package, name), run in runs.items()
        if name and run.outcome is CaseOutcome.FAILED
    }
    places: dict[str, Mapping[str, tuple[str, int]]] = {}
    for (package, name), run in runs.items():
        folder = package.partition(" ")[0].removeprefix(prefix).strip("/") or "."
        if not name:
            if run.outcome is CaseOutcome.FAILED and package not in broken:
                yield _failed_package(folder, run)
        elif run.outcome and (package, name) not in parents:
            known = places.setdefault(folder, _find_tests(root, folder))
            yield _case(name, run, folder, known)


def _read_runs(stream: str) -> dict[tuple[str, str], _Run]:
    runs: dict[tuple[str, str], _Run] = defaultdict(_Run)
    for row in stream.splitlines():
        if not row.startswith("{"):
            continue
        event = json.loads(row)
        action = event["Action"]
        if action.startswith("build-"):  # names the package as the compiler does: path [variant]
            run = runs[event["ImportPath"].partition(" ")[0].removesuffix(".test"), ""]
        else:
            run = runs[event["Package"], event.get("Test", "")]
        if "Output" in event:
            run.output.append(event["Output"].rstrip("\n"))
        run.outcome = _OUTCOMES.get(action, run.outcome)
    return runs


def _find_tests(root: Path, folder: str) -> Mapping[str, tuple[str, int]]:
    """Where each test function of a package stands."""
    found = {}
    for path in sorted((root / folder).glob("*_test.go")):
        text = path.read_text(encoding="utf-8")
        for match in _TEST.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found[match["name"]] = (path.relative_to(root).as_posix(), line)
    return found


def _case(name: str, run: _Run, folder: str, known: Mapping[str, tuple[str, int]]) -> Case:
    path, line = known.get(name.partition("/")[0], (folder, 0))
    outcome = run.outcome or CaseOutcome.FAILED
    said = [match for row in run.output if (match := _SAID.match(row))]
    message = said[-1]["message"] if said else ""
    if outcome is CaseOutcome.FAILED and said:
        line = int(said[-1]["line"]) if Path(path).name == Path(said[-1]["path"]).name else line
    if outcome is CaseOutcome.FAILED and not said:
        message = next((row for row in run.output if row.startswith("panic:")), "no message")
    return Case(name, path, line, outcome, "" if outcome is CaseOutcome.PASSED else message)


def _failed_package(folder: str, run: _Run) -> Case:
    """A package that did not compile, or ended without a word about one of its tests."""
    for row in run.output:
        if match := _SAID.match(row):
            place = (match["path"], int(match["line"]))
            return Case(f"package {folder}", *place, CaseOutcome.FAILED, match["message"])
    told = [row for row in run.output if row and not row.startswith(("FAIL", "exit status"))]
    message = told[-1] if told else "no message"
    return Case(f"package {folder}", folder, 0, CaseOutcome.FAILED, message)
