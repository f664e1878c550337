"""dashboards-have-uids: stable identifiers, and panels that lie side by side."""

import json

import pytest

from scaffold.checks import dashboards_have_uids as check
from scaffold.finding import Finding

PATH = "observability/dashboards/overview.json"


@pytest.mark.parametrize("uid", ["orders-home", "overview", ""])
def test_other_uid_is_found(broken, findings, edit, uid):
    """Links name the service and the file."""
    line = edit(broken / PATH, '"uid": "orders-overview"', f'"uid": "{uid}"')
    expected = Finding(PATH, line, f"uid is {uid!r}", "it must be orders-overview")
    assert findings(check, broken) == [expected]


def test_uid_that_grafana_would_cut_is_found(broken, findings, edit):
    """Forty characters are kept."""
    name = "overview-of-everything-there-is-to-see"
    path = f"observability/dashboards/{name}.json"
    (broken / PATH).rename(broken / path)
    edit(broken / path, '"uid": "orders-overview"', f'"uid": "orders-{name}"')
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (path, "uid has 45 characters, Grafana keeps 40")


def test_id_of_one_database_is_found(broken, findings, edit):
    """Elsewhere it is another dashboard's."""
    line = edit(
        broken / PATH, '  "uid": "orders-overview"', '  "id": 7,\n  "uid": "orders-overview"'
    )
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)


def test_title_that_stands_twice_is_found(broken, findings, edit):
    """In both dashboards."""
    edit(broken / PATH, '"title": "orders / Overview"', '"title": "orders / Runtime"')
    found = findings(check, broken)
    assert {one.path for one in found} == {PATH, PATH.replace("overview", "runtime")}
    assert {one.message for one in found} == {"another dashboard is titled 'orders / Runtime' too"}


def change(path, index, **fields):
    """Change a panel; returns its title."""
    board = json.loads(path.read_text())
    board["panels"][index] |= fields
    path.write_text(json.dumps(board, indent=2))
    return board["panels"][index]["title"]


def test_panel_upon_another_is_found(broken, findings):
    """The one that comes later, at its place."""
    title = change(broken / PATH, 2, gridPos={"h": 4, "w": 4, "x": 3, "y": 1})
    (found,) = findings(check, broken)
    assert found.message == f"panel {title!r} lies upon 'Availability'"
    assert '"gridPos"' in (broken / PATH).read_text().splitlines()[found.line - 1]


def test_panel_beyond_the_edge_is_found(broken, findings):
    """There are 24 columns."""
    title = change(broken / PATH, 0, gridPos={"h": 1, "w": 24, "x": 1, "y": 0})
    assert [one.message for one in findings(check, broken)] == [
        f"panel {title!r} reaches beyond 24 columns"
    ]


@pytest.mark.parametrize("place", [None, {}, {"x": 0, "y": 0, "w": "wide", "h": 1}])
def test_panel_without_a_place_is_found(broken, findings, place):
    """Grafana would put it at the top."""
    title = change(broken / PATH, 0, gridPos=place)
    assert [one.message for one in findings(check, broken)] == [f"panel {title!r} has no place"]


def test_panels_that_share_an_id_are_found(broken, findings):
    """Links to one would open the other."""
    change(broken / PATH, 1, id=1)
    messages = [one.message for one in findings(check, broken)]
    assert messages == [
        "panel 'Service level objectives' shares its id",
        "panel 'Availability' shares its id",
    ]
