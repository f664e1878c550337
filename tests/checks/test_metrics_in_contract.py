"""metrics-in-contract: every metric and label that is queried is in the contract."""

import pytest

from scaffold.checks import metrics_in_contract as check
from scaffold.finding import Finding

ALERTS = "observability/rules/alerts.yaml"
CONTRACT = "observability/contract.yaml"
SLO_ABSENT = """\
          and on (namespace, job)
          sum by (namespace, job) (up{namespace="orders", job="orders"}) > 0"""


def test_metric_that_the_contract_loses_is_found_everywhere(broken, findings, edit):
    """In rules and dashboards."""
    edit(broken / CONTRACT, "- name: http_requests_total", "- name: http_requests_served_total")
    found = findings(check, broken)
    assert {one.message for one in found} == {"http_requests_total is emitted by nothing"}
    assert {one.path.split("/")[1] for one in found} >= {"rules", "dashboards"}
    assert {one.hint for one in found} == {"did you mean http_requests_served_total?"}


def test_metric_that_a_rule_misspells_is_found_at_its_line(broken, findings, edit):
    """With the name that was meant."""
    old = 'slo:sli_bad:increase5m{namespace="orders", job="orders", slo="latency"}'
    edit(broken / ALERTS, old, old.replace("sli_bad", "sli_bed"))
    (found,) = findings(check, broken)
    assert found.path == ALERTS
    assert found.message == "slo:sli_bed:increase5m is emitted by nothing"
    assert found.hint == "did you mean slo:sli_bad:increase5m?"


def test_label_that_the_metric_lacks_is_found(broken, findings, edit):
    """In a matcher."""
    line = edit(broken / ALERTS, SLO_ABSENT, SLO_ABSENT.replace("up{", 'up{tier="1", '))
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (ALERTS, "up has no label 'tier'")
    assert line > found.line


def test_label_that_a_grouping_makes_up_is_found(broken, findings, edit):
    """It would be empty on every series."""
    edit(broken / ALERTS, SLO_ABSENT, SLO_ABSENT.replace("sum by (", "sum by (tier, "))
    (found,) = findings(check, broken)
    assert found.message == "no series within sum by has the label 'tier'"
    assert "instance" in found.hint


def test_label_of_a_vector_matching_is_found(broken, findings, edit):
    """Both sides would match in vain."""
    edit(broken / ALERTS, SLO_ABSENT, SLO_ABSENT.replace("on (namespace", "on (tier, namespace"))
    (found,) = findings(check, broken)
    assert found.message == "no series within and on has the label 'tier'"


@pytest.mark.parametrize("label", ["endpoint", "le"])
def test_label_that_a_metric_loses_is_found(broken, findings, edit, label):
    """A recorded series drops what its expression does not keep."""
    old = 'slo:sli_bad:increase5m{namespace="orders", job="orders", slo="latency"}'
    edit(broken / ALERTS, old, old.replace("{", f'{{{label}!="", '))
    (found,) = findings(check, broken)
    assert found.message == f"slo:sli_bad:increase5m has no label {label!r}"


def test_expression_that_does_not_parse_is_left_to_another_check(broken, findings, edit):
    """rules-are-valid tells."""
    edit(broken / ALERTS, "expr: vector(1)", "expr: vector(1")
    assert findings(check, broken) == []
    assert Finding(ALERTS, 0, "") not in findings(check, broken)
