"""The error budgets of a service, and the queries that tell how much of one was spent.

The queries are the repository's own recording rules over another range: what counts as bad is
written there, and nowhere else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scaffold.answers import ANSWERS_FILE
from scaffold.artifacts.promql import is_query
from scaffold.artifacts.rules import Rule
from scaffold.errors import ScaffoldError

SLOS = ("availability", "latency")
_WINDOW = "5m"  # of the rules that are taken; every range in them is of that length
_TOTAL, _BAD = f"slo:sli_total:increase{_WINDOW}", f"slo:sli_bad:increase{_WINDOW}"
_RECORDED_TOTAL = re.compile(re.escape(_TOTAL) + r"\{[^}]*\}")


@dataclass(frozen=True)
class Budget:
    """How much may go wrong.

    Attributes:
        slo: name of the objective.
        share: share of the requests that may be bad: 0.001 for 99.9%.
        window_days: within so many days.
    """

    slo: str
    share: float
    window_days: int

    @property
    def minutes(self) -> float:
        """Minutes in which every request may be bad."""
        return self.window_days * 24 * 60 * self.share


@dataclass(frozen=True)
class Queries:
    """What to ask Prometheus of one incident.

    Attributes:
        bad: requests that were bad.
        total: requests that count.
        share: the one divided by the other.
        spent: share of the whole budget that the bad ones spent.
    """

    bad: str
    total: str
    share: str
    spent: str


def budgets(answers: Mapping[str, Any]) -> tuple[Budget, ...]:
    """The budgets that a service's answers give it.

    Raises:
        ScaffoldError: an answer is missing or is no number.
    """
    window = round(_number(answers, "slo_window_days"))
    return tuple(
        Budget(slo, 1 - _number(answers, f"{slo}_objective") / 100, window) for slo in SLOS
    )


def _number(answers: Mapping[str, Any], name: str) -> float:
    try:
        return float(answers[name])
    except (KeyError, TypeError, ValueError):
        raise ScaffoldError(f"{ANSWERS_FILE}: must hold a number under {name}") from None


def queries(
    rules: Sequence[Rule], budget: Budget, began: datetime, ended: datetime
) -> Queries | None:
    """Queries that any Prometheus answers alike at any time: range and end stand in them.

    Returns:
        None where the recording rules are not built as the template builds them.
    """
    seconds = max(1, round((ended - began).total_seconds()))
    at = f"@ {round(ended.timestamp())}"
    bad, total = (_over(rules, name, budget.slo, f"[{seconds}s] {at}") for name in (_BAD, _TOTAL))
    whole = _over(rules, _TOTAL, budget.slo, f"[{budget.window_days}d] {at}")
    share = f"(\n{bad}\n)\n/\n(\n{total}\n)"
    spent = f"(\n{bad}\n)\n/\n(\n{whole}\n)\n/ {budget.share:.6g}"
    built = all(is_query(text) for text in (bad, total, whole, share, spent))
    return Queries(bad, total, share, spent) if built else None


def _over(rules: Sequence[Rule], name: str, slo: str, span: str) -> str:
    """Expression of a recording rule over another range; nothing where there is none."""
    rule = next((one for one in rules if one.name == name and one.labels.get("slo") == slo), None)
    if rule is None:
        return ""
    expression = rule.expression.replace(f"[{_WINDOW}]", span)
    if name != _TOTAL:
        expression = _RECORDED_TOTAL.sub(
            lambda _: f"({_over(rules, _TOTAL, slo, span)})", expression
        )
    return expression
