"""dashboard-panels-are-complete: title, description, unit and query."""

import json

import pytest

from scaffold.checks import dashboard_panels_are_complete as check

PATH = "observability/dashboards/overview.json"
NAME = "Availability"


def change(path, **fields):
    """Change the panel; None takes a field out."""
    board = json.loads(path.read_text())
    (panel,) = [one for one in board["panels"] if one["title"] == NAME]
    panel |= fields
    for key in [key for key, value in fields.items() if value is None]:
        del panel[key]
    path.write_text(json.dumps(board, indent=2))


@pytest.mark.parametrize(
    ("fields", "rule", "asked"),
    [
        ({"description": " "}, "panel-title-description-rule", "has no description"),
        ({"description": None}, "panel-title-description-rule", "has no description"),
        ({"targets": []}, "panel-no-targets-rule", "asks nothing"),
        (
            {"datasource": {"type": "prometheus", "uid": "prometheus"}},
            "panel-datasource-rule",
            "must use a variable as its data source, not 'prometheus'",
        ),
        (
            {"datasource": None},
            "panel-datasource-rule",
            "must use a variable as its data source, not ''",
        ),
        (
            {"fieldConfig": {"defaults": {"unit": "furlongs"}}},
            "panel-units-rule",
            "has the unit 'furlongs', which Grafana does not know",
        ),
        ({"fieldConfig": {"defaults": {}}}, "panel-units-rule", "has no unit"),
    ],
)
def test_panel_that_breaks_a_rule_is_found(broken, findings, fields, rule, asked):
    """With its title."""
    change(broken / PATH, **fields)
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (PATH, f"{rule}: panel {NAME!r} {asked}")
    assert found.line > 1


def test_panel_without_a_title_is_found(broken, findings):
    """By its line alone."""
    change(broken / PATH, title="")
    (found,) = findings(check, broken)
    assert found.message == "panel-title-description-rule: panel '' has no title"
    assert '"title": ""' in (broken / PATH).read_text().splitlines()[found.line - 1]


@pytest.mark.parametrize(
    "configuration",
    [
        {"defaults": {"mappings": [{"type": "value"}]}},
        {"defaults": {}, "overrides": [{"properties": [{"id": "unit", "value": "s"}]}]},
        {"defaults": {}, "overrides": [{"properties": [{"id": "mappings", "value": [1]}]}]},
    ],
)
def test_panel_of_words_or_with_an_override_passes(broken, findings, configuration):
    """A unit is not asked of it, or is given there."""
    change(broken / PATH, fieldConfig=configuration)
    assert findings(check, broken) == []
