"""Whatever is changed in a rule, one of its unit tests fails.

Why: tests that pass say little when they would pass as well with another threshold, a longer window
or without the second condition. The next edit may make just that change, and the first to notice is
whoever is woken, or is not.

Passes: each rule in ``observability/rules`` is changed in every small way that gives it another
meaning, one change at a time, and each time ``promtool test rules`` fails. Changed are: arms of
``and``, ``or`` and ``unless`` (left out), comparisons, numbers, operators and windows, factors and
windows (a neighbour's), matchers and their labels, labels of ``by``, ``on`` and ``ignoring``,
``for``, every label and every annotation. What no series could tell from the original is no change:
in one arm of ``and``, say, a matcher that the other arm has too.

Fails: a change that no test notices; a rule whose value no test looks at.

Fix: add a case to ``observability/tests`` in which the change matters: a value exactly at the
threshold, a series of another service, a moment just before ``for`` is over.

Ignore: never for an alert. A change that can make no difference shows a part of the expression that
does nothing: leave it out.
"""

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from scaffold.artifacts.mutants.rule import Mutant, make_mutants
from scaffold.artifacts.rule_bench import RuleBench, open_bench
from scaffold.artifacts.rule_tests import RuleTest, read_rule_tests
from scaffold.artifacts.rules import FOLDER, TESTS_FOLDER, Rule
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "rule-tests-catch-mutations"
LEVEL = Level.FULL
TOOLS = ("promtool",)
PACKAGES = ("promql-parser",)

_HINT = f"add a case to {TESTS_FOLDER} in which it matters"


@dataclass(frozen=True)
class _Judged:
    """What came of the mutants of one rule.

    Attributes:
        tested: whether any test sees the rule.
        count: how many mutants there are.
        survivors: those that no test noticed.
    """

    tested: bool
    count: int
    survivors: tuple[Mutant, ...]


def find(repo: ServiceRepo) -> Findings:
    """Change each rule and have promtool run its tests; see the module."""
    tests = read_rule_tests(repo.root, repo.files)
    if not repo.rules or not tests:
        raise Skip(f"{FOLDER} holds no rules, or {TESTS_FOLDER} no tests")
    count = 0
    with (
        tempfile.TemporaryDirectory(prefix="scaffold-rules-") as scratch,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        bench = open_bench(repo.root, repo.files, repo.rules, Path(scratch))
        seconds = list(pool.map(partial(_time, bench), tests))
        cheapest = [test for _, test in sorted(zip(seconds, tests, strict=True), key=_first)]
        judged = pool.map(partial(_judge, bench, cheapest), repo.rules)
        for rule, one in zip(repo.rules, judged, strict=True):
            count += one.count
            if not one.tested:
                message = f"no test looks at what {rule.name} says"
                yield Finding(*rule.place(), message, f"add a test to {TESTS_FOLDER}")
            for mutant in one.survivors if one.tested else ():
                message = f"{rule.name}: no test notices a change: {mutant.words}"
                yield Finding(*rule.place(*mutant.keys), message, _HINT)
    return f"{count} mutants of {len(repo.rules)} rules, all noticed"


def _time(bench: RuleBench, test: RuleTest) -> float:
    """Seconds that a test takes; it must pass before a mutant can make it fail."""
    started = monotonic()
    if not bench.passes(test):
        raise Skip("the rules do not pass their tests, see rules-pass-their-tests")
    return monotonic() - started


def _first(timed: tuple[float, RuleTest]) -> float:
    return timed[0]


def _judge(bench: RuleBench, cheapest: Sequence[RuleTest], rule: Rule) -> _Judged:
    """Run the tests of a rule for each mutant up to the first that fails.

    Tests that look at the rule itself are asked before those that see it through others, and the
    one that noticed the last mutant is asked first: it is likely to notice the next one.
    """
    narrowed = (test.looking_at(rule, bench.rules) for test in cheapest)
    tests = sorted(
        (test for test in narrowed if test.looks), key=lambda test: rule.name not in test.names
    )
    mutants = make_mutants(rule, bench.rules)
    survivors = []
    for mutant in mutants if tests else ():
        notices = next((test for test in tests if not bench.passes(test, mutant)), None)
        if notices:
            tests.remove(notices)
            tests.insert(0, notices)
        else:
            survivors.append(mutant)
    return _Judged(bool(tests), len(mutants), tuple(survivors))
