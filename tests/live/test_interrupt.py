"""Ctrl-C in the middle of a live run leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from scaffold.live.waiting import until

pytestmark = pytest.mark.conformance


def children(pid: int) -> dict[int, str]:
    """Process IDs and names."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = (line.split(maxsplit=1) for line in listed.stdout.splitlines())
    return {int(number): name for number, name in rows}


def alive(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return found.returncode == 0


def test_interrupted_run_ends_its_services(fresh, tmp_path):
    """At once, with exit code 130, and its scratch folder is gone."""
    program = "from scaffold.cli import main; main()"
    only = "live-service-starts,live-prometheus-scrapes,live-breaker-opens"
    words = ("verify", str(fresh), "--only", only)
    run = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    with run:
        wanted = {"prometheus", "alertmanager", "python"}
        assert until(lambda: wanted <= set(children(run.pid).values()), 60)
        services = children(run.pid)
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=20)
    assert (run.returncode, said) == (130, "interrupted; nothing was left half-written\n")
    assert time.monotonic() - began < 15
    assert not [pid for pid in services if alive(pid)]
    assert list(tmp_path.iterdir()) == []
