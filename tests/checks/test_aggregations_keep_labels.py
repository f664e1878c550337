"""aggregations-keep-labels: aggregations in rules keep ``namespace`` and ``job``."""

import pytest

from scaffold.checks import aggregations_keep_labels as check
from scaffold.finding import Finding

PATH = "observability/rules/alerts.yaml"
SUM = """\
          or
          sum by (namespace, job) (up{namespace="orders", job="orders"}) == 0"""


@pytest.mark.parametrize(
    ("grouping", "dropped"),
    [
        ("sum", ["namespace", "job"]),
        ("sum by (job)", ["namespace"]),
        ("sum by (namespace, instance)", ["job"]),
        ("sum without (job)", ["job"]),
    ],
)
def test_aggregation_that_drops_a_label_is_found(broken, findings, edit, grouping, dropped):
    """Each label on its own."""
    line = edit(broken / PATH, SUM, SUM.replace("sum by (namespace, job)", grouping))
    assert findings(check, broken) == [
        Finding(
            PATH,
            line - 2,
            f"ServiceAbsent: sum drops the label {label!r}",
            "write sum by (namespace, job) (...)",
        )
        for label in dropped
    ]


@pytest.mark.parametrize("matcher", ["", ', job!="orders"'])
def test_selector_that_does_not_narrow_is_found(broken, findings, edit, matcher):
    """Every service of the cluster would count."""
    old = 'absent(up{namespace="orders", job="orders"})'
    line = edit(broken / PATH, old, old.replace(', job="orders"', matcher))
    message = "ServiceAbsent: up is selected without 'job'"
    hint = 'add job="..." to the selector'
    assert findings(check, broken) == [Finding(PATH, line - 1, message, hint)]


def test_aggregation_without_other_labels_passes(broken, findings, edit):
    """It keeps the two."""
    edit(broken / PATH, SUM, SUM.replace("by (namespace, job)", "without (instance)"))
    assert findings(check, broken) == []
