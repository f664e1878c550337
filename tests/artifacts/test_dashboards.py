"""What is read out of a dashboard."""

import json

from scaffold.artifacts.dashboards import Dashboard
from scaffold.artifacts.document import parse_documents

BOARD = {
    "uid": "orders-overview",
    "templating": {
        "list": [
            {"name": "datasource", "type": "datasource", "query": "prometheus"},
            {"name": "loki", "type": "datasource", "query": "loki"},
            {"name": "top", "type": "custom", "query": "5,10", "current": {"value": ["5"]}},
            {
                "name": "job",
                "type": "query",
                "query": {"query": "x"},
                "current": {"value": "$__all"},
            },
        ]
    },
    "panels": [
        {
            "type": "row",
            "title": "Row",
            "panels": [
                {
                    "type": "timeseries",
                    "title": "Inner",
                    "datasource": {"uid": "${datasource}"},
                    "targets": [
                        {"expr": "topk($top, a)"},
                        {"expr": "{}", "datasource": {"uid": "$loki"}},
                    ],
                }
            ],
        },
        {"type": "text", "title": "Words"},
    ],
}
(DOCUMENT,) = parse_documents(json.dumps(BOARD, indent=1), "dashboards/overview.json")
DASHBOARD = Dashboard(DOCUMENT)


def test_panels_within_rows_are_read():
    """The rows themselves too."""
    assert [panel.title for panel in DASHBOARD.panels] == ["Row", "Inner", "Words"]


def test_targets_know_the_type_of_their_source():
    """By the variable that they or their panel name."""
    targets = DASHBOARD.panels[1].targets
    assert [target.source for target in targets] == ["prometheus", "loki"]


def test_variables_are_replaced_by_their_values():
    """Or by their names where everything is chosen."""
    first = DASHBOARD.panels[1].targets[0]
    assert first.expanded == "topk(5, a)"
    assert first.variables["job"] == "job"
    assert first.query.metrics == ("a",)


def test_places_lead_to_the_line():
    """Of a nested panel's query."""
    path, line = DASHBOARD.place(*DASHBOARD.panels[1].targets[0].keys, "expr")
    rows = json.dumps(BOARD, indent=1).splitlines()
    assert (path, rows[line - 1].strip()) == ("dashboards/overview.json", '"expr": "topk($top, a)"')
