"""rules-are-valid: Prometheus loads every rule file."""

from scaffold.checks import rules_are_valid as check

ALERTS = "observability/rules/alerts.yaml"


def test_expression_that_does_not_parse_is_found_at_its_line(broken, findings, edit):
    """Once, though promtool says it twice."""
    line = edit(broken / ALERTS, "expr: vector(1)", "expr: vector(1")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (ALERTS, line)
    assert "could not parse expression" in found.message


def test_field_that_does_not_exist_is_found_at_its_line(broken, findings, edit):
    """Prometheus would refuse the file."""
    line = edit(broken / ALERTS, "expr: vector(1)", "exprs: vector(1)")
    found = findings(check, broken)
    assert (ALERTS, line) in {(one.path, one.line) for one in found}


def test_template_that_does_not_parse_is_found_at_its_rule(broken, findings, edit):
    """promtool only counts the rule."""
    edit(broken / ALERTS, "(value {{ $value }}), so that", "(value {{ $valu }}), so that")
    line = edit(broken / ALERTS, "alert: Watchdog", "alert: Watchdog")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (ALERTS, line)
    assert 'undefined variable "$valu"' in found.message


def test_rule_that_stands_twice_is_found(broken, findings):
    """The second would silently win."""
    path = "observability/rules/again.yaml"
    rule = "      - { record: 'a:b:sum', expr: 'sum by (job) (up)' }\n"
    (broken / path).write_text("groups:\n  - name: again\n    rules:\n" + 2 * rule)
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (path, 5)
    assert "duplicate rule" in found.message
