"""The rules pass their unit tests.

Why: an alert is code that nobody runs until the night it is needed. Its tests feed it the series of
that night and look at what it says.

Passes: ``promtool test rules`` succeeds for every file in ``observability/tests``.

Fails: each moment at which an alert or a recorded value is not what the test expects.

Fix: compare what was expected with what came. If the rule is right, the test is old: correct it.

Ignore: never; delete a test whose rule is gone.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scaffold import tool
from scaffold.artifacts.document import read_document
from scaffold.artifacts.promql import parse_seconds
from scaffold.artifacts.rules import TESTS_FOLDER, read_samples, test_files
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "rules-pass-their-tests"
LEVEL = Level.UNIT
TOOLS = ("promtool",)
PACKAGES = ()

_NOISE = re.compile(r"\s*$|Processing|\s*FAILED")
_TEST = re.compile(r"^\s*name: (?P<name>.*?),?$")
_ALERT = re.compile(r"^\s*alertname: (?P<alert>\w+), time: (?P<time>\w+),\s*$")
_EXPRESSION = re.compile(r'^\s*expr: "(?P<expression>.*)", time: (?P<time>\w+),\s*$')


@dataclass
class _Failure:
    """What promtool says of one moment."""

    test: str
    alert: str
    expression: str
    time: str
    said: list[str] = field(default_factory=list)


def find(repo: ServiceRepo) -> Findings:
    """Have promtool run each file; see the module."""
    paths = test_files(repo.files)
    if not paths:
        raise Skip(f"{TESTS_FOLDER} holds no tests")
    samples = sum(len(read_samples(read_document(repo.root, path))) for path in paths)
    with ThreadPoolExecutor() as pool:
        for path, done in zip(paths, pool.map(partial(_run, repo.root), paths), strict=True):
            if done.code:
                yield from _findings(repo, path, done.stdout + done.stderr)
    return f"{len(repo.rule_cases)} looks at alerts, {samples} at values in {len(paths)} files"


def _run(root: Path, path: str) -> tool.Result:
    return tool.run("promtool", "test", "rules", path, cwd=root, timeout_seconds=300)


def _findings(repo: ServiceRepo, path: str, output: str) -> Iterator[Finding]:
    failures = list(_failures(output))
    for failure in failures:
        what = f"{failure.test}: {failure.alert}" if failure.alert else failure.expression
        said = "".join(f"\n  {line.strip()}" for line in failure.said)
        message = f"{what} at {failure.time} is not as expected:{said}"
        yield Finding(path, _line(repo, path, failure), message)
    if not failures:
        rows = [row.strip() for row in output.splitlines() if not _NOISE.match(row)]
        yield Finding(path, 0, "promtool cannot run it: " + "\n".join(rows))


def _failures(output: str) -> Iterator[_Failure]:
    """The moments that promtool lists, each with the lines below it."""
    failure, test = None, ""
    for row in output.splitlines():
        if found := _TEST.match(row):
            test = found["name"]
        elif (found := _ALERT.match(row)) or (found := _EXPRESSION.match(row)):
            if failure:
                yield failure
            words = found.groupdict()
            alert, expression = words.get("alert", ""), words.get("expression", "")
            failure = _Failure(test, alert, expression.replace('\\"', '"'), words["time"])
        elif failure and row.strip():
            failure.said.append(row)
    if failure:
        yield failure


def _line(repo: ServiceRepo, path: str, failure: _Failure) -> int:
    """Line of the moment in the test file, or 0."""
    time = parse_seconds(failure.time)
    if failure.alert:
        for case in repo.rule_cases:
            same = (case.path, case.test, case.alert) == (path, failure.test, failure.alert)
            if same and parse_seconds(case.time) == time:
                return case.line
    for sample in read_samples(read_document(repo.root, path)):
        same = "".join(sample.expression.split()) == _plain(failure.expression)
        if same and parse_seconds(sample.time) == time:
            return sample.line
    return 0


def _plain(expression: str) -> str:
    """An expression as promtool quotes it, without white space."""
    return "".join(expression.replace("\\n", " ").replace("\\t", " ").split())
