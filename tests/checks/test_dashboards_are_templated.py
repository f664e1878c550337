"""dashboards-are-templated: variables for data source, job and instance."""

import json

import pytest

from scaffold.checks import dashboards_are_templated as check

PATH = "observability/dashboards/runtime.json"


def change(path, name, fields):
    """Change a variable, or take it out when there are no fields."""
    board = json.loads(path.read_text())
    variables = board["templating"]["list"]
    (one,) = [one for one in variables if one["name"] == name]
    if fields:
        one |= fields
    else:
        variables.remove(one)
    path.write_text(json.dumps(board, indent=2))


@pytest.mark.parametrize(
    ("name", "fields", "rule", "asked"),
    [
        ("job", {"multi": False}, "template-job-rule", "must allow several values"),
        ("job", {"allValue": ".*"}, "template-job-rule", 'must have allValue ".+"'),
        ("job", {"label": "job"}, "template-job-rule", "must be labelled 'Job'"),
        (
            "instance",
            {"datasource": {"uid": "prometheus"}},
            "template-instance-rule",
            "must use the variable of the data source",
        ),
        (
            "instance",
            {"refresh": 1},
            "template-on-time-change-reload-rule",
            "must have refresh 2",
        ),
        (
            "job",
            {"query": {"query": "label_values(build_info{, job)"}},
            "template-label-promql-rule",
            "asks no PromQL: unexpected end of input inside braces",
        ),
        (
            "job",
            {"query": "series(build_info)"},
            "template-label-promql-rule",
            "must ask one of label_names, label_values, metrics, query_result",
        ),
        (
            "prometheus_datasource",
            {"label": "Source"},
            "template-datasource-rule",
            "must be labelled 'Data source' or 'Prometheus data source'",
        ),
    ],
)
def test_variable_that_breaks_a_rule_is_found(broken, findings, name, fields, rule, asked):
    """At its key."""
    change(broken / PATH, name, fields)
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (PATH, f"{rule}: ${name} {asked}")
    row = (broken / PATH).read_text().splitlines()[found.line - 1]
    assert f'"{next(iter(fields))}"' in row


@pytest.mark.parametrize("name", ["job", "instance"])
def test_variable_that_is_missing_is_found(broken, findings, name):
    """At the list."""
    change(broken / PATH, name, None)
    (found,) = findings(check, broken)
    assert found.message == f"template-{name}-rule: there is no variable {name!r}"


def test_data_source_of_another_name_is_found(broken, findings):
    """The other variables still name it."""
    change(broken / PATH, "prometheus_datasource", {"name": "source"})
    (found,) = findings(check, broken)
    rule, asked = "template-datasource-rule", "datasource or prometheus_datasource"
    assert found.message == f"{rule}: $source must be named {asked}"


def test_dashboard_without_a_data_source_is_found(broken, findings):
    """The other rules then wait."""
    change(broken / PATH, "prometheus_datasource", None)
    (found,) = findings(check, broken)
    message = "there is no variable for the data source"
    assert found.message == f"template-datasource-rule: {message}"


@pytest.mark.parametrize("new", ['"editable": true', '"liveNow": false'])
def test_dashboard_that_is_editable_is_found(broken, findings, edit, new):
    """Also where it does not say."""
    line = edit(broken / PATH, '"editable": false', new)
    (found,) = findings(check, broken)
    assert found.message == "uneditable-dashboard: editable must be false"
    assert found.line in {1, line}
