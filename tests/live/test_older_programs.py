"""What is generated is understood by older programs too: Prometheus 2 and Alertmanager 0.26."""

import json
import os
import re
from pathlib import Path

import pytest
from staged import judged, staged
from staged_alerts import labels
from staged_release import release

from scaffold import tool
from scaffold.artifacts.contract import read_contract
from scaffold.checks import live_canary_decides, live_panels_answer, live_rules_evaluate
from scaffold.live import alertmanager, http
from scaffold.live.bench import Bench
from scaffold.live.inbox import Inbox
from scaffold.live.recordings import burning
from scaffold.toolbox import install

pytestmark = pytest.mark.conformance

BURN, ABSENT = "AvailabilityBudgetBurn1h", "ServiceAbsent"
GROUP_WAIT_SECONDS = 30.0


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """Both on PATH, by the names that the live stage looks for; no check asks for them."""
    folder = tmp_path_factory.mktemp("older")
    for name in ("prometheus-2", "alertmanager-0.26"):
        (brought,) = install([name], print)
        (folder / re.sub(r"-[\d.]+$", "", name)).symlink_to(brought.tool.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        yield folder


@pytest.fixture(scope="module")
def old_release(older, fresh, tmp_path_factory):
    """A release under way, scraped and judged by Prometheus 2."""
    with release(fresh, tmp_path_factory.mktemp("release")) as made:
        assert tool.locate("prometheus").path == older / "prometheus"
        yield made


@pytest.fixture
def sender(older, fresh):
    """Alertmanager 0.26 with the repository's routes, and where its messages go."""
    bench, inbox = Bench(fresh, pytest.fail, read_contract(fresh)), Inbox()
    bench.room.keep(inbox)
    assert tool.locate("alertmanager").path == older / "alertmanager"
    yield bench, alertmanager.start(bench, inbox.url), inbox
    bench.close()


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
def test_older_program_is_what_runs(older: Path, name):
    """Its version is accepted, and is another one than that which is pinned."""
    found = tool.locate(name)
    assert found.path == older / name
    assert found.version in {"2.55.1", "0.26.0"}


@pytest.mark.parametrize("check", [live_rules_evaluate, live_panels_answer, live_canary_decides])
def test_older_prometheus_answers_alike(check, old_release, fresh):
    """Rules, panels and the canary's queries: nothing is missing and nothing is refused."""
    seen = staged(fresh, {burning.record: old_release})
    assert judged(check, seen)[0] == []


def test_older_alertmanager_routes_and_inhibits_alike(sender):
    """The absence is told to the pager, what follows from it is not; the watchdog beats at once."""
    bench, started, inbox = sender
    names = (BURN, ABSENT, "Watchdog")
    severities = {"Watchdog": {"severity": "none"}}
    alerts = [{"labels": labels(name, **severities.get(name, {}))} for name in names]
    headers = {"Content-Type": "application/json"}
    body = json.dumps(alerts).encode()
    assert http.send(started.port, "POST", "/api/v2/alerts", headers, body).status == 200
    assert bench.until(lambda: inbox.of(ABSENT), 2 * GROUP_WAIT_SECONDS)
    burns, absence = started.firing(BURN), started.firing(ABSENT)
    assert (burns.state, burns.inhibited_by) == ("suppressed", (absence.fingerprint,))
    assert {(one.alert, one.receiver) for one in inbox.notices} == {
        ("Watchdog", "watchdog"),
        (ABSENT, "platform-pager"),
    }
