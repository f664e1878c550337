"""Members on the workers of a real cluster, some of which die on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import jobs
import pytest
from cluster import Cluster
from history import edit, git, put
from test_fleet_cli import assert_updated_once

from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.executors import scheduler_of, spread

OLD = "Metadata-Version: 2.1\nName: scaffold\nVersion: 0.0.9\n"
PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()", "fleet")


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A scheduler, whose workers know the tests."""
    path = (Path(__file__).parent, Path(__file__).parents[2], os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, path)))
    (tmp_path / "dask").mkdir()
    with ExitStack() as stack:
        yield Cluster(tmp_path / "dask", stack)


def test_every_item_is_worked_on_by_workers(cluster):
    """Once, however many there are."""
    cluster.worker()
    cluster.worker()
    done = list(spread(jobs.double, range(50), executor=cluster.address))
    assert sorted((one.item, one.value) for one in done) == [(n, 2 * n) for n in range(50)]
    assert list(spread(jobs.double, (), executor=cluster.address)) == []


def test_failure_at_a_worker_is_a_row(cluster):
    """A user's mistake, a bug, and an item that no worker survives; the rest arrives."""
    for _ in range(3):
        cluster.worker()
    found = {one.item: one for one in spread(jobs.stumble, range(7), executor=cluster.address)}
    assert [found[number].value for number in range(7)] == [0, None, None, None, 4, 5, 6]
    assert found[1].error == "one is too few"
    assert found[2].error.startswith("Traceback")
    assert found[3].error.startswith("2 workers that worked on it died, the last one tcp://")


@pytest.mark.parametrize("push", ["branch", "commit"])
def test_killed_worker_takes_no_member_with_it(push, cluster, member, inventory, tmp_path):
    """SIGKILL while it works: every row arrives, everybody is updated once, and all is clean.

    Who died after a commit and before it could tell leaves a member that is current.
    """
    names = [f"m{number}" for number in range(12)]
    roots = [member(name) for name in names]
    inventory(*names)
    doomed = cluster.worker()
    cluster.worker()
    words = (*PROGRAM, "apply", "--executor", cluster.address, "--output-format", "json")
    words += ("--push", push)
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [json.loads(process.stdout.readline()) for _ in range(3)]
        doomed.kill()
        seen += [json.loads(line) for line in process.stdout]
    assert process.returncode == 0
    assert sorted(row["member"] for row in seen) == sorted(names)
    assert {row["outcome"] for row in seen} <= {"applied", "current"}
    for root in roots:
        assert_updated_once(root, push)


def apply(tmp_path: Path, *words: str) -> tuple[int, list[dict], str]:
    done = subprocess.run(
        (*PROGRAM, "apply", "--output-format", "json", *words),
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_run_goes_on_after_its_scheduler_died(cluster, member, inventory, tmp_path):
    """One clear error, and what was done is not done again."""
    names = [f"m{number}" for number in range(8)]
    for name in names:
        member(name)
    inventory(*names)
    cluster.worker()
    words = (*PROGRAM, "apply", "--executor", cluster.address, "--output-format", "json")
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        cluster.scheduler.kill()
        _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.startswith("error: ")
    assert "the scheduler is gone" in err
    assert len(err.splitlines()) == 1
    code, rows, err = apply(tmp_path)
    assert (code, err.startswith("going on: ")) == (0, True)
    assert len(rows) < len(names)


def test_interrupted_run_takes_back_what_was_sent_ahead(cluster, member, inventory, tmp_path):
    """Exit code 130; the next run ends with everybody updated once."""
    names = [f"m{number}" for number in range(12)]
    roots = [member(name) for name in names]
    inventory(*names)
    cluster.worker()
    words = (*PROGRAM, "apply", "--executor", cluster.address)
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted; nothing was left half-written\n"
    assert apply(tmp_path, "--executor", cluster.address)[0] == 0
    for root in roots:
        assert git("rev-list", "--count", "--branches", cwd=root) == "2\n"


def test_items_are_sent_ahead_by_few(cluster, tmp_path):
    """Whoever gives up after the first finds hardly more done."""
    cluster.worker()
    places = [tmp_path / f"trace{number}" for number in range(40)]
    going = spread(jobs.leave_a_trace, places, executor=cluster.address)
    next(going)
    going.close()
    time.sleep(1)
    assert len(list(tmp_path.glob("trace*"))) <= 3


def test_worker_has_its_own_places_and_takes_turns(cluster, tmp_path):
    """However many threads a process has: one temporary folder at a time, and one cache."""
    cluster.worker("--nthreads", "4")
    cluster.worker("--nthreads", "4")
    address = cluster.address
    found = [one.value for one in spread(jobs.surroundings, range(12), executor=address)]
    assert all(value for value in found)
    temporary = [Path(made).parent for _, _, made, _ in filter(None, found)]
    assert len(set(temporary)) == len(found)
    assert not any(place.exists() for place in temporary)
    caches = {(pid, kept) for pid, _, _, kept in filter(None, found)}
    assert len(caches) == len({pid for pid, _ in caches}) == 2
    assert all(Path(kept).is_relative_to(tmp_path / "dask" / "workers") for _, kept in caches)


def test_member_that_is_not_at_the_worker_is_a_row(cluster, member, inventory, tmp_path):
    """It says what to do; one with a url is worked on wherever the worker stands."""
    member("orders")
    git("clone", "--quiet", "--bare", "orders", "away.git", cwd=tmp_path)
    member("stock")
    inventory("stock", "away", more={"away": {"url": (tmp_path / "away.git").as_uri()}})
    hidden = tmp_path / "stock"
    there = f"lambda self, exists=Path.exists: str(self) != {str(hidden)!r} and exists(self)"
    code = f"from pathlib import Path\nPath.exists = {there}\n"
    put(tmp_path / "dask", {"preload.py": code})
    cluster.worker("--preload", str(tmp_path / "dask" / "preload.py"))
    code, rows, _ = apply(tmp_path, "--executor", cluster.address)
    found = {row["member"]: row for row in rows}
    assert code == 8
    assert found["stock"]["outcome"] == "failed"
    assert found["stock"]["error"].startswith(f"{hidden}: is not at worker tcp://")
    assert "url" in found["stock"]["error"]
    assert (found["away"]["outcome"], found["away"]["error"]) == ("applied", "")
    assert git("show", "scaffold/away/2.0.0:c", cwd=tmp_path / "away.git") == "c\n"


def test_worker_with_another_scaffold_is_refused(cluster, tmp_path):
    """By its version before anything begins, by its content for each item."""
    put(tmp_path / "old", {"scaffold-0.0.9.dist-info/METADATA": OLD})
    path = f"{tmp_path / 'old'}{os.pathsep}{os.environ['PYTHONPATH']}"
    cluster.worker(PYTHONPATH=path)
    with pytest.raises(ScaffoldError, match=r"^worker tcp://\S+: has scaffold 0.0.9, this machine"):
        list(spread(jobs.double, range(3), executor=cluster.address))


def test_worker_with_other_code_is_refused(cluster, monkeypatch):
    """Equal versions are not enough: releases that it carries may differ."""
    cluster.worker()
    address = cluster.address
    from scaffold.fleet.executors import dask  # noqa: PLC0415 - needs the extra

    monkeypatch.setattr(dask, "fingerprint", lambda: "another")
    found = [one.error for one in spread(jobs.double, range(3), executor=address)]
    assert all("its scaffold differs from the client's" in error for error in found)


def test_nobody_who_could_work_is_one_error(cluster, monkeypatch):
    """No scheduler, or one without workers."""
    address = cluster.address
    monkeypatch.setattr("scaffold.fleet.executors.dask._PATIENCE_SECONDS", 0.5)
    with pytest.raises(ScaffoldError, match="has had no worker for"):
        list(spread(jobs.double, range(3), executor=address))
    cluster.scheduler.kill()
    cluster.scheduler.wait()
    with pytest.raises(ScaffoldError, match="no scheduler of Dask answers"):
        list(spread(jobs.double, range(3), executor=address))


@pytest.mark.parametrize(
    ("executor", "expected"),
    [
        ("processes", ""),
        ("dask://scheduler:8786", "tcp://scheduler:8786"),
        ("dask://10.0.0.7:8786/", "tcp://10.0.0.7:8786"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
        ("dask+tls://dask.example.com:8786", "tls://dask.example.com:8786"),
    ],
)
def test_address_is_understood(executor, expected):
    """As Dask writes it."""
    assert scheduler_of(executor) == expected


@pytest.mark.parametrize(
    "executor",
    [
        "",
        "dask",
        "dask://",
        "dask://host",
        "tcp://host:1",
        "dask://a:b",
        "dask://a:1/x",
        "dask://a:65536",
        "dask://a:0",
        "dask://a@b:1",
        "Processes",
    ],
)
def test_executor_that_there_is_not_is_refused(executor):
    """Before anything is done."""
    with pytest.raises(UsageError, match=r"must be processes, dask://HOST:PORT"):
        spread(jobs.double, range(3), executor=executor)


def test_patch_is_not_left_where_nobody_looks(inventory, tmp_path):
    """A worker's own disk is not where its user looks for files."""
    inventory("orders")
    code, rows, err = apply(tmp_path, "--push", "patch", "--executor", "dask://127.0.0.1:1")
    assert (code, rows) == (2, [])
    assert "--push patch" in err


def test_plan_and_verify_take_workers(cluster, member, inventory, tmp_path):
    """As processes here would have done it."""
    member("orders")
    edit(member("broken"), {".copier-answers.yml": "a: [\n"})
    inventory("orders", "broken")
    cluster.worker()
    for command, expected in (("plan", "behind"), ("verify", "passed")):
        printed = [
            subprocess.run(
                (*PROGRAM, command, "--output-format", "json", *words),
                check=False,
                capture_output=True,
                text=True,
                cwd=tmp_path,
            )
            for words in (("-j", "1"), ("--executor", cluster.address))
        ]
        here, there = (sorted(one.stdout.splitlines()) for one in printed)
        assert [one.returncode for one in printed] == [8, 8]
        assert here == there
        assert any(f'"{expected}"' in line for line in there)


def test_connection_is_encrypted_where_dask_is_told_how(cluster, tmp_path, monkeypatch):
    """Certificates stand in Dask's own settings; without them nobody gets in."""
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=dask")
    files = ("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem"))
    subprocess.run(("openssl", *words, *files), check=True, capture_output=True)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    settings = {f"{tls}CA_FILE": str(tmp_path / "cert.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        settings[f"{tls}{role}__CERT"] = str(tmp_path / "cert.pem")
        settings[f"{tls}{role}__KEY"] = str(tmp_path / "key.pem")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    cluster.protocol = "tls"
    cluster.worker()
    assert cluster.address.startswith("dask+tls://")
    code = (
        "import sys, jobs; from scaffold.errors import UsageError\n"
        "from scaffold.fleet.executors import spread\n"
        "try: print([one.value for one in spread(jobs.double, [3], 0, sys.argv[1])])\n"
        "except UsageError as error: print(error)\n"
    )
    words = (sys.executable, "-c", code, cluster.address)
    assert subprocess.check_output(words, text=True) == "[6]\n"
    for name in settings:
        monkeypatch.delenv(name)
    said = subprocess.check_output(words, text=True)
    assert said.endswith(": Dask's settings name no certificates: distributed.comm.tls\n")
