"""rule-tests-catch-mutations: whatever is changed in a rule, one of its unit tests fails."""

import pytest

from scaffold.checks import rule_tests_catch_mutations as check
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo
from scaffold.runner import run_check

RULES = "observability/rules/alerts.yaml"
TESTS = "observability/tests/ServiceAbsent.yaml"
HINT = "add a case to observability/tests in which it matters"


@pytest.fixture
def alone(broken):
    """A copy with one alert and its tests: all rules take minutes."""
    text = (broken / RULES).read_text()
    rule = text[text.index("  - name: orders-absence") : text.index("      # Without its metrics")]
    (broken / RULES).write_text(f"groups:\n{rule}")
    (broken / "observability/rules/slo-recordings.yaml").unlink()
    for path in (broken / "observability/tests").glob("*.yaml"):
        if path.name != "ServiceAbsent.yaml":
            path.unlink()
    return broken


def without_case(root, name):
    """Take the test group of this name out of the tests."""
    text = (root / TESTS).read_text()
    before, _, rest = text.partition(f"  - name: {name}")
    assert rest
    _, separator, after = rest.partition("\n  - name: ")
    (root / TESTS).write_text(before + separator.removeprefix("\n") + after)


def line_of(root, text):
    return (root / RULES).read_text().split(text)[0].count("\n") + 1


def changes(root, findings):
    """What the findings say was changed; each stands at the rule's expression."""
    found = findings(check, root)
    line = line_of(root, "        expr: |")
    assert {(one.path, one.line, one.hint) for one in found} == {(RULES, line, HINT)}
    before = "ServiceAbsent: no test notices a change: "
    return [one.message.removeprefix(before) for one in found]


def test_rule_whose_tests_notice_everything_passes(alone):
    """With the number of changes as evidence."""
    row = run_check(check, ServiceRepo(alone))
    assert (row.findings, row.evidence) == ((), "23 mutants of 1 rules, all noticed")


def test_case_of_other_services_is_missed(alone, findings):
    """Without it the matcher could go; that on the job is missed in the labels of the alert."""
    without_case(alone, "Instances of another service")
    assert changes(alone, findings) == ['namespace="orders" left out']


def test_case_of_instances_that_fail_is_missed(alone, findings):
    """Without it the whole second arm could go."""
    without_case(alone, "It fires when every instance")
    up = 'up{namespace="orders", job="orders"}'
    nothing = 'up{namespace_="orders", job="orders"}'
    assert changes(alone, findings) == [
        f"or sum by (namespace, job) ({up}) == 0 left out",
        f"namespace becomes namespace_: sum by (namespace, job) ({nothing}) == 0",
        f"job becomes job_: sum by (namespace, job_) ({up}) == 0",
    ]


def test_rule_that_no_test_sees_is_found_once(alone, findings, edit):
    """Not once for each of its mutants."""
    edit(
        alone / RULES,
        "      # First arm",
        '      - alert: Lonely\n        expr: up{job="x"} == 0\n      # First arm',
    )
    line = line_of(alone, "      - alert: Lonely")
    message = "no test looks at what Lonely says"
    hint = "add a test to observability/tests"
    assert findings(check, alone) == [Finding(RULES, line, message, hint)]


def test_tests_that_fail_as_it_is_are_left_to_another_check(alone, findings, edit):
    """A test that fails anyway notices nothing."""
    edit(alone / RULES, "for: 3m #", "for: 30m #")
    with pytest.raises(Skip, match="see rules-pass-their-tests"):
        findings(check, alone)


def test_repository_without_tests_is_skipped(alone, findings):
    """``alerts-are-tested`` tells."""
    (alone / TESTS).unlink()
    with pytest.raises(Skip, match="observability/tests no tests"):
        findings(check, alone)


def test_test_that_promtool_cannot_run_is_an_error(alone, findings, edit):
    """Otherwise every mutant would seem to be noticed."""
    edit(alone / TESTS, "evaluation_interval: 30s", "evaluation_interval: soon")
    with pytest.raises(ScaffoldError, match=f"^{TESTS}: promtool cannot run it as it is:\n"):
        findings(check, alone)
