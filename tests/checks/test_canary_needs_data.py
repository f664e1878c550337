"""canary-needs-data: a canary is promoted only on data, and never beyond its error budget."""

import pytest

from scaffold.checks import canary_needs_data as check

ANALYSIS = "deploy/chart/templates/analysis.yaml"
LIMIT = "{{ toJson $analysis.maxBurnRate }}"
SUCCESS = f"successCondition: len(result) > 0 && !isNaN(result[0]) && result[0] < {LIMIT}"
FAILURE = f"failureCondition: len(result) > 0 && !isNaN(result[0]) && result[0] >= {LIMIT}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            SUCCESS,
            f"successCondition: len(result) == 0 || result[0] < {LIMIT}",
            "successCondition must be false without data, it is true",
        ),
        (
            SUCCESS,
            f"successCondition: result[0] < {LIMIT}",
            "successCondition without data: could not evaluate successCondition",
        ),
        (
            SUCCESS,
            f"successCondition: len(result) > 0 && !(result[0] >= {LIMIT})",
            "successCondition must be false on NaN, it is true",
        ),
        (
            SUCCESS,
            f"successCondition: all(result, {{# < {LIMIT}}})",
            "successCondition must be false without data, it is true",
        ),
        (
            SUCCESS,
            f"successCondition: default(result, 0) < {LIMIT}",
            "successCondition without an error: could not evaluate successCondition",
        ),
        (
            SUCCESS,
            SUCCESS.replace("&& result", "and and result"),
            "successCondition just below 14.4: could not evaluate successCondition",
        ),
        (
            SUCCESS,
            SUCCESS.replace("<", "<="),
            "successCondition must be false at 14.4, it is true",
        ),
        (
            FAILURE,
            FAILURE.replace(">=", ">"),
            "failureCondition must be true at 14.4, it is false",
        ),
        (
            FAILURE,
            FAILURE.replace("len(result) > 0 && ", "len(result) == 0 || "),
            "failureCondition must be false without data, it is true",
        ),
        (
            SUCCESS,
            SUCCESS.replace(LIMIT, "950"),
            "successCondition must compare with 14.4, the burn rate that pages",
        ),
        (SUCCESS, "successCondition: any(result, # > 1)", "successCondition must compare with"),
    ],
)
def test_condition_that_answers_otherwise_is_found(broken, findings, edit, old, new, message):
    """No data and NaN are neither good nor bad; the limit itself is bad."""
    line = edit(broken / ANALYSIS, old, new)
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(ANALYSIS, line)}
    assert any(message in one.message for one in found)


def test_condition_that_is_missing_is_found(broken, findings, edit):
    """Argo Rollouts would then read every answer as success."""
    edit(broken / ANALYSIS, f"      {FAILURE}\n", "")
    found = findings(check, broken)
    assert {one.path for one in found} == {ANALYSIS}
    assert all("failureCondition is missing" in one.message for one in found)


def test_condition_in_other_words_is_good(broken, findings, edit):
    """Argo's own code judges: whatever its language has may be used."""
    words = f"successCondition: any(result, {{not isNaN(#) and (#) < {LIMIT}}})"
    edit(broken / ANALYSIS, SUCCESS, words)
    assert findings(check, broken) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "failureLimit: 0",
            "failureLimit: 5",
            "failureLimit 5 lets measurements that are all bad promote the canary",
        ),
        (
            "failureLimit: 0",
            "failureLimit: -1",
            "failureLimit -1 lets measurements that are all bad promote the canary",
        ),
        (
            "inconclusiveLimit: 0",
            "inconclusiveLimit: 9",
            "inconclusiveLimit 9 lets measurements that are all without data promote the canary",
        ),
    ],
)
def test_limit_that_is_never_exceeded_is_found(broken, findings, edit, old, new, message):
    """Argo counts to the end and calls it a success."""
    line = edit(broken / ANALYSIS, old, new)
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(ANALYSIS, line)}
    assert {one.message.partition(": ")[2] for one in found} == {message}


def test_limit_below_the_count_is_good(broken, findings, edit):
    """One bad measurement of five may be forgiven."""
    edit(broken / ANALYSIS, "failureLimit: 0", "failureLimit: 1")
    assert findings(check, broken) == []


def test_query_that_measures_the_stable_pods_too_is_found(broken, findings, edit):
    """A broken canary would hide among them."""
    edit(broken / ANALYSIS, ', rollouts_pod_template_hash="{{args.canary-hash}}"', "")
    found = findings(check, broken)
    assert found
    assert all("does not select the canary's pods" in one.message for one in found)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("objective: 0.999", "objective: 0.9", "measure against the availability_objective 99.9"),
        ("objective: 0.99\n", "objective: 0.5\n", "measure against the latency_objective 99.0"),
        ("thresholdSeconds: 0.25", "thresholdSeconds: 7.5", 'bucket le="0.25"'),
        ("maxBurnRate: 14.4", "maxBurnRate: 100", "must compare with 14.4"),
    ],
)
def test_values_that_leave_the_objective_are_found(broken, findings, edit, old, new, message):
    """The canary is judged by the SLO that pages, not by one of its own."""
    edit(broken / "deploy/chart/values.yaml", old, new)
    found = findings(check, broken)
    assert found
    assert all(message in one.message for one in found)


@pytest.mark.parametrize(("days", "factor"), [(7, 13.44), (28, 13.44), (30, 14.4)])
def test_page_factor_is_that_of_the_fast_alert(days, factor):
    """2% of the budget in an hour; 8% of a week's."""
    assert check.page_factor(days) == factor
