"""What is known of the series that rules record."""

import pytest

from scaffold.artifacts.document import parse_documents
from scaffold.artifacts.promql import parse_query
from scaffold.artifacts.rules import kept_labels, read_cases, read_rules, recorded_series

KNOWN = {"a": frozenset({"job", "pod", "status"}), "b": frozenset({"job", "team"})}
RULES = """\
groups:
  - name: g
    rules:
      - record: x:a:sum
        expr: sum by (job) (a)
        labels: { service: orders }
      - record: x:a:ratio
        expr: x:a:sum / 2
      - alert: Loud
        expr: |
          a > 1
        for: 2m
"""
TESTS = """\
tests:
  - name: one
    alert_rule_test:
      - { eval_time: 1m, alertname: Loud, exp_alerts: [] }
      - eval_time: 5m
        alertname: Loud
        exp_alerts: [{}]
"""


@pytest.fixture
def root(tmp_path):
    for folder, text in (("rules", RULES), ("tests", TESTS)):
        (tmp_path / "observability" / folder).mkdir(parents=True)
        (tmp_path / "observability" / folder / "a.yaml").write_text(text)
    return tmp_path


def test_rules_know_where_they_stand(root):
    """Down to the key; a key that is not there is the rule."""
    rules = read_rules(root, ("observability/rules/a.yaml", "observability/contract.yaml"))
    assert [(one.name, one.alerts, one.place("expr")[1], one.wait) for one in rules] == [
        ("x:a:sum", False, 5, ""),
        ("x:a:ratio", False, 8, ""),
        ("Loud", True, 10, "2m"),
    ]
    assert rules[1].place("labels") == ("observability/rules/a.yaml", 7)


def test_recorded_series_have_the_labels_that_are_kept_and_added(root):
    """Through a rule that builds on another."""
    rules = read_rules(root, ("observability/rules/a.yaml",))
    labels = frozenset({"job", "service"})
    assert recorded_series(rules, KNOWN) == {"x:a:sum": labels, "x:a:ratio": labels}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("a", {"job", "pod", "status"}),
        ("sum(a)", set()),
        ("sum by (job) (a)", {"job"}),
        ("sum without (pod) (a)", {"job", "status"}),
        ("max by (job) (sum by (job, pod) (a))", {"job"}),
        ("sum by (job) (a) * on (job) group_left (team) b", {"job", "team"}),
        ('label_replace(sum(a), "x", "1", "", "")', {"x"}),
        ("vector(1)", set()),
    ],
)
def test_labels_of_a_result_are_known(text, labels):
    """What an aggregation drops is gone."""
    assert kept_labels(parse_query(text), KNOWN) == labels


def test_cases_know_whether_the_alert_fires(root):
    """An empty list of alerts is silence."""
    cases = read_cases(root, ("observability/tests/a.yaml",))
    assert [(one.test, one.alert, one.time, one.fires, one.line) for one in cases] == [
        ("one", "Loud", "1m", False, 4),
        ("one", "Loud", "5m", True, 5),
    ]


def test_document_without_groups_holds_no_rule(root):
    """It is the tool's part to refuse it."""
    (document,) = parse_documents("groups: 3", "a.yaml")
    (root / "observability/rules/a.yaml").write_text("groups: 3")
    assert document.data == {"groups": 3}
    assert read_rules(root, ("observability/rules/a.yaml",)) == ()
