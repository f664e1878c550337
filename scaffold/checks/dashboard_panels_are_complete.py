"""Every panel has a title, a description, a unit and a query.

Why: during an incident somebody who did not build the dashboard reads it. A line without a unit is
a guess, and a panel without a description is passed over.

Passes: rules of Grafana's dashboard linter: panel-title-description-rule, panel-units-rule,
panel-datasource-rule, panel-no-targets-rule.

Fails: a panel without title, description, query or unit, or with a data source that is no variable.

Fix: fill in what the finding names. For a number without a unit write ``none`` or ``short``.

Ignore: a unit is not asked where values are mapped to words, or where a stat shows a text field.
"""

from collections.abc import Iterator

from scaffold.amount import amount
from scaffold.artifacts.dashboards import Dashboard
from scaffold.artifacts.document import dig
from scaffold.artifacts.panels import Panel
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "dashboard-panels-are-complete"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

SILENT = frozenset({"row", "text", "dashlist", "alertlist", "news"})
"""Panels that show nothing measured."""

NUMERIC = frozenset(
    {"stat", "singlestat", "graph", "table", "timeseries", "gauge", "bargauge", "barchart"}
)
UNITS = frozenset(
    {
        *("none", "short", "string", "percent", "percentunit", "locale", "sci", "hex"),
        *("bool", "bool_yes_no", "bool_on_off"),
        *("bytes", "decbytes", "kbytes", "mbytes", "gbytes", "tbytes", "bits", "decbits"),
        *("Bps", "binBps", "bps", "binbps", "pps", "KBs", "MBs", "GBs", "KiBs", "MiBs", "GiBs"),
        *(
            "ns",
            "µs",
            "ms",
            "s",
            "m",
            "h",
            "d",
            "hertz",
            "dtdurations",
            "dtdurationms",
            "dthms",
            "clocks",
            "clockms",
        ),
        *("cps", "ops", "reqps", "rps", "wps", "iops", "cpm", "opm", "rpm", "wpm", "mps", "mpm"),
        *("dateTimeAsIso", "dateTimeAsLocal", "dateTimeAsSystem", "dateTimeFromNow"),
        *("currencyUSD", "currencyEUR", "currencyGBP", "currencyJPY", "currencyCHF"),
        *("celsius", "fahrenheit", "kelvin", "watt", "volt", "amp", "humidity", "dB"),
    }
)
"""Grafana's names of the units that a service's dashboards need."""

Wrong = tuple[str, str]
"""Key that is wrong, and the linter's rule with what it asks."""


def find(repo: ServiceRepo) -> Findings:
    """Judge each panel; see the module."""
    judged = 0
    for dashboard in repo.dashboards:
        for panel in dashboard.panels:
            if panel.type in SILENT:
                continue
            judged += 1
            for key, message in _judge(dashboard, panel):
                rule, _, asked = message.partition(": ")
                place = dashboard.place(*panel.keys, key)
                yield Finding(*place, f"{rule}: panel {panel.title!r} {asked}")
    return f"{judged} panels in {amount(len(repo.dashboards), 'dashboard')}, 4 linter rules"


def _judge(dashboard: Dashboard, panel: Panel) -> Iterator[Wrong]:
    for key in ("title", "description"):
        if not str(panel.data.get(key) or "").strip():
            yield key, f"panel-title-description-rule: has no {key}"
    if not panel.targets:
        yield "targets", "panel-no-targets-rule: asks nothing"
    sources = {one.name for one in dashboard.variables if one.type == "datasource"}
    source = str(panel.source.get("uid", ""))
    if source not in {f"${name}" for name in sources} | {f"${{{name}}}" for name in sources}:
        message = f"must use a variable as its data source, not {source!r}"
        yield "datasource", f"panel-datasource-rule: {message}"
    unit = _unit(panel)
    if panel.type in NUMERIC and not _speaks_words(panel) and unit not in UNITS:
        message = f"has the unit {unit!r}, which Grafana does not know" if unit else "has no unit"
        yield "fieldConfig", f"panel-units-rule: {message}"


def _unit(panel: Panel) -> str:
    unit = dig(panel.data, "fieldConfig", "defaults", "unit")
    for value in _overrides(panel, "unit"):
        unit = value
    return str(unit or "")


def _speaks_words(panel: Panel) -> bool:
    """Whether it shows words instead of numbers."""
    if dig(panel.data, "fieldConfig", "defaults", "mappings"):
        return True
    if any(_overrides(panel, "mappings")):
        return True
    return panel.type == "stat" and bool(dig(panel.data, "options", "reduceOptions", "fields"))


def _overrides(panel: Panel, name: str) -> Iterator[object]:
    for override in dig(panel.data, "fieldConfig", "overrides") or ():
        for one in override.get("properties") or ():
            if one.get("id") == name:
                yield one.get("value")
