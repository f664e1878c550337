"""Unit tests of rules taken apart: what each sees, and that what is written anew is the same."""

import pytest
import yaml

from scaffold.artifacts.nodes import compose, edited, write
from scaffold.artifacts.rule_tests import read_rule_tests
from scaffold.artifacts.rules import read_rules
from scaffold.errors import ScaffoldError

RULES = "observability/rules/a.yaml"
OTHERS = "observability/rules/b.yaml"
TESTS = "observability/tests/a.yaml"
FILES = {
    RULES: """\
groups:
  - name: g
    rules:
      - { record: x:a:sum, expr: sum(a) }
      - { record: x:a:half, expr: "x:a:sum / 2" }
      - { alert: Loud, expr: "x:a:half > 1", for: 2m }
      - { alert: Quiet, expr: "b < 1" }
""",
    OTHERS: "groups: [{ name: h, rules: [{ record: x:c:sum, expr: sum(c) }] }]\n",
    TESTS: """\
rule_files: [../rules/a.yaml]
tests:
  - name: one
    input_series: [{ series: a, values: 0x10 }]
    alert_rule_test:
      - { eval_time: 1m, alertname: Loud, exp_alerts: [] }
      - { eval_time: 1m, alertname: Quiet, exp_alerts: [] }
  - name: two
    promql_expr_test:
      - { eval_time: 1m, expr: 'count(ALERTS{alertname="Quiet"})', exp_samples: [] }
  - name: three
    promql_expr_test:
      - { eval_time: 1m, expr: '{__name__=~"x:.*"}', exp_samples: [] }
""",
}


@pytest.fixture
def root(tmp_path):
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_test_sees_what_it_looks_at_and_all_that_leads_there(root):
    """Through recorded series, through ALERTS, and everything where a pattern selects."""
    rules = read_rules(root, tuple(FILES))
    tests = read_rule_tests(root, tuple(FILES))
    assert [[rule.name for rule in test.sees(rules)] for test in tests] == [
        ["x:a:sum", "x:a:half", "Loud", "Quiet"],
        ["Quiet"],
        ["x:a:sum", "x:a:half", "Loud", "Quiet"],
    ]


def test_only_moments_that_see_a_rule_are_left(root):
    """The others take time and can notice nothing."""
    rules = read_rules(root, tuple(FILES))
    test = read_rule_tests(root, tuple(FILES))[0].looking_at(rules[0], rules)
    assert [rule.name for rule in test.sees(rules)] == ["x:a:sum", "x:a:half", "Loud"]
    (group,) = yaml.safe_load(test.text)["tests"]
    assert [look["alertname"] for look in group["alert_rule_test"]] == ["Loud"]


def test_test_alone_keeps_what_its_author_wrote(root):
    """``0x10`` is eleven zeros to promtool and sixteen to YAML."""
    text = read_rule_tests(root, tuple(FILES))[0].text
    assert "values: 0x10}" in text
    assert yaml.safe_load(text)["rule_files"] == ["0.yaml"]
    assert "two" not in text


def test_copy_is_without_what_goes_and_with_new_texts(root):
    """The numbers of list items are those of the file, whatever else goes."""
    at = ("groups", 0, "rules")
    tree = compose(root, RULES)
    gone = {(*at, 0), (*at, 1), (*at, 2, "for")}
    text = write(edited(tree, gone, {(*at, 3, "expr"): "b > 1"}))
    assert yaml.safe_load(text)["groups"][0]["rules"] == [
        {"alert": "Loud", "expr": "x:a:half > 1"},
        {"alert": "Quiet", "expr": "b > 1"},
    ]


@pytest.mark.parametrize("text", ["a: [", "- a", ""])
def test_file_that_holds_no_mapping_is_refused(root, text):
    """With its name."""
    (root / RULES).write_text(text)
    with pytest.raises(ScaffoldError, match=f"^{RULES}: "):
        compose(root, RULES)
