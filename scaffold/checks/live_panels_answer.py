"""Every panel of every dashboard shows something of the running service.

Why: a panel that is empty during an incident reads as "all is well", and nobody looks at most of
them before.

Passes: while the alerts fire, every query of panels and annotations is put to a real Prometheus
over the time since the first request, its variables resolved as Grafana does when the dashboard is
opened, and answers with at least one number; so do the queries of the variables themselves. Of a
query to Loki the labels must be ones that Loki has, and a log line of the service must pass its
filters; it is not asked.

Fails: a query that is refused, or answers nothing or only NaN; a variable that finds no value,
unless it is hidden.

Fix: put the query of the finding to Prometheus and take matchers away until it answers.

Ignore: never; let a panel of something that may be absent add ``or vector(0)``.
"""

from collections.abc import Iterator, Sequence

from scaffold.artifacts.dashboards import Dashboard
from scaffold.artifacts.grafana import TimeRange, choose
from scaffold.artifacts.logql import STREAM_LABELS, read_logql
from scaffold.artifacts.panels import Panel, Target
from scaffold.artifacts.promql import parse_seconds
from scaffold.artifacts.units import format_value
from scaffold.artifacts.variables import replace_variables
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.live.logs import Line
from scaffold.live.prometheus import SCRAPE_INTERVAL
from scaffold.live.recordings import burning
from scaffold.live.viewer import Viewer
from scaffold.repo import ServiceRepo

ID = "live-panels-answer"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

SHOWN = 3
HIDDEN = 2
NOT_ASKED = "not asked: needs Loki"


def find(repo: ServiceRepo) -> Findings:
    """Open every dashboard; see the module."""
    seen = repo.live.get(burning.record)
    time_range = TimeRange(seen.began, seen.during, parse_seconds(SCRAPE_INTERVAL))
    viewer = Viewer(seen.stage.prometheus, time_range)
    lines = [line for one in seen.instances.values() for line in one.service.lines()]
    rows, queries = [], 0
    for dashboard in repo.dashboards:
        values = dict(time_range.variables)
        yield from _choose(dashboard, viewer, values)
        for panel in (*dashboard.panels, *dashboard.annotations):
            shown: list[str] = []
            for target in filter(_asks, panel.targets):
                queries += 1
                text = replace_variables(target.expression, values)
                try:
                    shown += _look(panel, target, text, viewer, lines)
                except ScaffoldError as error:
                    place = dashboard.place(*target.keys, "expr")
                    yield Finding(*place, f"{panel.noun} {panel.title!r}: {error}")
            if shown:
                rows.append("\t".join((dashboard.stem, _row_name(panel), _shorten(shown))))
    return "\n".join((f"{queries} queries of {len(rows)} panels", *rows))


def _choose(dashboard: Dashboard, viewer: Viewer, values: dict[str, str]) -> Iterator[Finding]:
    """Give each variable its value, in their order; tell which has none."""
    for variable in dashboard.variables:
        place = dashboard.place(*variable.keys, "query")
        options: tuple[str, ...] = ()
        try:
            options = viewer.options(variable, values)
        except ScaffoldError as error:
            yield Finding(*place, f"${variable.name}: {error}")
        else:
            if variable.type == "query" and not options and variable.data.get("hide") != HIDDEN:
                asked = replace_variables(variable.query, values)
                yield Finding(*place, f"${variable.name} finds no value: {asked}")
        values[variable.name] = choose(variable, options)


def _look(
    panel: Panel, target: Target, text: str, viewer: Viewer, lines: Sequence[Line]
) -> Iterator[str]:
    """What a query shows, one text for each series, the highest first.

    Raises:
        ScaffoldError: it is refused, or shows nothing.
    """
    if target.source == "loki":
        _judge_logs(text, lines)
        yield NOT_ASKED
        return
    curves = viewer.look(target, text)
    drawn = [curve for curve in curves if not curve.is_empty]
    if not drawn:
        raise ScaffoldError(f"{'only NaN' if curves else 'nothing'} answers {text}")
    unit = panel.unit_of(target)
    for curve in sorted(drawn, key=lambda curve: -curve.last):
        number = panel.words.get(f"{curve.last:g}") or format_value(curve.last, unit)
        yield f"{curve.legend}: {number}" if curve.legend else number


def _row_name(panel: Panel) -> str:
    return panel.title if panel.noun == "panel" else f"{panel.title} ({panel.noun})"


def _asks(target: Target) -> bool:
    """Whether it asks for something that can be judged here."""
    return bool(target.expression) and target.source in {"prometheus", "loki"}


def _judge_logs(text: str, lines: Sequence[Line]) -> None:
    query = read_logql(text)
    if not query.stream:
        raise ScaffoldError(f"selects no stream: {text}")
    for matcher in query.stream:
        if matcher.name not in STREAM_LABELS:
            raise ScaffoldError(f"Loki has no label {matcher.name!r}: {text}")
    for matcher in query.fields:
        if not any(matcher.name in line.fields for line in lines):
            raise ScaffoldError(f"no log line has a field {matcher.name!r}: {text}")
    if not any(query.takes(line.fields) for line in lines):
        raise ScaffoldError(f"no log line passes {text}")


def _shorten(shown: Sequence[str]) -> str:
    more = len(shown) - SHOWN
    return ", ".join((*shown[:SHOWN], *((f"{more} more",) if more > 0 else ())))
