"""A service that burns the budgets of both objectives, and is killed before anybody is told."""

import time
from dataclasses import dataclass

from scaffold.live import outage, stage, traffic
from scaffold.live.alertmanager import Alert
from scaffold.live.bench import Bench
from scaffold.live.inbox import Notice
from scaffold.live.stage import Stage
from scaffold.live.traffic import Tally

ABSENT = "ServiceAbsent"
STEP_SECONDS = 2.0
SCRAPED_SECONDS = 11.0  # two scrapes
ABSENT_SECONDS, TOLD_SECONDS, SLACK_SECONDS = 280.0, 90.0, 15.0


@dataclass(frozen=True)
class Gone:
    """What was seen. Times are seconds since 1970.

    Attributes:
        stage: Prometheus, Alertmanager and the inbox, still running.
        began: when the only instance was killed.
        absent: when Alertmanager knew of the absence, or when patience ended.
        alerts: those that Alertmanager knew then, silenced or not.
        during: when the absence had arrived at a receiver, or when patience ended.
        notices: all that arrived until shortly after that.
    """

    stage: Stage
    began: float
    absent: float
    alerts: tuple[Alert, ...]
    during: float
    notices: tuple[Notice, ...]


def record(bench: Bench) -> Gone:
    """Fail as much as both burn alerts need, kill, wait for them and for the absence."""
    limits = traffic.limits(bench.contract)
    instance = outage.start(bench, "only", limits)
    made = stage.start(bench, instance)
    outage.spend(bench, instance, Tally(), limits)
    bench.pause(SCRAPED_SECONDS)
    instance.service.process.kill()
    began = time.time()
    bench.until(lambda: made.alertmanager.firing(ABSENT), ABSENT_SECONDS, STEP_SECONDS)
    absent, alerts = time.time(), made.alertmanager.alerts()
    bench.until(lambda: made.inbox.of(ABSENT), TOLD_SECONDS, STEP_SECONDS)
    during = time.time()
    bench.pause(SLACK_SECONDS)
    return Gone(made, began, absent, alerts, during, tuple(made.inbox.notices))
