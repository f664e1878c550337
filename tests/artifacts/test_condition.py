"""Conditions of an analysis are evaluated by Argo Rollouts' own code."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.artifacts.condition import Verdict, evaluate
from scaffold.errors import ScaffoldError

GUARD = "len(result) > 0 && !isNaN(result[0]) && result[0]"
BOTH = {"successCondition": f"{GUARD} < 14.4", "failureCondition": f"{GUARD} >= 14.4"}


@pytest.mark.parametrize(
    ("conditions", "result", "phase"),
    [
        (BOTH, (), "Inconclusive"),
        (BOTH, (math.nan,), "Inconclusive"),
        (BOTH, (0.0,), "Successful"),
        (BOTH, (14.4,), "Failed"),
        (BOTH, (math.inf,), "Failed"),
        (BOTH, (0.0, 100.0), "Successful"),
        ({"successCondition": "true", "failureCondition": "true"}, (), "Failed"),
        ({"successCondition": "result[0] < 1"}, (math.nan,), "Failed"),
        ({"failureCondition": "result[0] < 1"}, (math.nan,), "Successful"),
        ({"successCondition": "len(result) == 0 || result[0] < 1"}, (), "Successful"),
        ({"successCondition": "all(result, # < 1)"}, (), "Successful"),
        ({"successCondition": "isInf(result[0]) and result[0] < 0"}, (-math.inf,), "Successful"),
        ({"successCondition": "result < 1"}, 0.5, "Successful"),
        ({"successCondition": "isNaN(result)"}, math.nan, "Successful"),
        ({}, (14.4,), "Successful"),
    ],
)
def test_result_is_judged(conditions, result, phase):
    """A condition that is missing mirrors the other one; without both everything is good."""
    assert evaluate(conditions, [result]) == (Verdict(phase, ""),)


@pytest.mark.parametrize(
    ("text", "result", "message"),
    [
        ("result[0] < 1", (), "metric result is nil or empty: no data returned"),
        ("result[1] < 1", (0.0,), "index out of range: 1 (array length is 1)"),
        ("result[0]", (0.0,), "expected bool, but got float64"),
        ("result < 1", (0.0,), "invalid operation: < (mismatched types []float64 and int)"),
        ("rseult[0] < 1", (0.0,), "unknown name rseult"),
        ("result[0] < ", (0.0,), "unexpected token EOF"),
    ],
)
def test_condition_that_cannot_be_judged_is_an_error(text, result, message):
    """Never an answer; Argo's words say why."""
    (verdict,) = evaluate({"failureCondition": text}, [result])
    assert verdict.phase == "Error"
    assert verdict.message.startswith(f'could not evaluate failureCondition "{text}": ')
    assert message in verdict.message


@given(st.lists(st.floats(), min_size=1, max_size=50))
def test_every_number_is_judged(numbers):
    """NaN pauses, everything below the limit promotes, everything else rolls back."""
    phases = [one.phase for one in evaluate(BOTH, [(number,) for number in numbers])]
    assert phases == [
        "Inconclusive" if math.isnan(number) else "Successful" if number < 14.4 else "Failed"
        for number in numbers
    ]


def test_question_that_is_none_is_quoted():
    """What the evaluator cannot read is no verdict."""
    with pytest.raises(ScaffoldError, match=r"argo-condition: .*cannot unmarshal number"):
        evaluate({"successCondition": 1}, [()])
