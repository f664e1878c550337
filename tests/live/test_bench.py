"""The bench: services are started when asked for, and none of them outlives it."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.bench import Bench
from scaffold.live.waiting import until
from scaffold.repo import ServiceRepo
from scaffold.runner import run

SERVICE = """
import http.server, os, signal, sys
class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print('{"message": "started", "environment": "%s"}' % os.environ["ENVIRONMENT"], flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
"""


def launch(_root: Path) -> Launch:
    return Launch((sys.executable, "-c", SERVICE), Path("/"), {"PATH": os.defpath})


@pytest.fixture
def bench(fresh):
    made = Bench(fresh, launch, ServiceRepo(fresh).contract)
    yield made
    made.close()


def running(service) -> bool:
    return service.process.code is None


def test_service_is_ready_when_start_returns(bench):
    """And it sees the settings that were asked for."""
    service = bench.start(ENVIRONMENT="production")
    assert service.status("/readyz") == 200
    assert [line.fields["environment"] for line in service.lines()] == ["production"]


def test_service_that_ends_is_an_error_that_quotes_it(bench):
    """Without waiting for the whole patience."""
    began = time.monotonic()
    with pytest.raises(ScaffoldError, match="ended with 1"):
        bench.start(PORT="eighty")
    assert time.monotonic() - began < 10


def test_build_that_fails_is_tried_once(fresh):
    """A compiler's complaint does not change by asking again."""
    tried = []

    def build(root):
        tried.append(root)
        raise ScaffoldError("does not compile")

    bench = Bench(fresh, build, ServiceRepo(fresh).contract)
    for _ in range(2):
        with pytest.raises(ScaffoldError, match="does not compile"):
            bench.start()
    bench.close()
    assert tried == [fresh]


def test_closed_bench_has_ended_every_service(fresh):
    """Whatever they were doing."""
    bench = Bench(fresh, launch, ServiceRepo(fresh).contract)
    services = [bench.start(), bench.start()]
    assert all(map(running, services))
    bench.close()
    assert not any(map(running, services))
    with pytest.raises(ScaffoldError, match="the run has ended"):
        bench.start()


def test_closing_ends_the_wait_of_a_recording(fresh):
    """A run that is interrupted does not wait for half a minute."""
    bench = Bench(fresh, launch, ServiceRepo(fresh).contract)
    waiting = threading.Event()

    def record(bench):
        waiting.set()
        bench.pause(60)

    bench.begin(record)
    assert waiting.wait(5)
    began = time.monotonic()
    bench.close()
    assert time.monotonic() - began < 5


def test_long_recordings_do_not_keep_the_others_waiting(bench):
    """However many there are."""
    release = threading.Event()
    longs = [lambda _, number=number: release.wait(20) and number for number in range(6)]
    bench.begin(*longs, apart=True)
    assert bench.get(lambda _: "short") == "short"
    release.set()
    assert [bench.get(record) for record in longs] == list(range(6))


def test_wait_ends_with_its_condition_or_its_patience(bench):
    """And says which."""
    moments = iter([False, False, True])
    assert bench.until(lambda: next(moments), 5, 0.01)
    assert not bench.until(lambda: False, 0.02, 0.01)


def test_recording_is_made_once(bench):
    """However many checks ask for it."""
    made = []

    def record(bench):
        made.append(bench)
        return len(made)

    bench.begin(record)
    assert [bench.get(record), bench.get(record)] == [1, 1]


def test_recording_that_fails_tells_each_who_asks(bench):
    """One reason, one row for each check."""

    def record(_bench):
        raise ScaffoldError("no")

    for _ in range(2):
        with pytest.raises(ScaffoldError, match="no"):
            bench.get(record)


def test_run_that_is_interrupted_closes_the_bench(fresh):
    """No service is left on a user's machine."""
    seen = []

    class Interrupt(BaseException):
        pass

    class Check:
        ID, LEVEL, TOOLS, PACKAGES = "a", Level.LIVE, (), ()

        def find(self, repo):
            repo.__dict__["live"] = Bench(fresh, launch, repo.contract)
            seen.append(repo.live.start())
            raise Interrupt
            yield

    with pytest.raises(Interrupt):
        run(fresh, [Check()], Level.LIVE, strict=False)
    assert not running(seen[0])


def test_flag_is_followed_by_value(bench):
    """The service finds the variant in its own copy; the repository's file stays as it is."""
    service = bench.start({"fault.latency_ms": 5})
    assert '"live": 5' in service.flags.path.read_text()
    service.flags.set("brand-new", value=True)
    assert "brand-new" in service.flags.path.read_text()


def test_output_that_is_incomplete_is_not_a_line_yet(bench):
    """It is read while it is written."""
    service = bench.start()
    assert until(lambda: len(service.lines()) == 1, 5)
    assert service.lines()[0].fields["message"] == "started"
