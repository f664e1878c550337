"""Every item of the operational checklist has evidence that was run.

Why: a ticked box says that somebody once believed it. A scorecard of what just passed says that it
is so.

Passes: each of the six items is proven: the service's own tests on its topics ran and passed, and,
where the item reaches beyond the process, so did the checks of the chart, the alerts and the
runbooks.

Fails: an item without a passing test on one of its topics, or with one that fails.

Fix: restore or mend the test that the finding names; the topic is the name of its file,
``tests/test_<topic>``.

Ignore: never.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.artifacts import runbooks
from scaffold.artifacts.chart import FOLDER as CHART
from scaffold.check import Findings, Level
from scaffold.checks import chart_pods_have_probes, chart_pods_stop_in_time
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.language import CaseOutcome
from scaffold.repo import ServiceRepo

ID = "checklist-has-evidence"
LEVEL = Level.UNIT
TOOLS = ("helm",)
PACKAGES = ()

Proof = Callable[[ServiceRepo], Findings]


@dataclass(frozen=True)
class Item:
    """One item of the checklist.

    Attributes:
        text: as the checklist words it.
        topics: topics of the service's tests that prove it.
        proof: what proves it beyond those tests, or None.
    """

    text: str
    topics: tuple[str, ...]
    proof: Proof | None = None


@dataclass(frozen=True)
class Score:
    """What one item came to.

    Attributes:
        text: as the checklist words it.
        evidence: what passed, in a few words each.
        missing: why it is not proven; empty when it is.
    """

    text: str
    evidence: tuple[str, ...]
    missing: tuple[Finding, ...]


def find(repo: ServiceRepo) -> Findings:
    """Score the checklist; see the module."""
    scores = score(repo)
    for one in scores:
        yield from one.missing
    proven = (f"{one.text} ({', '.join(one.evidence)})" for one in scores if not one.missing)
    return "\n".join([f"{sum(not one.missing for one in scores)} of {len(scores)}", *proven])


def score(repo: ServiceRepo) -> tuple[Score, ...]:
    """Gather the evidence for every item, in the order of the checklist."""
    return tuple(_score(item, repo) for item in ITEMS)


def _score(item: Item, repo: ServiceRepo) -> Score:
    evidence: list[str] = []
    missing: list[Finding] = []
    parts = [_prove_topic(topic, repo) for topic in item.topics]
    for part in (*parts, *([item.proof(repo)] if item.proof else [])):
        wrong = list(_run(part, evidence))
        missing += [
            Finding(one.path, one.line, f"{item.text}: {one.message}", one.hint) for one in wrong
        ]
    return Score(item.text, tuple(evidence), tuple(missing))


def _run(part: Findings, evidence: list[str]) -> Iterator[Finding]:
    """The findings of a part; its evidence is kept when there are none."""
    wrong = False
    while True:
        try:
            finding = next(part)
        except StopIteration as end:
            if not wrong:
                evidence.append(end.value)
            return
        except Skip as skip:
            yield Finding(CHART, 0, str(skip))
            return
        wrong = True
        yield finding


def _prove_topic(topic: str, repo: ServiceRepo) -> Findings:
    cases = [case for case in repo.cases if topic_of(case.path) == topic]
    passed = [case for case in cases if case.outcome is CaseOutcome.PASSED]
    for case in cases:
        if case.outcome is CaseOutcome.FAILED:
            yield Finding(case.path, case.line, f"{case.name} fails", "mend it")
    if not passed:
        yield Finding("tests", 0, f"no test on {topic} passes", "restore the tests on it")
    return f"{len(passed)} tests on {topic}"


def topic_of(path: str) -> str:
    """Topic of a test file: ``test_request_id.py`` and ``request-id.test.ts`` share one."""
    stem = PurePosixPath(path).name.partition(".")[0].replace("-", "_")
    return re.sub(r"^test_|_test$", "", stem)


def _prove_runbooks(repo: ServiceRepo) -> Findings:
    known = {runbook.alert for runbook in repo.runbooks}
    critical = [alert for alert in repo.alerts if alert.labels.get("severity") == "critical"]
    for alert in critical:
        if alert.name not in known:
            hint = f"write {runbooks.FOLDER}/{alert.name}.md"
            yield Finding(*alert.place(), f"critical alert {alert.name} has no runbook", hint)
    if not critical:
        yield Finding("observability/rules", 0, "there is no critical alert", "restore the alerts")
    return f"{len(critical)} critical alerts with runbooks"


ITEMS = (
    Item("Logs are structured JSON", ("logging",)),
    Item("Correlation IDs are enabled", ("request_id", "tracing")),
    Item("RED metrics are implemented", ("metrics",)),
    Item("Health checks are configured", ("probes",), chart_pods_have_probes.find),
    Item("Graceful shutdown is handled", ("shutdown",), chart_pods_stop_in_time.find),
    Item("Runbooks exist for critical alerts", (), _prove_runbooks),
)
"""The checklist for a service in operation, and what proves each item of it."""
