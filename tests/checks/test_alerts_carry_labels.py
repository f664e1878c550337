"""alerts-carry-labels: every alert has the labels that route, group and silence it."""

import pytest

from scaffold.checks import alerts_carry_labels as check
from scaffold.finding import Finding

PATH = "observability/rules/alerts.yaml"
LABELS = """\
        expr: vector(1)
        labels:
          severity: none
          incident_severity: none
          service: orders
          namespace: orders
          team: platform
          slo: none
"""


@pytest.mark.parametrize("label", check.REQUIRED)
def test_label_that_is_missing_is_found(broken, findings, edit, label):
    """An expression without series brings none along."""
    rows = LABELS.splitlines(keepends=True)
    kept = "".join(row for row in rows if not row.startswith(f"          {label}:"))
    line = edit(broken / PATH, LABELS, kept) + 1
    message, hint = f"Watchdog has no label {label!r}", f"set {label} in the rule's labels"
    assert findings(check, broken) == [Finding(PATH, line, message, hint)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("team: platform", 'team: ""', "Watchdog: label 'team' is empty"),
        ("team: platform", "team:", "Watchdog: label 'team' is empty"),
        ("slo: none", 'slo: "{{ $value }}"', "Watchdog: label 'slo' holds the value"),
        (" severity: none", " severity: page", "Watchdog: severity is 'page'"),
        ("incident_severity: none", "incident_severity: P1", "Watchdog: incident_severity is 'P1'"),
        (
            "incident_severity: none",
            "incident_severity: SEV1",
            "Watchdog is none but incident_severity is SEV1",
        ),
    ],
)
def test_label_with_a_wrong_value_is_found_at_its_line(broken, findings, old, new, message):
    """The routes know only certain words."""
    text = (broken / PATH).read_text()
    (broken / PATH).write_text(text.replace(LABELS, LABELS.replace(old, new, 1)))
    line = text[: text.index(LABELS) + LABELS.index(old)].count("\n") + 1
    (found,) = findings(check, broken)
    assert (found.path, found.line, found.message) == (PATH, line, message)
    assert found.hint


def test_page_that_is_a_minor_incident_is_found(broken, findings):
    """Nobody is woken for SEV3."""
    text = (broken / PATH).read_text()
    (broken / PATH).write_text(text.replace("incident_severity: SEV2", "incident_severity: SEV3"))
    assert {one.message for one in findings(check, broken)} == {
        "AvailabilityBudgetBurn6h is critical but incident_severity is SEV3",
        "LatencyBudgetBurn6h is critical but incident_severity is SEV3",
    }


def test_label_that_the_series_bring_along_passes(broken, findings):
    """Recorded series carry service and team."""
    text = (broken / PATH).read_text()
    head, _, tail = text.partition("      - alert: ServiceAbsent")
    head = head.replace("          team: platform\n", "")
    (broken / PATH).write_text(f"{head}      - alert: ServiceAbsent{tail}")
    assert findings(check, broken) == []
