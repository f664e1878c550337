"""The fleet's commands as a user runs them: what they print, their exit codes, and being killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from history import OURS, edit, git, put, snapshot, staged

from scaffold.cli.fleet import PushMode
from scaffold.fleet.pushes import PUSHES
from scaffold.fleet.selection import shard_of

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()", "fleet")


def fleet(*words: str | Path, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        (*PROGRAM, *map(str, words)), check=False, capture_output=True, text=True, cwd=cwd
    )
    return done.returncode, done.stdout, done.stderr


def assert_updated_once(root: Path, push: str) -> None:
    """One commit came with the update, nothing is left to do, and all objects are in order."""
    branch = "main" if push == "commit" else "scaffold/*/2.0.0"
    (tip,) = git("branch", "--list", "--format=%(objectname)", branch, cwd=root).split()
    assert git("rev-list", "--count", tip, cwd=root) == "2\n"
    assert git("show", f"{tip}:c", cwd=root) == "c\n"
    assert staged(root) == []
    git("fsck", "--strict", cwd=root)


def lines(out: str) -> dict[str, dict]:
    return {row["member"]: row for row in map(json.loads, out.splitlines())}


def test_plan_prints_a_line_a_member(member, inventory, tmp_path):
    """What there is to know stands below it; the counts come last."""
    member("orders", {"a": OURS})
    member("ledger", version="2.0.0")
    inventory("orders", "ledger")
    code, out, err = fleet("plan", "-j", "1", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "orders  behind   1.0.0 -> 2.0.0    risk high  1 managed  3 files",
        "    CONFLICT a (content)",
        "    1 conflict",
        "    a new major version, 1.0.0 -> 2.0.0",
        "    changes 1 edited managed file",
        "ledger  current  2.0.0",
        "2 members: 1 current, 1 behind",
    ]
    assert fleet("plan", "--exit-code", "orders", cwd=tmp_path)[0] == 3


def test_plan_as_lines_of_json(member, inventory, tmp_path):
    """One that cannot be read is a line as well, and the exit code is 8."""
    member("orders")
    edit(member("broken"), {".copier-answers.yml": "a: [\n"})
    inventory("orders", "broken")
    code, out, err = fleet("plan", "--output-format", "json", cwd=tmp_path)
    assert (code, err) == (8, "")
    found = lines(out)
    assert (found["orders"]["state"], found["orders"]["failed"]) == ("behind", False)
    assert (found["broken"]["state"], found["broken"]["failed"]) == ("failed", True)
    assert ".copier-answers.yml:2: does not parse; settle" in found["broken"]["error"]


def test_plan_with_a_long_name_of_the_temporary_folder(member, inventory, tmp_path, monkeypatch):
    """Sockets stand in none that is longer than a hundred bytes; processes begin all the same."""
    deep = tmp_path / ("t" * 100)
    deep.mkdir()
    monkeypatch.setenv("TMPDIR", str(deep))
    inventory(*(member(name).name for name in ("orders", "ledger")))
    code, out, err = fleet("plan", "-j", "2", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "2 members: 2 behind"
    assert not list(deep.iterdir())


def test_bad_inventory_is_refused_by_its_line(tmp_path):
    """Exit code 2, one line a fault, and nothing else."""
    put(tmp_path, {"fleet.yaml": "members:\n  - {name: a}\n"})
    code, out, err = fleet("plan", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err == "error: fleet.yaml:2: member a: must have either a path or a url\n"


def test_apply_exits_with_eight_when_a_member_failed(member, inventory, tmp_path):
    """The others got theirs; status and ``--failed`` know which it was."""
    root = member("orders", {"a": OURS})
    member("stock")
    inventory("orders", "stock")
    code, out, _ = fleet("apply", "--push", "commit", "-j", "1", cwd=tmp_path)
    assert code == 8
    assert out.splitlines()[:2] == [
        "orders  conflicts 1.0.0 -> 2.0.0",
        "    CONFLICT a",
    ]
    assert out.splitlines()[-1] == "2 members: 1 applied, 1 conflicts"
    code, out, err = fleet("status", "--output-format", "json", cwd=tmp_path)
    assert (code, set(lines(out))) == (8, {"orders", "stock"})
    assert err.startswith("run 1: began ")
    edit(root, {"a": None})
    code, out, _ = fleet("apply", "--push", "commit", "--failed", cwd=tmp_path)
    assert (code, out.splitlines()[-1]) == (0, "1 member: 1 applied")
    assert fleet("status", cwd=tmp_path)[0] == 0


def test_status_without_a_run_is_refused(inventory, tmp_path):
    """And says what begins one."""
    inventory("orders")
    code, _, err = fleet("status", cwd=tmp_path)
    assert code == 2
    assert "`scaffold fleet apply` begins one" in err


def test_failed_without_a_run_is_refused(member, inventory, tmp_path):
    """A journal whose name is misspelt is no success, and none is begun by that name."""
    member("orders")
    inventory("orders")
    code, out, err = fleet("apply", "--failed", "--journal", "jurnal", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err == "error: jurnal: no such journal; `scaffold fleet apply` begins one\n"
    assert not list(tmp_path.glob("jurnal*"))


@pytest.mark.parametrize("whole", [False, True], ids=["one", "all"])
@pytest.mark.parametrize("push", ["branch", "commit"])
def test_killed_run_goes_on(push, whole, member, inventory, tmp_path):
    """SIGKILL at some moment; the next run ends with everybody updated once, and all clean.

    Killed is the process that was started, which the others clean up after, or all of them.
    """
    names = [f"m{number}" for number in range(8)]
    roots = [member(name) for name in names]
    inventory(*names)
    (tmp_path / "temporary").mkdir()
    around = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    words = (*PROGRAM, "apply", "--push", push, "-j", "2", "--output-format", "json")
    with subprocess.Popen(
        words,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=around,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        seen = [json.loads(process.stdout.readline())["member"] for _ in range(2)]
        if whole:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    code, out, err = fleet("apply", "--push", push, "--output-format", "json", cwd=tmp_path)
    assert code == 0
    done = int(err.partition("going on: ")[2].split()[0])
    assert done >= len(seen)
    assert len(lines(out)) == len(names) - done
    assert not set(lines(out)) & set(seen)
    for root in roots:
        assert_updated_once(root, push)
    code, out, _ = fleet("status", "--output-format", "json", cwd=tmp_path)
    assert (code, len(lines(out))) == (0, len(names))
    if whole:  # nobody was left to tidy up but the next who works there
        subprocess.run(words, cwd=tmp_path, env=around, check=True, capture_output=True)
    assert list((tmp_path / "temporary").glob("scaffold-*")) == []


def test_commit_that_was_killed_before_the_branch_moved(member, inventory, tmp_path):
    """Its files are in the work tree already; the next run makes the same commit of them."""
    root = member("orders")
    path = inventory("orders")
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from scaffold.commands.fleet.apply import Wanted, apply\n"
        "from scaffold.fleet.pushes import commit\n"
        "wrote = commit.write\n"
        "def write(*words):\n"
        "    wrote(*words)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "commit.write = write\n"
        "with apply(Wanted(Path(sys.argv[1]), 'commit', jobs=1)) as course: list(course.rows)\n"
    )
    done = subprocess.run((sys.executable, "-c", code, str(path)), check=False)
    assert done.returncode == -signal.SIGKILL
    assert staged(root) != []
    assert fleet("apply", "--push", "commit", cwd=tmp_path)[0] == 0
    assert staged(root) == []
    assert git("rev-list", "--count", "HEAD", cwd=root) == "2\n"


def test_interrupted_run_leaves_nothing_half_written(member, inventory, tmp_path):
    """Exit code 130; temporary folders are gone, and the next run goes on."""
    names = [f"m{number}" for number in range(8)]
    for name in names:
        member(name)
    inventory(*names)
    (tmp_path / "temporary").mkdir()
    around = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    words = (*PROGRAM, "apply", "-j", "2")
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=around
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert list((tmp_path / "temporary").iterdir()) == []
    assert fleet("apply", cwd=tmp_path)[0] == 0


def test_shards_are_put_together(member, inventory, tmp_path):
    """As if one machine had done it all; one that is missing is no success."""
    names = [f"m{number}" for number in range(6)]
    for name in names[:2]:
        member(name)
    inventory(*names)
    _, out, _ = fleet("matrix", "--shards", "2", cwd=tmp_path)
    jobs = json.loads(out)["include"]
    assert sum(job["members"] for job in jobs) == len(names)
    for number, job in enumerate(jobs):
        words = ("plan", "--shard", job["shard"], "--output-format", "json")
        (tmp_path / f"{number}.jsonl").write_text(fleet(*words, cwd=tmp_path)[1])
    reports = sorted(tmp_path.glob("*.jsonl"))
    code, out, err = fleet("merge-reports", *reports, "-f", "fleet.yaml", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert list(lines(out)) == sorted(names)
    code, _, err = fleet("merge-reports", reports[0], "-f", "fleet.yaml", cwd=tmp_path)
    assert code == 8
    assert "no shard has reported it" in err
    code, _, err = fleet("merge-reports", reports[0], reports[0], cwd=tmp_path)
    assert code == 2
    assert "is reported at" in err


def test_shard_that_never_came_back_is_named(inventory, tmp_path):
    """With its members; who is reported and not in the inventory any more is left out."""
    names = [f"m{number}" for number in range(6)]
    inventory(*names)
    here = [name for name in names if shard_of(name, 3) != 2]
    told = "".join(f'{{"member": "{name}"}}\n' for name in [*here, "gone"])
    put(tmp_path, {"r": told})
    words = ("merge-reports", "r", "-f", "fleet.yaml", "--shards", "3")
    code, out, err = fleet(*words, cwd=tmp_path)
    assert (code, list(lines(out))) == (8, here)
    missing = [name for name in names if name not in here]
    assert err.splitlines() == [
        *(f"{name}: no shard has reported it" for name in missing),
        "shard 2/3: has reported nobody",
        "gone: is no member of fleet.yaml; left out",
    ]
    code, _, err = fleet("merge-reports", "r", "--shards", "3", cwd=tmp_path)
    assert (code, err) == (2, "error: --shards: needs --fleet, whose members they are\n")


def test_wave_is_reported_by_itself(inventory, tmp_path):
    """Members of others are not missed, and those that are reported stay."""
    waves = [{"name": "canary"}, {"name": "rest"}]
    inventory("a", "b", "c", more={"a": {"wave": "canary"}}, waves=waves)
    put(tmp_path, {"r": '{"member": "a"}\n{"member": "b"}\n'})
    words = ("merge-reports", "r", "-f", "fleet.yaml", "--wave")
    code, out, err = fleet(*words, "canary", cwd=tmp_path)
    assert (code, list(lines(out)), err) == (0, ["a", "b"], "")
    code, _, err = fleet(*words, "rest", cwd=tmp_path)
    assert (code, err) == (8, "c: no shard has reported it\n")
    code, out, _ = fleet("plan", "--wave", "canary", "--output-format", "json", cwd=tmp_path)
    assert (code, list(lines(out))) == (0, ["a"])


def test_shard_that_reported_a_part_is_not_silent(inventory, tmp_path):
    """Only its members that are missing are named."""
    names = [name for name in (f"m{number}" for number in range(9)) if shard_of(name, 2) == 1]
    inventory(*names)
    put(tmp_path, {"r": f'{{"member": "{names[0]}"}}\n'})
    words = ("merge-reports", "r", "-f", "fleet.yaml", "--shards", "2")
    code, _, err = fleet(*words, cwd=tmp_path)
    assert code == 8
    assert err.splitlines() == [f"{name}: no shard has reported it" for name in names[1:]]


@pytest.mark.parametrize("line", ["x", "[]", '{"a": 1}', '{"member": 1}'])
def test_line_that_is_no_row_is_refused(line, tmp_path):
    """By its number."""
    put(tmp_path, {"r": f'{{"member": "a"}}\n{line}\n'})
    code, out, err = fleet("merge-reports", "r", cwd=tmp_path)
    assert (code, out, err) == (2, "", "error: r:2: is no row of a fleet's report\n")


def test_bootstrap_makes_what_is_not_there(member, inventory, tmp_path):
    """A new repository, or one that takes up what is missing; again is nothing."""
    member("orders")
    inventory("orders", "fresh", defaults={"everyone": {"answers": {"colour": "blue"}}})
    before = snapshot(tmp_path / "orders")
    code, out, _ = fleet("bootstrap", "-n", "-j", "1", cwd=tmp_path)
    assert (code, (tmp_path / "fresh").exists()) == (0, False)
    assert out.splitlines()[-1] == "2 members: 1 present, 1 would-create"
    code, out, _ = fleet("bootstrap", "--output-format", "json", cwd=tmp_path)
    found = lines(out)
    assert (code, found["orders"]["outcome"], found["fresh"]["outcome"]) == (
        0,
        "present",
        "created",
    )
    assert "colour: blue" in (tmp_path / "fresh" / ".copier-answers.yml").read_text()
    assert git("rev-list", "--count", "HEAD", cwd=tmp_path / "fresh") == "1\n"
    assert snapshot(tmp_path / "orders") == before
    assert fleet("bootstrap", cwd=tmp_path)[1].splitlines()[-1] == "2 members: 2 present"


def test_bootstrap_adopts_a_repository_that_is_there(inventory, tmp_path):
    """What is missing is staged, nothing of the owner's is changed, nothing is committed."""
    root = tmp_path / "old"
    put(root, {"a": "mine\n"})
    git("init", "--quiet", cwd=root)
    edit(root, {})
    inventory("old")
    code, out, _ = fleet("bootstrap", "-n", cwd=tmp_path)
    assert (code, out.splitlines()[-1], staged(root)) == (0, "1 member: 1 would-adopt", [])
    code, out, _ = fleet("bootstrap", cwd=tmp_path)
    assert (code, out.splitlines()[-1]) == (0, "1 member: 1 adopted")
    assert {"A  .copier-answers.yml", "A  b", "A  c"} <= set(staged(root))
    assert "old  absent" in fleet("plan", cwd=tmp_path)[1]
    assert "is not committed; commit what was adopted" in fleet("plan", cwd=tmp_path)[1]
    assert (root / "a").read_text() == "mine\n"


def test_bootstrap_fills_an_empty_repository_elsewhere(inventory, tmp_path):
    """With its first commit; again is nothing."""
    git("init", "--quiet", "--bare", "--initial-branch=main", "server", cwd=tmp_path)
    inventory("away", more={"away": {"url": (tmp_path / "server").as_uri()}})
    code, out, _ = fleet("bootstrap", cwd=tmp_path)
    assert (code, out.splitlines()[-1]) == (0, "1 member: 1 created")
    assert git("show", "main:c", cwd=tmp_path / "server") == "c\n"
    assert fleet("bootstrap", cwd=tmp_path)[1].splitlines()[-1] == "1 member: 1 present"
    assert "away  current  2.0.0" in fleet("plan", cwd=tmp_path)[1]


def test_bootstrap_of_what_it_cannot_reach_or_fill_is_a_row(inventory, tmp_path):
    """It says what to do; exit code 8, and the server is as it was."""
    put(tmp_path / "full", {"x": "x\n"})
    git("init", "--quiet", cwd=tmp_path / "full")
    edit(tmp_path / "full", {})
    more = {name: {"url": (tmp_path / name).as_uri()} for name in ("nowhere", "full")}
    inventory("nowhere", "full", more=more)
    code, out, _ = fleet("bootstrap", "--output-format", "json", cwd=tmp_path)
    found = lines(out)
    assert code == 8
    assert "nowhere" in found["nowhere"]["error"]
    assert "clone it, and run `scaffold adopt` there" in found["full"]["error"]
    assert git("rev-list", "--all", "--count", cwd=tmp_path / "full") == "1\n"


def test_verify_judges_what_is_committed(member, inventory, tmp_path):
    """One that fails is named with what was found, and the exit code is 8."""
    root = member("orders", {"broken.json": "{\n"})
    inventory("orders", "nowhere")
    before = snapshot(root)
    code, out, _ = fleet("verify", "--output-format", "json", cwd=tmp_path)
    found = lines(out)
    assert code == 8
    assert (found["orders"]["outcome"], found["nowhere"]["outcome"]) == ("failed", "absent")
    assert any("broken.json" in line for line in found["orders"]["findings"])
    assert snapshot(root) == before


def test_schema_is_printed(tmp_path):
    """For editors."""
    code, out, _ = fleet("schema", cwd=tmp_path)
    assert (code, json.loads(out)["title"]) == (0, "Fleet")


def test_every_push_has_a_word():
    """And nothing else has."""
    assert {mode.value for mode in PushMode} == set(PUSHES)


@pytest.mark.parametrize("shards", ["0", "257"])
def test_matrix_that_no_engine_takes_is_refused(shards, inventory, tmp_path):
    """Before a workflow fails on it."""
    inventory("orders")
    code, out, err = fleet("matrix", "--shards", shards, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "between 1 and 256" in err
