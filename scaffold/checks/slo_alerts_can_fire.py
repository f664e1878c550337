"""Every burn-rate alert exists, can fire and has its factor.

Why: a burn-rate alert fires above ``factor x (1 - objective)``. For a factor of 14.4 and an
objective of 90% that is 144% errors: the alert looks right and never fires. A factor that does not
belong to its window pages hours too late or every night.

Passes: for each objective and each pair of windows of the contract one alert compares the error
ratio of both windows with ``factor x error budget``, which is below 1, and asks for the minimum of
bad events; each factor is budget share x period / long window, with the shares of the period (2, 5,
10, 10% of a month; 8, 12.5, 20, 42% of a week); ``for`` and severities are the contract's.

Fails: an alert that is missing, that lacks a window, that compares with another number, or cannot
fire.

Fix: render both from the same answers (``scaffold update``), or correct the number by the formula.

Ignore: never; a service without objectives has no burn rates in its contract.
"""

import math
from collections.abc import Iterator

from scaffold.artifacts.contract import PATH, BurnRate, Contract, Objective
from scaffold.artifacts.query import Comparison
from scaffold.artifacts.rules import FOLDER, Rule
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "slo-alerts-can-fire"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

SHARES = {7: (8.0, 12.5, 20.0, 42.0)}
MONTH_SHARES = (2.0, 5.0, 10.0, 10.0)
RATIO = "slo:sli_error:ratio_rate"
BAD = "slo:sli_bad:increase"


def find(repo: ServiceRepo) -> Findings:
    """Do the arithmetic of each alert; see the module."""
    contract = repo.contract
    if not contract.objectives:
        raise Skip(f"{PATH} has no objectives")
    yield from _judge_contract(contract)
    for objective in contract.objectives:
        for burn in contract.burn_rates:
            alert = _find_alert(repo.alerts, objective, burn)
            if alert is None:
                message = f"no alert watches {objective.name} over {burn.long} and {burn.short}"
                hint = f"add one that compares {RATIO}{burn.long} and {RATIO}{burn.short}"
                yield Finding(PATH, burn.line, message, f"{hint} to {FOLDER}")
                continue
            yield from _judge_alert(alert, objective, burn, contract.minimum_bad_events)
    return f"{len(contract.objectives)} objectives x {len(contract.burn_rates)} burn rates"


def _judge_contract(contract: Contract) -> Iterator[Finding]:
    shares = SHARES.get(int(contract.window_days), MONTH_SHARES)
    for burn, share in zip(contract.burn_rates, shares, strict=False):
        if burn.budget_percent != share:
            message = f"{burn.long}/{burn.short} spends {burn.budget_percent:g}% of the budget"
            hint = f"over {contract.window_days:g} days it must be {share:g}%"
            yield Finding(PATH, burn.line, message, hint)
        expected = burn.expected_factor(contract.window_days)
        if not math.isclose(burn.factor, expected, rel_tol=1e-3):
            message = f"the factor of {burn.long}/{burn.short} is {burn.factor:g}"
            hint = (
                f"{burn.budget_percent:g}% x {contract.window_days:g} days / {burn.long}"
                f" = {expected:.4g}"
            )
            yield Finding(PATH, burn.line, message, hint)
        for objective in contract.objectives:
            limit = burn.factor * objective.error_budget
            if limit >= 1:
                message = f"{burn.long}/{burn.short} of {objective.name} can never fire"
                hint = (
                    f"{burn.factor:g} x {objective.error_budget:g} = {limit:g} of 1: raise the SLO"
                )
                yield Finding(PATH, burn.line, message, hint)


def _find_alert(alerts: tuple[Rule, ...], objective: Objective, burn: BurnRate) -> Rule | None:
    """The alert of an objective that reads at least one of the windows, the long one rather."""
    mine = [alert for alert in alerts if alert.labels.get("slo") == objective.name]
    for window in (burn.long, burn.short):
        for alert in mine:
            if f"{RATIO}{window}" in alert.query.metrics and alert.name.endswith(burn.long):
                return alert
    return None


def _judge_alert(
    alert: Rule, objective: Objective, burn: BurnRate, minimum: float
) -> Iterator[Finding]:
    yield from _judge_windows(alert, objective, burn)
    counts = [metric for metric in alert.query.metrics if metric.startswith(BAD)]
    limits = {one.limit for metric in counts for one in _floors(alert, metric)}
    if minimum and minimum not in limits:
        message = f"{alert.name} does not ask for {minimum:g} bad events"
        hint = f"one failure in twenty requests must not page: add {BAD}{burn.long} >= {minimum:g}"
        yield Finding(*alert.place("expr"), message, hint)
    if alert.wait != burn.wait:
        message = f"{alert.name} waits for {alert.wait or 'nothing'}"
        yield Finding(*alert.place("for"), message, f"the contract says {burn.wait}")
    for label in ("severity", "incident_severity"):
        wanted = getattr(burn, label)
        if alert.labels.get(label) != wanted:
            message = f"{alert.name} has the {label} {alert.labels.get(label)}"
            yield Finding(*alert.place("labels", label), message, f"the contract says {wanted}")


def _judge_windows(alert: Rule, objective: Objective, burn: BurnRate) -> Iterator[Finding]:
    """Both windows are compared with factor x error budget."""
    place = alert.place("expr")
    limit = burn.factor * objective.error_budget
    wanted = f"{burn.factor:g} x {objective.error_budget:g} = {limit:g}"
    for window in (burn.long, burn.short):
        found = _floors(alert, f"{RATIO}{window}")
        if not found:
            message = f"{alert.name} does not ask the window {window}"
            yield Finding(*place, message, f"compare {RATIO}{window} with {wanted}")
        for one in found:
            if not math.isclose(one.limit, limit, rel_tol=1e-3):
                message = f"{alert.name} compares the window {window} with {one.limit:g}"
                yield Finding(*place, message, f"it must be {wanted}")


def _floors(alert: Rule, metric: str) -> list[Comparison]:
    """The comparisons that a metric must exceed."""
    return [
        one
        for one in alert.query.comparisons
        if metric in one.metrics and one.operator in {">", ">="}
    ]
