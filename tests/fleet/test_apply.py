"""Changes reach members wave after wave; what went wrong is a row, and what was done stays done."""

import shutil
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from history import LINES, OURS, THEIRS, edit, git, put, snapshot, staged
from history import run as update

from scaffold.commands.fleet.apply import Wanted, apply
from scaffold.commands.fleet.status import status
from scaffold.commands.new import Wanted as New
from scaffold.commands.new import create
from scaffold.errors import Exit, UsageError
from scaffold.fleet import shelf
from scaffold.fleet.journal import begin, last_run, note, open_journal, rows_of
from scaffold.fleet.outcome import Applied, Outcome, exit_code, stops
from scaffold.fleet.retries import attempt
from scaffold.fleet.selection import Selection
from scaffold.merging.verdict import Style


def run(path: Path, push: str = "branch", **options: object) -> dict[str, Applied]:
    wanted = Wanted(path, push, path.parent / "patches", jobs=1, **options)  # type: ignore[arg-type]
    with apply(wanted) as course:
        return {row.member: row for row in (*course.before, *course.rows)}


@pytest.fixture
def updated(history, tmp_path) -> dict[str, tuple[int, bytes]]:
    """What an untouched service is at the newest release."""
    return snapshot(create(New("orders", tmp_path / "new", defaults=True,
                               template=str(history.root))).root)  # fmt: skip


def test_branch_leaves_the_work_tree_alone(member, inventory, updated):
    """The branch holds exactly the update, one commit on top of what was there."""
    root = member("orders")
    before, head = snapshot(root), git("rev-parse", "HEAD", cwd=root)
    row = run(inventory("orders"))["orders"]
    assert (row.outcome, row.where) == (Outcome.APPLIED, "branch scaffold/orders/2.0.0")
    assert (row.from_version, row.to_version, row.attempts) == ("1.0.0", "2.0.0", 1)
    assert (snapshot(root), staged(root)) == (before, [])
    assert git("rev-parse", "HEAD", cwd=root) == head
    git("fsck", "--strict", cwd=root)
    git("checkout", "--quiet", "scaffold/orders/2.0.0", cwd=root)
    assert snapshot(root) == updated
    assert git("rev-parse", "HEAD~1", cwd=root) == head


def test_branch_is_made_once(member, inventory):
    """Again is the same; somebody's own work on it is never lost."""
    root = member("orders")
    path = inventory("orders")
    run(path)
    tip = git("rev-parse", "scaffold/orders/2.0.0", cwd=root)
    assert run(path)["orders"].outcome is Outcome.APPLIED
    assert git("rev-parse", "scaffold/orders/2.0.0", cwd=root) == tip
    git("checkout", "--quiet", "scaffold/orders/2.0.0", cwd=root)
    edit(root, {"mine": "x\n"})
    git("checkout", "--quiet", "-", cwd=root)
    row = run(path)["orders"]
    assert (row.outcome, row.attempts) == (Outcome.FAILED, 0)
    assert "holds something else already" in row.error


def test_commit_brings_the_work_tree_along(member, inventory, updated):
    """Branch, index and files are at the new version, and all is committed."""
    root = member("orders")
    head = git("rev-parse", "HEAD", cwd=root)
    row = run(inventory("orders"), "commit")["orders"]
    assert (snapshot(root), staged(root)) == (updated, [])
    tip = git("rev-parse", "HEAD", cwd=root).strip()
    assert row.where == f"commit {tip} on main"
    assert git("rev-parse", "HEAD~1", cwd=root) == head
    assert git("log", "-1", "--format=%s", cwd=root).startswith("Update to ")
    git("fsck", "--strict", cwd=root)
    assert run(inventory("orders"), "commit")["orders"].outcome is Outcome.CURRENT


def test_commit_refuses_what_is_not_committed(member, inventory):
    """Nothing of the user's is mixed into it."""
    root = member("orders")
    put(root, {"b": "mine\n"})
    before = snapshot(root)
    row = run(inventory("orders"), "commit")["orders"]
    assert (row.outcome, snapshot(root)) == (Outcome.FAILED, before)
    assert "has changes that are not committed" in row.error


def test_commit_spares_untracked_files(member, inventory):
    """A file in the way of one of the template's stops it."""
    root = member("orders")
    put(root, {"c": "mine\n"})
    before = snapshot(root)
    row = run(inventory("orders"), "commit")["orders"]
    assert (row.outcome, snapshot(root)) == (Outcome.FAILED, before)
    assert row.error.endswith("files that git does not track are in the way:\n  c")


def test_commit_waits_for_rejects_of_the_last_update(member, inventory, history):
    """The next version would take them as settled."""
    root = member("orders", {"a": OURS})
    update(root, style=Style.REJ)
    edit(root, {})
    history.release({"b": THEIRS})
    before = snapshot(root)
    row = run(inventory("orders"), "commit")["orders"]
    assert (row.outcome, snapshot(root)) == (Outcome.FAILED, before)
    assert row.error.endswith("then delete it:\n  a.rej")
    edit(root, {"a.rej": None})
    assert run(inventory("orders"), "commit")["orders"].outcome is Outcome.APPLIED


def test_commit_of_a_bare_repository(member, inventory, tmp_path):
    """Its branch moves; there is nothing else."""
    git("clone", "--quiet", "--bare", str(member("orders")), "bare", cwd=tmp_path)
    row = run(inventory("bare"), "commit")["bare"]
    assert row.outcome is Outcome.APPLIED
    assert git("show", "main:c", cwd=tmp_path / "bare") == "c\n"


@pytest.mark.parametrize(
    ("push", "branch"), [("commit", "main"), ("branch", "scaffold/away/2.0.0")]
)
def test_member_that_is_elsewhere_is_pushed_to(push, branch, member, inventory, tmp_path):
    """Where it was cloned from has the change."""
    git("clone", "--quiet", "--bare", str(member("orders")), "bare", cwd=tmp_path)
    path = inventory("away", more={"away": {"url": (tmp_path / "bare").as_uri()}})
    for _ in range(2):
        assert run(path, push)["away"].outcome in {Outcome.APPLIED, Outcome.CURRENT}
    assert git("show", f"{branch}:c", cwd=tmp_path / "bare") == "c\n"
    assert git("rev-list", "--count", branch, cwd=tmp_path / "bare") == "2\n"


def test_patch_applies(member, inventory, updated):
    """The file is all that there is; git makes the update of it."""
    root = member("orders")
    before = snapshot(root)
    row = run(inventory("orders"), "patch")["orders"]
    assert row.where == f"{root.parent}/patches/orders.patch"
    assert snapshot(root) == before
    git("apply", row.where, cwd=root)
    assert snapshot(root) == updated


def test_nothing_is_handed_on_with_none(member, inventory):
    """And not an object is left behind."""
    root = member("orders")
    before = sorted(path for path in (root / ".git").rglob("*"))
    row = run(inventory("orders"), "none")["orders"]
    assert (row.outcome, row.where) == (Outcome.APPLIED, "")
    assert sorted(path for path in (root / ".git").rglob("*")) == before


@pytest.mark.parametrize("push", ["branch", "commit", "patch", "none"])
def test_conflict_is_handed_on_by_nobody(push, member, inventory):
    """It is a row that names the paths; the others get theirs."""
    root = member("orders", {"a": OURS})
    member("stock")
    before = snapshot(root)
    found = run(inventory("orders", "stock"), push)
    assert (found["orders"].outcome, found["orders"].conflicts) == (Outcome.CONFLICTS, ("a",))
    assert found["stock"].outcome is Outcome.APPLIED
    assert (snapshot(root), staged(root)) == (before, [])
    assert git("branch", "--list", "scaffold/*", cwd=root) == ""


def test_bad_members_stop_none(member, inventory, tmp_path):
    """Whatever is wrong with them, each is a row."""
    for name in ("orders", "broken"):
        member(name)
    edit(tmp_path / "broken", {".copier-answers.yml": "a: [\n"})
    found = run(inventory("broken", "nowhere", "orders"))
    assert {name: row.outcome for name, row in found.items()} == {
        "broken": Outcome.FAILED,
        "nowhere": Outcome.ABSENT,
        "orders": Outcome.APPLIED,
    }


WAVES = [{"name": "canary"}, {"name": "rest"}]


def test_wave_in_which_nobody_comes_through_is_the_last(member, inventory):
    """The next ones are held; `--failed` takes up both, once it is mended."""
    root = member("orders", {"a": OURS})
    member("stock")
    path = inventory("orders", "stock", "ledger", waves=WAVES, more={"orders": {"wave": "canary"}})
    member("ledger", version="2.0.0")
    found = run(path)
    assert [found[n].outcome for n in ("orders", "stock", "ledger")] == [
        Outcome.CONFLICTS,
        Outcome.HELD,
        Outcome.HELD,
    ]
    assert found["stock"].error == "wave canary failed"
    edit(root, {"a": LINES})
    again = run(path, failed=True)
    assert {name: row.outcome for name, row in again.items()} == {
        "orders": Outcome.APPLIED,
        "stock": Outcome.APPLIED,
        "ledger": Outcome.CURRENT,
    }
    assert run(path, failed=True) == {}


def test_wave_that_does_not_pass_its_checks_is_the_last(member, inventory, tmp_path):
    """What is not proven is not handed on, here or later."""
    member("good")
    root = member("bad", {"broken.json": "{\n"})
    member("later")
    waves = [{"name": "canary", "verify": "static"}, {"name": "rest"}]
    path = inventory("bad", "later", waves=waves, more={"bad": {"wave": "canary"}})
    found = run(path)
    assert [found[n].outcome for n in ("bad", "later")] == [Outcome.UNPROVEN, Outcome.HELD]
    assert any("broken.json" in line for line in found["bad"].findings)
    assert git("branch", "--list", "scaffold/*", cwd=root) == ""
    assert git("branch", "--list", "scaffold/*", cwd=tmp_path / "later") == ""


@pytest.mark.parametrize(
    ("counts", "stopped", "code"),
    [
        ({}, False, Exit.OK),
        ({Outcome.APPLIED: 1, Outcome.CURRENT: 1, Outcome.PINNED: 1}, False, Exit.OK),
        ({Outcome.APPLIED: 9, Outcome.UNPROVEN: 1}, True, Exit.FLEET_FAILED),
        ({Outcome.APPLIED: 1, Outcome.FAILED: 3}, False, Exit.FLEET_FAILED),
        ({Outcome.CONFLICTS: 1}, True, Exit.FLEET_FAILED),
        ({Outcome.HELD: 1}, False, Exit.FLEET_FAILED),
        ({Outcome.ABSENT: 1}, False, Exit.OK),
    ],
)
def test_what_stops_a_wave_and_what_fails_a_run(counts, stopped, code):
    """One member without proof stops; one that is broken only fails."""
    assert (stops(counts), exit_code(counts)) == (stopped, code)


def test_run_that_was_not_finished_goes_on(member, inventory):
    """What is in the journal is not done again; what it wanted must be the same."""
    member("orders")
    member("stock")
    path = inventory("orders", "stock")
    wanted = Wanted(path, "none", jobs=1)
    with apply(wanted) as course:
        first = next(course.rows)
    with apply(wanted) as course:
        assert course.before == (first,)
        assert [row.member for row in course.rows] == ["stock"]
    with apply(wanted) as course:
        assert course.before == ()
        next(course.rows)
    with apply(Wanted(path, "branch", jobs=1)) as course:
        assert course.before == ()


def test_run_of_before_a_release_does_not_go_on(member, inventory, history):
    """What was brought to the newest release then is not at it now."""
    member("orders")
    member("stock")
    wanted = Wanted(inventory("orders", "stock"), "none", jobs=1)
    with apply(wanted) as course:
        next(course.rows)
    history.release({"c": "more\n"})
    shelf.known_releases.cache_clear()
    with apply(wanted) as course:
        assert course.before == ()


def test_selection_is_all_that_is_worked_on(member, inventory):
    """The rest is not even opened."""
    member("orders")
    found = run(inventory("orders", "stock"), selection=Selection(members=("orders",)))
    assert set(found) == {"orders"}


def test_journal_keeps_every_field(tmp_path):
    """What goes in comes out."""
    row = Applied("a", "w", "t", Outcome.CONFLICTS, "1", "2", "x", ("p",), ("f",), "e", 2, 1.5)
    with open_journal(tmp_path / "j") as journal:
        started = begin(journal, "w")
        note(journal, started, row)
    with open_journal(tmp_path / "j") as journal:
        assert last_run(journal) == started
        assert rows_of(journal, started) == [row]


def test_file_that_is_no_journal_is_refused(member, inventory, tmp_path):
    """By its name, before anything is done."""
    member("orders")
    (tmp_path / "j").write_text("x" * 5000)
    with pytest.raises(Exception, match=r"j: is no journal"):
        run(inventory("orders"), journal=tmp_path / "j")


def test_lock_that_somebody_holds_is_waited_for(member, inventory, monkeypatch):
    """The member is tried again, from its start."""
    root = member("orders")
    lock = root / ".git/refs/heads/scaffold/orders/2.0.0.lock"
    put(lock.parent, {lock.name: ""})
    patient = partial(attempt, sleep=lambda _: lock.unlink())
    monkeypatch.setattr("scaffold.commands.fleet.apply.attempt", patient)
    row = run(inventory("orders"))["orders"]
    assert (row.outcome, row.attempts) == (Outcome.APPLIED, 2)


def test_nothing_that_failed_is_no_run(member, inventory):
    """``--failed`` leaves the last run as it was."""
    member("orders", version="2.0.0")
    path = inventory("orders")
    run(path)
    assert run(path, failed=True) == {}
    assert status(path, None).run.number == 1


def test_second_run_waits_for_the_first(member, inventory):
    """And is told so, once."""
    member("orders")
    wanted = Wanted(inventory("orders"), "none", jobs=1)
    with ExitStack() as first:
        first.enter_context(apply(wanted))
        told = []

        def wait() -> None:
            told.append(1)
            first.close()

        with apply(wanted, wait) as course:
            assert [row.outcome for row in course.rows] == [Outcome.APPLIED]
    assert told == [1]


def test_unknown_push_is_refused(inventory):
    """And the known ones are named."""
    with pytest.raises(UsageError, match="must be one of branch, commit, none, patch"):
        run(inventory("orders"), "mail")


def test_two_members_of_one_repository(member, inventory, tmp_path):
    """Two processes commit to one branch; neither loses what the other did."""
    (tmp_path / "mono").mkdir()
    git("init", "--quiet", cwd=tmp_path / "mono")
    for name in ("one", "two"):
        member(f"only-{name}").rename(tmp_path / "mono" / name)
        shutil.rmtree(tmp_path / "mono" / name / ".git")
    edit(tmp_path / "mono", {"readme": "x\n"})
    more = {name: {"path": "mono", "folder": name} for name in ("one", "two")}
    path = inventory("one", "two", more=more)
    with apply(Wanted(path, "commit", jobs=2)) as course:
        rows = {row.member: row for row in course.rows}
    assert [rows[name].outcome for name in ("one", "two")] == [Outcome.APPLIED, Outcome.APPLIED]
    mono = tmp_path / "mono"
    assert staged(mono) == []
    assert [(mono / name / "c").read_text() for name in ("one", "two")] == ["c\n", "c\n"]
    assert (mono / "readme").read_text() == "x\n"
