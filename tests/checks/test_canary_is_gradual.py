"""canary-is-gradual: a canary goes in small analysed steps, and takes itself back."""

import pytest

from scaffold.checks import canary_is_gradual as check

VALUES = "deploy/chart/values.yaml"
ROLLOUT = "deploy/chart/templates/rollout.yaml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight: 5\n", "weight: 50\n", "the first step must take at most 10%: [50, 20, 50, 100]"),
        ("weight: 20\n", "weight: 60\n", "each step must take more than the one before"),
    ],
)
def test_step_that_is_too_large_or_goes_back_is_found(broken, findings, edit, old, new, message):
    """At the steps of the rollout."""
    edit(broken / VALUES, old, new)
    found = findings(check, broken)
    assert {one.path for one in found} == {ROLLOUT}
    assert any(message in one.message for one in found)


def test_step_without_analysis_is_found(broken, findings, edit):
    """Each of them but the last."""
    edit(broken / ROLLOUT, "        - analysis:\n", "        - pause: {}\n          analisis:\n")
    found = findings(check, broken)
    steps = [one for one in found if "default-values" in one.message]
    assert [one.message.rpartition(": ")[2] for one in steps] == [
        "the step at 5% is not analysed",
        "the step at 20% is not analysed",
        "the step at 50% is not analysed",
    ]


def test_argument_that_is_not_given_is_found(broken, findings, edit):
    """The analysis would never start."""
    edit(broken / ROLLOUT, "- name: canary-hash", "- name: hash")
    found = findings(check, broken)
    assert {one.path for one in found} == {ROLLOUT}
    assert any(
        "orders-latency is not given its argument canary-hash" in one.message for one in found
    )


def test_rollout_that_only_reports_a_stuck_release_is_found(broken, findings, edit):
    """Nobody reads that report at night."""
    edit(broken / ROLLOUT, "progressDeadlineAbort: true", "progressDeadlineAbort: false")
    found = findings(check, broken)
    assert found
    assert all("progressDeadlineAbort must be true" in one.message for one in found)
