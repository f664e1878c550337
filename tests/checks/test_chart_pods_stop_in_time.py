"""chart-pods-stop-in-time: every pod is given the time that its shutdown takes."""

import pytest

from scaffold.checks import chart_pods_stop_in_time as check

WORKLOAD = "deploy/chart/templates/_workload.tpl"
GRACE = 'terminationGracePeriodSeconds: {{ include "service.gracePeriodSeconds" . }}'


def test_period_that_is_too_short_is_found_with_the_sum(broken, findings, edit):
    """At the line of the period."""
    line = edit(broken / WORKLOAD, GRACE, "terminationGracePeriodSeconds: 10")
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(WORKLOAD, line)}
    assert all("DRAIN_DELAY_SECONDS 5" in one.message for one in found)


@pytest.mark.parametrize("part", ["drainDelaySeconds", "timeoutSeconds", "preStopSleepSeconds"])
def test_every_part_of_the_shutdown_counts(broken, findings, edit, part):
    """A sum that forgets one of them is too short."""
    helpers = broken / "deploy/chart/templates/_helpers.tpl"
    edit(
        helpers,
        "{{ add .preStopSleepSeconds .drainDelaySeconds .timeoutSeconds .marginSeconds }}",
        "{{ sub (add .preStopSleepSeconds .drainDelaySeconds .timeoutSeconds .marginSeconds)"
        f" .{part} }}}}",
    )
    assert findings(check, broken)


def test_kubernetes_default_counts_where_no_period_is_set(broken, findings, edit):
    """It is 30 seconds."""
    edit(broken / WORKLOAD, GRACE + "\n", "")
    assert all("is 30, shorter" in one.message for one in findings(check, broken))
