"""exemplars-link-to-traces: from a slow request on a graph to its trace."""

from scaffold.checks import exemplars_link_to_traces as check
from scaffold.finding import Finding

CONTRACT = "observability/contract.yaml"
SOURCES = "observability/stack/grafana/provisioning/datasources/datasources.yaml"
LINK = "exemplarTraceIdDestinations:\n        - name: trace_id"


def test_metric_whose_exemplars_are_not_shown_is_found(broken, findings):
    """At the contract that promises them."""
    for path in (broken / "observability/dashboards").iterdir():
        path.write_text(path.read_text().replace('"exemplar": true', '"exemplar": false'))
    found = findings(check, broken)
    assert {one.path for one in found} == {CONTRACT}
    assert [one.message for one in found] == [
        "no panel shows the exemplars of http_request_duration_seconds",
        "no panel shows the exemplars of http_client_request_duration_seconds",
    ]


def test_link_by_another_label_is_found(broken, findings, edit):
    """OpenMetrics says ``trace_id``, examples often say ``traceID``."""
    line = edit(broken / SOURCES, LINK, LINK.replace("trace_id", "traceID"))
    message = "exemplars are not linked by the label 'trace_id'"
    hint = "name trace_id and the data source of traces"
    assert findings(check, broken) == [Finding(SOURCES, line, message, hint)]


def test_link_to_a_source_that_does_not_exist_is_found(broken, findings, edit):
    """The click would open nothing."""
    old = f"{LINK}\n          datasourceUid: tempo"
    line = edit(broken / SOURCES, old, old.replace("tempo", "jaeger")) + 2
    message, hint = "there is no data source 'jaeger'", "name the data source of traces"
    assert findings(check, broken) == [Finding(SOURCES, line, message, hint)]


def test_missing_provisioning_is_found(broken, findings):
    """Nothing would be linked at all."""
    (broken / SOURCES).unlink()
    (found,) = findings(check, broken)
    assert found.message == "holds no data source"
