"""A release with a canary that fails and dawdles until both objectives page, and then recovers."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.artifacts.alertmanager import read_alertmanager
from scaffold.live import outage, stage, traffic
from scaffold.live.alertmanager import Alert
from scaffold.live.bench import Bench
from scaffold.live.inbox import Notice
from scaffold.live.outage import MARGIN, PAGES
from scaffold.live.stage import Instance, Stage
from scaffold.live.traffic import Limits, Tally

STABLE, GOOD, BAD, IDLE = "stable", "good", "bad", "idle"

STEP_SECONDS = 4.0
PAGED_SECONDS, ENDED_SECONDS, SLACK_SECONDS = 300.0, 330.0, 20.0
FEW = 8
PER_SECOND, MOST = 150.0, 14000


@dataclass(frozen=True)
class Burning:
    """What was seen. Times are seconds since 1970.

    Attributes:
        stage: Prometheus, Alertmanager and the inbox, still running.
        instances: by name: ``stable``, and the canaries ``good``, ``bad`` (the one with the fault)
            and ``idle`` (never asked); each has a revision of its own.
        began: when the faulty instance was asked first.
        during: when both pages had arrived, or when patience ended.
        alerts: those that Alertmanager knew then.
        lifted: when the fault was over.
        after: when a receiver knew that both pages are over, or when patience ended.
        firing_after: names of the alerts that Alertmanager knew then.
        notices: all that arrived until then.
    """

    stage: Stage
    instances: Mapping[str, Instance]
    began: float
    during: float
    alerts: tuple[Alert, ...]
    lifted: float
    after: float
    firing_after: frozenset[str]
    notices: tuple[Notice, ...]


def record(bench: Bench) -> Burning:
    """Fail and dawdle at once, wait for the pages, lift the fault, wait for the end."""
    limits = traffic.limits(bench.contract)
    instances = {name: stage.start_instance(bench, name) for name in (STABLE, GOOD, IDLE)}
    instances[BAD] = outage.start(bench, BAD, limits)
    made = stage.start(bench, *instances.values())
    began = time.time()
    spent = _until_paged(bench, instances, made, _spend(bench, instances, limits), limits)
    during, alerts = time.time(), made.alertmanager.alerts()
    outage.lift(bench, instances[BAD], limits)
    lifted = time.time()
    good = min(outage.requests_to_end(spent, limits), MOST)
    traffic.pour(bench, instances[BAD].service, good, PER_SECOND)
    _until_over(bench, made)
    return Burning(
        stage=made,
        instances=instances,
        began=began,
        during=during,
        alerts=alerts,
        lifted=lifted,
        after=time.time(),
        firing_after=frozenset(alert.name for alert in made.alertmanager.alerts()),
        notices=tuple(made.inbox.notices),
    )


def _spend(bench: Bench, instances: Mapping[str, Instance], limits: Limits) -> Tally:
    """Ask all but the idle one until the alerts and the canary's analysis can tell."""
    least = round(MARGIN * max(outage.minimum_requests(bench)))
    stable = traffic.ask(instances[STABLE].service, FEW, limits.threshold_seconds)
    good = traffic.ask(instances[GOOD].service, least + FEW, limits.threshold_seconds)
    return stable + good + outage.spend(bench, instances[BAD], stable + good, limits)


def _until_paged(
    bench: Bench, instances: Mapping[str, Instance], made: Stage, spent: Tally, limits: Limits
) -> Tally:
    """Go on with a few requests until both pages are there; all answers so far."""

    def paged() -> bool:
        nonlocal spent
        for name in _who_is_asked(spent, limits):
            spent += traffic.ask(instances[name].service, 1, limits.threshold_seconds)
        return all(made.inbox.of(alert) for alert in PAGES)

    bench.until(paged, PAGED_SECONDS, STEP_SECONDS)
    return spent


def _who_is_asked(spent: Tally, limits: Limits) -> tuple[str, ...]:
    """Enough failures for the alerts to go on, few enough for good requests to end them.

    Where an objective is so strict that those would take too long, the alerts end when the first
    failures have left the short window.
    """
    if not outage.burns(spent, limits):
        return (BAD, BAD)
    if outage.requests_to_end(spent, limits) > MOST:
        return (STABLE, GOOD)
    return (BAD, BAD, STABLE, GOOD)


def _until_over(bench: Bench, made: Stage) -> None:
    """Wait until no page is left, and then for the message that says so."""
    ended = bench.until(
        lambda: not any(map(made.alertmanager.firing, PAGES)), ENDED_SECONDS, STEP_SECONDS / 2
    )
    if ended:
        told = lambda: all(made.inbox.of(alert, "resolved") for alert in PAGES)  # noqa: E731
        bench.until(told, _group_interval_seconds(bench, made) + SLACK_SECONDS, STEP_SECONDS / 2)


def _group_interval_seconds(bench: Bench, made: Stage) -> float:
    """How long Alertmanager may take to say that a page is over."""
    configuration = read_alertmanager(bench.root)
    pages = (notice for alert in PAGES for notice in made.inbox.of(alert))
    routes = (configuration.find_route(notice.labels) for notice in pages)
    return max((configuration.seconds(route, "group_interval") for route in routes), default=0.0)
