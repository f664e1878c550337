"""rules-pass-their-tests: the rules pass their unit tests."""

import pytest

from scaffold.checks import rules_pass_their_tests as check
from scaffold.finding import Finding

RULES = "observability/rules/alerts.yaml"
TESTS = "observability/tests/ServiceAbsent.yaml"


@pytest.fixture
def alone(broken):
    """A copy with one file of tests: the others take their time."""
    for path in (broken / "observability/tests").glob("*.yaml"):
        if path.name != "ServiceAbsent.yaml":
            path.unlink()
    return broken


def test_alert_that_waits_longer_is_found_where_it_was_looked_at(alone, findings, edit):
    """With what was expected and what came."""
    edit(alone / RULES, "for: 3m #", "for: 30m #")
    found = findings(check, alone)
    lines = (alone / TESTS).read_text().splitlines()
    assert found
    assert {one.path for one in found} == {TESTS}
    assert all("eval_time" in lines[one.line - 1] for one in found)
    assert all("ServiceAbsent at" in one.message and "got:[]" in one.message for one in found)


def test_value_that_differs_is_found_where_it_was_looked_at(alone, findings):
    """For expressions as for alerts."""
    path = "observability/tests/values.yaml"
    (alone / path).write_text(
        "rule_files: []\n"
        "evaluation_interval: 1m\n"
        "tests:\n"
        "  - name: one\n"
        "    interval: 1m\n"
        '    input_series: [{ series: "a", values: "1x5" }]\n'
        "    promql_expr_test:\n"
        "      - expr: a\n"
        "        eval_time: 1m\n"
        '        exp_samples: [{ labels: "a", value: 1 }]\n'
        '      - expr: sum by (b) (a{b=""})\n'
        "        eval_time: 2m\n"
        '        exp_samples: [{ labels: "{}", value: 3 }]\n'
    )
    (found,) = findings(check, alone)
    assert (found.path, found.line) == (path, 11)
    assert found.message.startswith('sum by (b) (a{b=""}) at 2m is not as expected:')


def test_file_that_promtool_cannot_run_is_found(alone, findings):
    """It proves nothing."""
    path = "observability/tests/old.yaml"
    (alone / path).write_text("rule_files: [nowhere/*.yaml]\nfrobs: 3\n")
    (found,) = findings(check, alone)
    assert (found.path, found.line) == (path, 0)
    assert "frobs" in found.message
    assert found != Finding(path, 0, "")
