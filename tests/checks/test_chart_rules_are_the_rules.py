"""chart-rules-are-the-rules: the chart ships exactly the Prometheus rules that are tested."""

from scaffold.checks import chart_rules_are_the_rules as check

TEMPLATE = "deploy/chart/templates/prometheusrule.yaml"
SHIPPED = '{{- toYaml (required (printf "%s has no rule groups" $path) $file.groups) | nindent 4 }}'


def test_rule_that_the_chart_changes_is_found(broken, findings, edit):
    """What pages is not what was tested."""
    line = edit(
        broken / TEMPLATE, SHIPPED, SHIPPED.replace("| nindent", '| replace "sum" "max" | nindent')
    )
    found = findings(check, broken)
    assert {one.path for one in found} == {TEMPLATE}
    assert {one.line for one in found} < set(range(1, line))
    assert any("differs from observability/rules" in one.message for one in found)


def test_group_that_the_chart_leaves_out_is_found(broken, findings, edit):
    """With the values file that loses it."""
    edit(
        broken / TEMPLATE,
        '.Files.Glob "files/rules/*.yaml"',
        '.Files.Glob "files/rules/alerts.yaml"',
    )
    found = findings(check, broken)
    assert found
    assert {one.path for one in found} == {TEMPLATE}
    assert all("of observability/rules is missing" in one.message for one in found)


def test_rule_that_promtool_refuses_as_rendered_is_found(broken, findings):
    """Even where the file says the same."""
    rules = broken / "observability/rules/slo-recordings.yaml"
    rules.write_text(rules.read_text().replace("sum by (namespace, job)", "sum by (namespace job)"))
    found = findings(check, broken)
    assert found
    assert all("promtool refuses what is rendered" in one.message for one in found)


def test_chart_that_never_ships_rules_is_found(broken, findings, edit):
    """An alert that is not loaded cannot fire."""
    edit(
        broken / TEMPLATE,
        "{{- if .Values.monitoring.prometheusRule.enabled }}",
        "{{- if false }}",
    )
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (
        "deploy/chart/templates",
        "no values file in ci/ renders a PrometheusRule",
    )
