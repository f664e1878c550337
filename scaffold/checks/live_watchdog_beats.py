"""The heartbeat of the alerting arrives where it is missed when it stops.

Why: a Prometheus that is down, rules that are not loaded and an Alertmanager without a network are
all silent, and silence looks like a good night. Only something that expects a message notices.

Passes: ``Watchdog`` arrives at the receiver ``watchdog`` and at no other, again and again, as often
as its route says and at least every six minutes.

Fails: no heartbeat, one that comes once or too seldom, one that disturbs somebody else.

Fix: let the first route take ``alertname="Watchdog"``, with a ``repeat_interval`` of minutes.

Ignore: never. What listens there raises the alarm after three missing messages.
"""

import time
from collections.abc import Iterator

from scaffold.artifacts.alertmanager import Alertmanager, Route
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.inbox import Notice
from scaffold.live.recordings import burning
from scaffold.repo import ServiceRepo

ID = "live-watchdog-beats"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

WATCHDOG, RECEIVER = "Watchdog", "watchdog"
LONGEST_SECONDS, SLACK_SECONDS = 360.0, 20.0


def find(repo: ServiceRepo) -> Findings:
    """Wait for a second heartbeat where it should come; see the module."""
    rule = next((rule for rule in repo.alerts if rule.name == WATCHDOG), None)
    inbox = repo.live.get(burning.record).stage.inbox
    if rule is None or not inbox.of(WATCHDOG):
        place = rule.place() if rule else repo.contract.place("target_labels")
        yield Finding(*place, f"{WATCHDOG} reached nobody")
        return ""
    beats = inbox.of(WATCHDOG)
    route = repo.alertmanager.find_route(beats[0].labels)
    due = _due_seconds(repo.alertmanager, route)
    if due <= LONGEST_SECONDS:
        end = beats[0].at + due + SLACK_SECONDS
        repo.live.until(lambda: len(inbox.of(WATCHDOG)) > 1, end - time.time())
    beats = inbox.of(WATCHDOG)
    yield from _judge(repo.alertmanager, route, due, beats)
    return f"{beats[-1].at - beats[0].at:.0f} s from the first to number {len(beats)}"


def _judge(
    configuration: Alertmanager, route: Route, due: float, beats: list[Notice]
) -> Iterator[Finding]:
    line = configuration.document.line
    if others := sorted({beat.receiver for beat in beats} - {RECEIVER}):
        message = f"{WATCHDOG} reached {', '.join(others)}, not {RECEIVER} alone"
        yield Finding(configuration.path, line(*route.keys, "receiver"), message)
    place = configuration.path, line(*route.keys, "repeat_interval")
    if due > LONGEST_SECONDS:
        message = f"{WATCHDOG} comes every {due:g} s, at least every {LONGEST_SECONDS:g} s is due"
        yield Finding(*place, message)
    elif len(beats) == 1:
        yield Finding(*place, f"{WATCHDOG} came once and not again within {due:g} s")


def _due_seconds(configuration: Alertmanager, route: Route) -> float:
    """Time from one heartbeat to the next.

    Alertmanager looks once in each group interval; at a look that falls on the very end of the
    repeat interval, that is not over yet.
    """
    look = configuration.seconds(route, "group_interval")
    return (configuration.seconds(route, "repeat_interval") // look + 1) * look
