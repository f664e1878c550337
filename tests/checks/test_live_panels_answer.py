"""live-panels-answer: every panel of every dashboard shows something of the running service."""

import json
from dataclasses import replace

import pytest
from staged import judged, staged

from scaffold.artifacts.grafana import TimeRange, choose
from scaffold.artifacts.panels import Variable
from scaffold.checks import live_panels_answer as check
from scaffold.live.recordings import burning
from scaffold.live.viewer import Viewer
from scaffold.repo import ServiceRepo

FOLDER = "observability/dashboards"
TARGET = '{namespace="orders", job=~"orders", instance=~".+"'


def judge(root, release) -> tuple[list, str]:
    """Findings and evidence."""
    return judged(check, staged(root, {burning.record: release}))


def change(root, board: str, title: str, old: str, new: str) -> str:
    """Change the query of one panel or annotation; return the path of the file."""
    path = root / FOLDER / f"{board}.json"
    dashboard = json.loads(path.read_text())
    subjects = [
        *(panel.get("targets", []) for panel in dashboard["panels"] if panel["title"] == title),
        *([note] for note in dashboard["annotations"]["list"] if note["name"] == title),
    ]
    (target, *_) = (one for targets in subjects for one in targets)
    assert old in target["expr"]
    target["expr"] = target["expr"].replace(old, new)
    path.write_text(json.dumps(dashboard, indent=2, ensure_ascii=False))
    return f"{FOLDER}/{board}.json"


def text_at(root, finding) -> str:
    return (root / finding.path).read_text().splitlines()[finding.line - 1].strip()


def test_every_panel_shows_something(fresh, burning_release):
    """A line for each panel and annotation: dashboard, title, last values with their units."""
    found, evidence = judge(fresh, burning_release)
    assert found == []
    head, *rows = evidence.splitlines()
    assert head == f"98 queries of {len(rows)} panels"
    shown = {(board, title): text for board, title, text in (row.split("\t") for row in rows)}
    assert shown["overview", "Instances"] == "up: 4, ready: 4"
    assert shown["overview", "Logs"] == "not asked: needs Loki"
    assert shown["overview", "Circuit breakers"] == "one: open"
    assert shown["slo", "Availability objective"] == "objective: 99.9%"
    assert shown["canary", "Error ratio"].startswith("one bad: 50%, ")


@pytest.mark.parametrize(("named", "count"), [(0, 4), (1, 1), (3, 3), (4, 4)])
def test_chosen_instances_are_those_of_prometheus(fresh, burning_release, named, count):
    """All, one, several: as a regular expression that PromQL understands."""
    seen = TimeRange(burning_release.began, burning_release.during, 5.0)
    viewer = Viewer(burning_release.stage.prometheus, seen)
    (overview,) = (one for one in ServiceRepo(fresh).dashboards if one.stem == "overview")
    (instance,) = (one for one in overview.variables if one.name == "instance")
    options = viewer.options(instance, {"namespace": "orders", "job": "orders"})
    current = {"value": list(options[:named]) or ["$__all"]}
    saved = replace(instance, data={**instance.data, "current": current})
    found = viewer.prometheus.query(f'up{{instance=~"{choose(saved, options)}"}}', seen.end)
    assert len(found) == count


@pytest.mark.parametrize(
    ("kind", "query", "options"),
    [
        ("query", "label_values(rollouts_pod_template_hash)", ("bad", "good", "idle", "stable")),
        ("query", 'label_values(up{pod=~"$chosen"}, pod)', ("good",)),
        ("query", "label_values(up, absent)", ()),
        ("query", "query_result(up)", ("saved",)),
        ("custom", "DEBUG,INFO", ("DEBUG", "INFO")),
        ("textbox", "", ("saved",)),
    ],
)
def test_variable_offers_its_values(burning_release, kind, query, options):
    """Those of the series that were there; what cannot be asked stays as it was saved."""
    viewer = Viewer(
        burning_release.stage.prometheus,
        TimeRange(burning_release.began, burning_release.during, 5.0),
    )
    variable = Variable("x", "X", kind, query, {"current": {"value": "saved"}}, ())
    assert viewer.options(variable, {"chosen": "good"}) == options


@pytest.mark.parametrize(
    ("board", "title", "old", "new", "wrong"),
    [
        pytest.param(
            "overview",
            "Requests in flight",
            "http_requests_in_flight",
            "http_requests_inflight",
            f"nothing answers sum by (instance) (http_requests_inflight{TARGET}}})",
            id="metric that was renamed",
        ),
        pytest.param(
            "overview",
            "Errors by status",
            "status=~",
            "code=~",
            f'nothing answers sum by (status) (rate(http_requests_total{TARGET}, code=~"[45].."}}'
            "[20s]))",
            id="label that the metric lacks",
        ),
        pytest.param(
            "runtime",
            "Uptime",
            "instance=~",
            "instance=",
            "nothing answers time() - max by (instance) (process_start_time_seconds"
            f"{TARGET.replace('instance=~', 'instance=')}}})",
            id="all instances as if they were one",
        ),
        pytest.param(
            "slo",
            "Alerts",
            'namespace="$namespace"',
            'namespace="$nmespace"',
            "nothing answers max by",
            id="variable that is misspelt",
        ),
        pytest.param(
            "canary",
            "Ready instances",
            "on (namespace, job, instance)",
            "on (namespace, job, instance, language)",
            "nothing answers sum by (version, rollouts_pod_template_hash) (service_ready",
            id="join on a label of one side",
        ),
        pytest.param(
            "overview",
            "Memory",
            "sum by (instance) (",
            "0 / 0 * sum by (instance) (",
            "only NaN answers 0 / 0 * sum by",
            id="nothing but NaN",
        ),
        pytest.param(
            "canary",
            "Revisions",
            "count by",
            "cuont by",
            "Prometheus refuses cuont by",
            id="no PromQL",
        ),
        pytest.param(
            "canary",
            "Traffic share",
            "group_left ()",
            "",
            "Prometheus refuses sum by (version, rollouts_pod_template_hash)",
            id="many series to one",
        ),
        pytest.param(
            "overview",
            "Logs",
            "service_name",
            "app",
            "Loki has no label 'app'",
            id="label that Loki lacks",
        ),
        pytest.param(
            "overview",
            "Logs",
            "| level",
            "| severity",
            "no log line has a field 'severity'",
            id="field that no line has",
        ),
        pytest.param(
            "overview",
            "Logs",
            'level=~"$level"',
            'level="error"',
            'no log line passes {k8s_namespace_name="orders", service_name=~"orders"}',
            id="level as nobody writes it",
        ),
        pytest.param(
            "overview",
            "Logs",
            'k8s_namespace_name="$namespace", service_name=~"$job"',
            "",
            "selects no stream: {}",
            id="no stream",
        ),
    ],
)
def test_panel_that_shows_nothing_is_found(broken, burning_release, board, title, old, new, wrong):
    """At its query, which is told as Prometheus was asked it."""
    path = change(broken, board, title, old, new)
    (found,), _ = judge(broken, burning_release)
    assert found.path == path
    assert text_at(broken, found).startswith('"expr": ')
    assert found.message.startswith(f"panel {title!r}: {wrong}")


def test_every_query_is_asked(broken, burning_release):
    """A matcher that no series has silences each query."""
    for path in (broken / FOLDER).glob("*.json"):
        text = path.read_text()
        path.write_text(text.replace('{namespace=\\"$namespace\\", ', '{x=\\"y\\", '))
    found, _ = judge(broken, burning_release)
    silent = {(one.path, one.line) for one in found if ": nothing answers " in one.message}
    assert len(silent) == 97  # the one to Loki has another first matcher


def test_annotation_that_marks_nothing_is_found(broken, burning_release):
    """While an alert fires, a dashboard must say so."""
    path = change(broken, "runtime", "Alerts", 'alertstate="firing"', 'alertstate="fires"')
    (found,), _ = judge(broken, burning_release)
    assert found.path == path
    assert found.message.startswith("annotation 'Alerts': nothing answers max by (alertname")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(build_info{job", "(build_inf{job", "$namespace finds no value: label_values(build_inf{"),
        ('"}, namespace)', '", version="none"}, namespace)', "$namespace finds no value: label_v"),
        ('"}, instance)', '"}, host)', "$instance finds no value: label_values(build_info{"),
        ("(build_info{job", "(build info{job", "$namespace: Prometheus refuses group by (namesp"),
    ],
)
def test_variable_without_value_is_found(broken, burning_release, old, new, message):
    """The first of all findings: whatever uses it shows nothing either."""
    path = broken / FOLDER / "runtime.json"
    dashboard = json.loads(path.read_text())
    for variable in dashboard["templating"]["list"]:
        if isinstance(variable["query"], dict):
            variable["query"]["query"] = variable["query"]["query"].replace(old, new)
    path.write_text(json.dumps(dashboard, indent=2, ensure_ascii=False))
    (first, *_), _ = judge(broken, burning_release)
    assert first.path == f"{FOLDER}/runtime.json"
    assert text_at(broken, first) == '"query": {'
    assert first.message.startswith(message)
