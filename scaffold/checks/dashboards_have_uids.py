"""Dashboards have stable identifiers and panels that lie side by side.

Why: alerts, runbooks and other dashboards link by UID. Where Grafana makes one up, every link is
dead after the next import. Panels that overlap hide one another.

Passes: each ``uid`` is ``<service>-<file name>``, at most 40 characters and unique; titles are
unique; the numeric ``id`` is null; panels have ids of their own, stay within 24 columns and do not
overlap.

Fails: another UID, a title that stands twice, a panel upon another.

Fix: set the UID; move the panel (``gridPos``).

Ignore: never.
"""

from collections import Counter
from collections.abc import Iterator

from scaffold.amount import amount
from scaffold.artifacts.dashboards import Dashboard
from scaffold.artifacts.panels import Panel
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "dashboards-have-uids"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

UID_LENGTH = 40
COLUMNS = 24

Area = tuple[int, int, int, int]


def find(repo: ServiceRepo) -> Findings:
    """Judge identifiers and places; see the module."""
    titles = Counter(str(dashboard.data.get("title")) for dashboard in repo.dashboards)
    for dashboard in repo.dashboards:
        wanted = f"{repo.name}-{dashboard.stem}"
        if dashboard.uid != wanted:
            message = f"uid is {dashboard.uid!r}"
            yield Finding(*dashboard.place("uid"), message, f"it must be {wanted}")
        if len(dashboard.uid) > UID_LENGTH:
            message = f"uid has {len(dashboard.uid)} characters, Grafana keeps {UID_LENGTH}"
            yield Finding(*dashboard.place("uid"), message, "shorten the file's name")
        if dashboard.data.get("id") is not None:
            message = "id must be null: it belongs to one database"
            yield Finding(*dashboard.place("id"), message)
        title = str(dashboard.data.get("title"))
        if titles[title] > 1:
            yield Finding(*dashboard.place("title"), f"another dashboard is titled {title!r} too")
        yield from _judge_panels(dashboard)
    panels = sum(len(dashboard.panels) for dashboard in repo.dashboards)
    return f"{amount(len(repo.dashboards), 'dashboard')}, {panels} panels"


def _judge_panels(dashboard: Dashboard) -> Iterator[Finding]:
    ids = Counter(panel.data.get("id") for panel in dashboard.panels)
    before: list[tuple[Panel, Area]] = []
    for panel in dashboard.panels:
        if ids[panel.data.get("id")] > 1:
            place = dashboard.place(*panel.keys, "id")
            yield Finding(*place, f"panel {panel.title!r} shares its id", "give it another")
        place = dashboard.place(*panel.keys, "gridPos")
        area = _area(panel)
        if area is None:
            yield Finding(*place, f"panel {panel.title!r} has no place", "set gridPos: h, w, x, y")
            continue
        if area[0] + area[2] > COLUMNS:
            yield Finding(*place, f"panel {panel.title!r} reaches beyond {COLUMNS} columns")
        for other, taken in before:
            if len(other.keys) == len(panel.keys) and _overlap(area, taken):
                yield Finding(*place, f"panel {panel.title!r} lies upon {other.title!r}")
        before.append((panel, area))


def _area(panel: Panel) -> Area | None:
    """Left, top, width and height."""
    grid = panel.data.get("gridPos") or {}
    try:
        return int(grid["x"]), int(grid["y"]), int(grid["w"]), int(grid["h"])
    except (KeyError, TypeError, ValueError):
        return None


def _overlap(one: Area, other: Area) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
