"""A copy of a repository for Terraform: what it starts ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scaffold import tool
from scaffold.errors import ScaffoldError
from scaffold.live.workspace import PROGRAMS, open_workspace

MODULE = "deploy/terraform/service"
FOREVER = """
import os, sys, time
from pathlib import Path
from scaffold.live.workspace import open_workspace
with open_workspace(Path(sys.argv[1]), ()):
    print("ready", flush=True)
    time.sleep(60)
"""


def children(pid: int) -> list[int]:
    """Processes that a process started and that still run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid and words[0] != "Z":
            found.append(int(status.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def files(broken) -> tuple[str, ...]:
    return tuple(
        path.relative_to(broken).as_posix()
        for path in (broken / "deploy").rglob("*")
        if path.is_file()
    )


def test_servers_end_with_the_workspace(broken, files):
    """One for each provider while it is open, none after it."""
    before = set(children(os.getpid()))
    with open_workspace(broken, files) as workspace:
        servers = set(children(os.getpid())) - before
        assert len(servers) == len(list(workspace.mirror.glob(PROGRAMS)))
        assert len(list(workspace.root.parent.glob("plugin*"))) == len(servers)
    assert not any(is_running(pid) for pid in servers)
    assert not workspace.root.parent.exists()


def test_servers_end_with_a_process_that_is_killed(tmp_path):
    """Nothing cleans up after a SIGKILL; they see for themselves that nobody needs them."""
    process = subprocess.Popen(
        [sys.executable, "-c", FOREVER, tmp_path], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        servers = children(process.pid)
        assert servers
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(map(is_running, servers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_running, servers))


def test_schema_that_cannot_be_served_is_named(broken, monkeypatch, tmp_path):
    """With what its program says."""
    home = tmp_path / "tools" / tool.locate("terraform-providers").path.name
    package = home / "registry.terraform.io/shop/order/1.0.0/linux_amd64"
    package.mkdir(parents=True)
    program = package / "terraform-provider-order_v1.0.0"
    program.write_text("#!/bin/sh\necho no schema >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "tools"))
    with (
        pytest.raises(ScaffoldError, match=r"order_v1\.0\.0 does not serve its schema: no schema"),
        open_workspace(broken, ()),
    ):
        pass


def test_provider_is_refused_by_version_though_it_is_served(broken, files, edit):
    """Terraform does not look at the version of what runs already: init is not told of it."""
    edit(
        broken / MODULE / "versions.tf",
        'source  = "grafana/grafana"\n      version = "~> 4.0"',
        'source  = "grafana/grafana"\n      version = "~> 99.0"',
    )
    with open_workspace(broken, files) as workspace:
        assert workspace.prepare(MODULE) == "no schema of grafana/grafana ~> 99.0"


def test_links_of_a_repository_are_copied_as_links(broken):
    """They are not followed out of it."""
    (broken / "outside").symlink_to("/etc/hostname")
    with open_workspace(broken, ("outside",)) as workspace:
        assert (workspace.root / "outside").is_symlink()
