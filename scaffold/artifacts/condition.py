"""What Argo Rollouts makes of a query's result: the conditions of an analysis, evaluated by Argo.

The evaluator is Argo's own code in a program of ours, ``argo-condition`` of the lock.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scaffold import tool

SUCCESSFUL, FAILED, INCONCLUSIVE, ERROR = "Successful", "Failed", "Inconclusive", "Error"

Result = float | tuple[float, ...]
"""A scalar, or a vector with one number for each series; an empty one where there is no data."""


@dataclass(frozen=True)
class Verdict:
    """What one measurement comes to.

    Attributes:
        phase: ``Successful``, ``Failed``, ``Inconclusive`` or ``Error``.
        message: what Argo says where it is an error.
    """

    phase: str
    message: str


def evaluate(conditions: Mapping[str, str], results: Sequence[Result]) -> tuple[Verdict, ...]:
    """Judge results of a query as Argo Rollouts would, each for itself.

    Args:
        conditions: ``successCondition``, ``failureCondition`` or both, as in an AnalysisTemplate.
        results: what the query returned.

    Raises:
        ToolMissingError: the evaluator is not on this machine.
        ScaffoldError: it fails; quotes it.
    """
    cases = [{"metric": dict(conditions), "result": _written(one)} for one in results]
    return _ask(json.dumps(cases))


@cache  # every render of a chart asks the same
def _ask(questions: str) -> tuple[Verdict, ...]:
    answers = (
        tool.run("argo-condition", cwd=tool.tools_folder(), stdin=questions).succeeded().stdout
    )
    return tuple(Verdict(one["phase"], one["message"]) for one in json.loads(answers))


def _written(result: Result) -> str | list[str]:
    """Numbers as text: JSON has no NaN."""
    return [str(one) for one in result] if isinstance(result, tuple) else str(result)
