"""Conditions of an analysis are evaluated as Argo Rollouts does."""

import math

import pytest

from scaffold.artifacts.condition import evaluate
from scaffold.errors import ScaffoldError


@pytest.mark.parametrize(
    ("text", "result", "answer"),
    [
        ("len(result) > 0 && result[0] < 14.4", [], False),
        ("len(result) > 0 && result[0] < 14.4", [14.3], True),
        ("len(result) == 0 || result[0] < 14.4", [], True),
        ("!isNaN(result[0])", [math.nan], False),
        ("!isNaN(result[0]) && !(result[0] != 1)", [1.0], True),
        ("result[0] < 1", [math.nan], False),
        ("isInf(result[0])", [math.inf], True),
        ("default(result[0], 0) == 2", [2.0], True),
        ("true", [], True),
        ("false || false", [], False),
    ],
)
def test_condition_is_evaluated(text, result, answer):
    """With their own words for and, or, not."""
    assert evaluate(text, result) is answer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("result[0] < 1", "reads a series that is not there"),
        ("all(result, # < 1)", "cannot be read: all(result, # < 1)"),
        ("all(result)", "uses what is not known here: all(result)"),
        ("__import__('os')", "uses what is not known here: __import__('os')"),
        ("result.__class__", "uses what is not known here: result.__class__"),
    ],
)
def test_condition_that_cannot_be_judged_is_an_error(text, message):
    """Never an answer, and never Python."""
    with pytest.raises(ScaffoldError) as error:
        evaluate(text, [])
    assert str(error.value) == message
