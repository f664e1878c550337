"""alerts-are-tested: every alert has a test in which it fires and one in which it is silent."""

from scaffold.checks import alerts_are_tested as check
from scaffold.finding import Finding

RULES = "observability/rules/alerts.yaml"
TESTS = "observability/tests/ServiceAbsent.yaml"


def line_of(path, text):
    return path.read_text().split(text)[0].count("\n") + 1


def test_alert_without_tests_is_found_twice(broken, findings):
    """It neither fires nor stays silent."""
    (broken / TESTS).unlink()
    line = line_of(broken / RULES, "      - alert: ServiceAbsent")
    assert findings(check, broken) == [
        Finding(
            RULES,
            line,
            "ServiceAbsent fires in no test",
            "add a case with exp_alerts to observability/tests",
        ),
        Finding(
            RULES,
            line,
            "ServiceAbsent stays silent in no test",
            "add a case with 'exp_alerts: []' to observability/tests",
        ),
    ]


def test_case_of_an_alert_that_does_not_exist_is_found(broken, findings):
    """promtool lets it pass."""
    path = "observability/tests/old.yaml"
    case = "{ eval_time: 1m, alertname: ServiceAbsentt, exp_alerts: [] }"
    (broken / path).write_text(f"tests:\n  - alert_rule_test:\n      - {case}\n")
    message = "looks at ServiceAbsentt, which no rule defines: it passes whatever happens"
    expected = Finding(path, 3, message, "did you mean ServiceAbsent?")
    assert findings(check, broken) == [expected]


def test_alert_that_always_fires_need_not_be_silent(broken, findings, edit):
    """Unless it reads a series."""
    edit(broken / RULES, "expr: vector(1)", 'expr: up{namespace="orders", job="orders"}')
    messages = [one.message for one in findings(check, broken)]
    assert messages == ["Watchdog stays silent in no test"]
