"""What a panel shows is named and measured as Grafana does."""

import pytest

from scaffold.artifacts.panels import Panel, Target, Variable


def target(**data) -> Target:
    return Target("up", "prometheus", (), data, {})


def panel(**data) -> Panel:
    return Panel("Title", "table", data, (), ())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ({"legendFormat": "{{method}} {{ endpoint }}"}, "GET /orders"),
        ({"legendFormat": "{{gone}} {{method}}"}, "GET"),
        ({"legendFormat": "p99"}, "p99"),
        ({"legendFormat": "__auto"}, "GET /orders"),
        ({}, "GET /orders"),
    ],
)
def test_series_has_a_legend(written, name):
    """Its labels in the places that the query gives them, or all of them."""
    labels = {"__name__": "up", "method": "GET", "endpoint": "/orders"}
    assert target(**written).legend(labels) == name


OVERRIDE = {
    "matcher": {"id": "byName", "options": "Age"},
    "properties": [{"id": "custom.width", "value": 9}, {"id": "unit", "value": "s"}],
}


@pytest.mark.parametrize(
    ("asked", "renamed", "unit"),
    [
        ({"refId": "A"}, {"Value #B": "Age"}, "short"),
        ({"refId": "B"}, {"Value #B": "Age"}, "s"),
        ({"refId": "B"}, {}, "short"),
        ({"refId": "B", "useValueForTime": "on"}, {}, "dateTimeAsIso"),
    ],
)
def test_values_have_a_unit(asked, renamed, unit):
    """The panel's, unless the column that the query fills has its own."""
    made = panel(
        fieldConfig={"defaults": {"unit": "short"}, "overrides": [OVERRIDE]},
        transformations=[{"options": {}}, {"options": {"renameByName": renamed}}],
    )
    assert made.unit_of(target(**asked)) == unit


def test_panel_without_settings_has_no_unit_and_no_words():
    """Numbers then stand alone."""
    assert (panel().unit_of(target()), panel().words) == ("", {})


def test_words_stand_for_numbers():
    """Of mappings by value; ranges are left out."""
    mappings = [
        {"type": "value", "options": {"0": {"text": "closed"}, "2": {"text": "open"}}},
        {"type": "range", "options": {"from": 3, "to": 9}},
    ]
    made = panel(fieldConfig={"defaults": {"mappings": mappings}})
    assert made.words == {"0": "closed", "2": "open"}


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ('label_values(up{job="a", pod="b"}, pod)', ('up{job="a", pod="b"}', "pod")),
        ("label_values(pod)", ("", "pod")),
        ("query_result(up)", ("up", "")),
        ("up", ("", "")),
    ],
)
def test_variable_asks_for_a_label(query, asked):
    """Of certain series."""
    variable = Variable("pod", "Pod", "query", query, {}, ())
    assert (variable.argument, variable.asked_label) == asked


@pytest.mark.parametrize(
    ("current", "chosen"),
    [({"value": "a"}, ("a",)), ({"value": ["a", "b"]}, ("a", "b")), ({"value": ""}, ()), ({}, ())],
)
def test_variable_remembers_what_was_chosen(current, chosen):
    """One or several."""
    assert Variable("pod", "Pod", "query", "", {"current": current}, ()).chosen == chosen
