"""Dashboards have variables for data source, job and instance.

Why: a dashboard that names one Prometheus shows nothing under another, and one that was edited in
the browser is lost with the next deployment. During an incident the reader needs to pick one
instance.

Passes: rules of Grafana's dashboard linter: template-datasource-rule, template-job-rule,
template-instance-rule, template-label-promql-rule, template-on-time-change-reload-rule,
uneditable-dashboard.

Fails: a variable that is missing, is labelled or fed differently, or is not refreshed.

Fix: change the variable as the finding says; its rule is explained in the linter's documentation.

Ignore: never; the rules apply to a dashboard whose first data source is Prometheus.
"""

from collections.abc import Iterator

from scaffold.amount import amount
from scaffold.artifacts.dashboards import Dashboard
from scaffold.artifacts.panels import Variable, source_of
from scaffold.artifacts.promql import parse_query
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "dashboards-are-templated"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

ON_TIME_RANGE_CHANGE = 2
_SOURCES = {"$datasource", "${datasource}", "$prometheus_datasource", "${prometheus_datasource}"}
_FUNCTIONS = ("label_names", "label_values", "metrics", "query_result")

Wrong = tuple[tuple[str | int, ...], str]
"""Keys that lead to what is wrong, and the linter's rule with what it asks."""


def find(repo: ServiceRepo) -> Findings:
    """Judge the variables of each dashboard; see the module."""
    for dashboard in repo.dashboards:
        for keys, message in _judge(dashboard):
            yield Finding(*dashboard.place(*keys), message)
    variables = sum(len(dashboard.variables) for dashboard in repo.dashboards)
    return f"{amount(len(repo.dashboards), 'dashboard')}, {variables} variables, 6 linter rules"


def _judge(dashboard: Dashboard) -> Iterator[Wrong]:
    yield from _datasources(dashboard)
    if _first_source(dashboard) == "prometheus":
        for name in ("job", "instance"):
            yield from _choice(dashboard, name)
        yield from _queries(dashboard)
    for variable in dashboard.variables:
        if variable.type == "query" and variable.data.get("refresh") != ON_TIME_RANGE_CHANGE:
            rule = "template-on-time-change-reload-rule"
            yield (*variable.keys, "refresh"), f"{rule}: ${variable.name} must have refresh 2"
    if dashboard.data.get("editable") is not False:
        yield ("editable",), "uneditable-dashboard: editable must be false"


def _first_source(dashboard: Dashboard) -> str:
    return next((one.query for one in dashboard.variables if one.type == "datasource"), "")


def _datasources(dashboard: Dashboard) -> Iterator[Wrong]:
    rule = "template-datasource-rule"
    found = [one for one in dashboard.variables if one.type == "datasource"]
    if not found:
        yield ("templating",), f"{rule}: there is no variable for the data source"
    for one in found:
        names = {f"{one.query.lower()}_datasource"} | ({"datasource"} if len(found) == 1 else set())
        labels = {f"{one.query.capitalize()} data source"}
        labels |= {"Data source"} if len(found) == 1 else set()
        if one.name not in names:
            wanted = " or ".join(sorted(names))
            yield (*one.keys, "name"), f"{rule}: ${one.name} must be named {wanted}"
        if one.label not in labels:
            wanted = " or ".join(map(repr, sorted(labels)))
            yield (*one.keys, "label"), f"{rule}: ${one.name} must be labelled {wanted}"


def _choice(dashboard: Dashboard, name: str) -> Iterator[Wrong]:
    """Rules for the variables that choose job and instance."""
    rule = f"template-{name}-rule"
    one = next((one for one in dashboard.variables if one.name == name), None)
    if one is None:
        yield ("templating", "list"), f"{rule}: there is no variable {name!r}"
        return
    source = source_of(one.data).get("uid")
    facts = (
        ("datasource", source in _SOURCES, "must use the variable of the data source"),
        ("type", one.type == "query", "must be of type query"),
        ("label", one.label == name.capitalize(), f"must be labelled {name.capitalize()!r}"),
        ("multi", one.data.get("multi") is True, "must allow several values"),
        ("allValue", one.data.get("allValue") == ".+", 'must have allValue ".+"'),
    )
    for key, holds, message in facts:
        if not holds:
            yield (*one.keys, key), f"{rule}: ${name} {message}"


def _queries(dashboard: Dashboard) -> Iterator[Wrong]:
    rule = "template-label-promql-rule"
    for variable in dashboard.variables:
        if variable.type == "query" and (message := _judge_query(variable)):
            yield (*variable.keys, "query"), f"{rule}: ${variable.name} {message}"


def _judge_query(variable: Variable) -> str:
    """What is wrong with the query of a variable, or nothing."""
    if variable.function not in _FUNCTIONS:
        return f"must ask one of {', '.join(_FUNCTIONS)}"
    try:
        parse_query(variable.selector)
    except ScaffoldError as error:
        return f"asks no PromQL: {error}"
    return ""
