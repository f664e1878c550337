"""A plan knows each member, and touches none."""

import hashlib
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from history import LINES, OURS, edit, git, put, snapshot

from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.commands.update import Wanted as Update
from scaffold.commands.update import update
from scaffold.errors import UsageError
from scaffold.fleet.forecast import Exit, Forecast, Risk, State, exit_code
from scaffold.fleet.selection import Selection, shard_of


def rows(path: Path, **options: object) -> dict[str, Forecast]:
    _, found = plan(Wanted(path, jobs=1, **options))  # type: ignore[arg-type]
    return {row.member: row for row in found}


def untouched(root: Path) -> str:
    """Digest of every file below a folder, git's own included, and when it was written."""
    found = []
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = Path(folder) / name
            found.append((str(path), path.stat().st_mtime_ns, path.read_bytes()))
    return hashlib.sha256(repr(found).encode()).hexdigest()


def test_member_that_is_behind(member, inventory):
    """Its version, what would change, and how little risk there is in it."""
    member("orders", {"mine": "x\n"}, version="1.0.0")
    row = rows(inventory("orders"))["orders"]
    assert (row.state, row.from_version, row.to_version) == (State.BEHIND, "1.0.0", "2.0.0")
    assert row.drift == {"managed": 0, "seeded": 0, "mine": 1}
    assert (row.changed, row.conflicts, row.risk) == (3, (), Risk.MEDIUM)
    assert row.reasons == ("a new major version, 1.0.0 -> 2.0.0",)


def test_conflict_is_foreseen_as_the_update_finds_it(member, inventory):
    """The same paths, of the same kind, in the same words."""
    root = member("orders", {"a": OURS})
    row = rows(inventory("orders"))["orders"]
    assert (row.risk, row.drift["managed"]) == (Risk.HIGH, 1)
    assert row.reasons[0] == "1 conflict"
    assert row.conflicts == update(Update(root, dry_run=True)).conflicts


def test_edit_that_merges_is_worth_a_look(member, inventory):
    """Whoever edited a managed file looks at what the template made of it."""
    member("orders", {"a": LINES.replace("line 20\n", "ours\n")})
    row = rows(inventory("orders"))["orders"]
    assert (row.risk, row.conflicts) == (Risk.MEDIUM, ())
    assert "changes 1 edited managed file" in row.reasons


def test_no_repository_is_touched(member, inventory):
    """Not a byte, not a time, nothing within .git."""
    roots = [member("orders", {"a": OURS}), member("stock"), member("ledger", version="2.0.0")]
    before = [untouched(root) for root in roots]
    rows(inventory("orders", "stock", "ledger"))
    assert [untouched(root) for root in roots] == before


def test_what_is_not_committed_is_not_seen(member, inventory):
    """A plan is about what a clone would have."""
    root = member("orders")
    put(root, {"a": OURS, "b": None, "new": "x\n"})
    assert rows(inventory("orders"))["orders"].drift == {"managed": 0, "seeded": 0, "mine": 0}


def test_member_without_work_tree(member, inventory, tmp_path):
    """A bare repository is planned like any other."""
    git("clone", "--quiet", "--bare", str(member("orders", {"a": OURS})), "bare", cwd=tmp_path)
    found = rows(inventory("orders", "bare"))
    assert found["bare"].conflicts == found["orders"].conflicts != ()
    assert found["bare"].drift == found["orders"].drift


def test_member_that_is_elsewhere(member, inventory, tmp_path):
    """Is cloned into the cache once, and fetched after that."""
    root = member("orders")
    path = inventory("away", more={"away": {"url": root.as_uri()}})
    assert rows(path)["away"].drift["mine"] == 0
    edit(root, {"mine": "x\n"})
    assert rows(path)["away"].drift["mine"] == 1
    assert len(list((tmp_path / "cache/scaffold/clones").glob("*.git"))) == 1


def test_branch_that_clones_stand_on_may_change(member, inventory):
    """It is the one that the server names now."""
    root = member("orders")
    path = inventory("away", more={"away": {"url": root.as_uri()}})
    assert rows(path)["away"].from_version == "1.0.0"
    git("checkout", "--quiet", "-b", "trunk", cwd=root)
    edit(root, {"mine": "x\n"})
    assert rows(path)["away"].drift["mine"] == 1
    git("branch", "--quiet", "-D", "main", cwd=root)
    assert rows(path)["away"].drift["mine"] == 1


def test_folder_of_a_repository(member, inventory, tmp_path):
    """Two services in one repository are two members."""
    (tmp_path / "mono").mkdir()
    git("init", "--quiet", cwd=tmp_path / "mono")
    for name in ("one", "two"):
        shutil.copytree(member(f"only-{name}"), tmp_path / "mono" / name)
        shutil.rmtree(tmp_path / "mono" / name / ".git")
    edit(tmp_path / "mono", {"one/a": OURS, "readme": "x\n"})
    more = {name: {"path": "mono", "folder": name} for name in ("one", "two")}
    found = rows(inventory("one", "two", more=more))
    assert [len(found["one"].conflicts), len(found["two"].conflicts)] == [1, 0]
    assert [found["one"].drift["mine"], found["two"].drift["mine"]] == [0, 0]


def test_current_member_has_no_risk(member, inventory):
    """Whatever its owner edited."""
    member("orders", {"a": OURS}, version="2.0.0")
    row = rows(inventory("orders"))["orders"]
    assert (row.state, row.risk, row.changed, row.drift["managed"]) == (
        State.CURRENT,
        Risk.NONE,
        0,
        1,
    )


def test_answer_that_is_to_change_is_behind(member, inventory):
    """The inventory's answers are part of the path."""
    member("orders", version="2.0.0")
    found = rows(inventory("orders", defaults={"everyone": {"answers": {"colour": "blue"}}}))
    assert (found["orders"].state, found["orders"].changed) == (State.BEHIND, 1)


@pytest.mark.parametrize(
    ("day", "state", "version", "remark"),
    [
        (date(2027, 1, 31), State.PINNED, "1.0.0", "pinned to 1.0.0 until 2027-01-31: freeze"),
        (date(2027, 2, 1), State.BEHIND, "2.0.0", "its pin to 1.0.0 expired on 2027-01-31"),
    ],
)
def test_pin_holds_a_member_until_it_expires(day, state, version, remark, member, inventory):
    """And says why as long as it does, and that it did after that."""
    member("orders")
    pin = {"version": "1.0.0", "reason": "freeze", "expires": date(2027, 1, 31)}
    row = rows(inventory("orders", more={"orders": {"pin": pin}}), today=day)["orders"]
    assert (row.state, row.to_version, row.reasons[0]) == (state, version, remark)


def test_range_of_versions_bounds_a_fleet(member, inventory, history):
    """Nothing newer is chosen, and nobody is brought back."""
    member("orders")
    member("stock", version="2.0.0")
    template = {"source": str(history.root), "version": "<2"}
    found = rows(inventory("orders", "stock", template=template))
    assert [found[name].state for name in ("orders", "stock")] == [State.CURRENT, State.CURRENT]
    assert found["stock"].reasons == ("is at 2.0.0, past 1.0.0; nothing is brought back",)


def test_member_that_is_no_service_is_absent(member, inventory, tmp_path):
    """No folder, no repository, no answers file: each is for ``bootstrap``."""
    member("orders")
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").mkdir()
    git("init", "--quiet", cwd=tmp_path / "plain")
    edit(tmp_path / "plain", {"x": "x\n"})
    (tmp_path / "empty").mkdir()
    git("init", "--quiet", cwd=tmp_path / "empty")
    found = rows(inventory("orders", "nothing", "folder", "plain", "empty"))
    absent = {name for name, row in found.items() if row.state is State.ABSENT}
    assert absent == {"nothing", "folder", "plain", "empty"}


def test_bad_members_are_rows(member, inventory, tmp_path):
    """Each with its reason; the rest is planned all the same."""
    for name in ("orders", "broken", "other", "wrong"):
        member(name)
    edit(tmp_path / "broken", {".copier-answers.yml": "a: [\n"})
    edit(tmp_path / "other", {".copier-answers.yml": "_src_path: elsewhere\n_commit: 1.0.0\n"})
    more = {
        "wrong": {"answers": {"colour": "green"}},
        "gone": {"url": (tmp_path / "nowhere").as_uri()},
    }
    found = rows(inventory("orders", "broken", "other", "wrong", "gone", more=more))
    assert found["orders"].state is State.BEHIND
    said = {"broken": "does not parse", "other": "is made from elsewhere, the fleet from",
            "wrong": "colour='green': must be one of red, blue", "gone": "nowhere"}  # fmt: skip
    for name, words in said.items():
        assert found[name].state is State.FAILED
        assert words in found[name].error
    assert exit_code({State.FAILED: 4, State.BEHIND: 1}, strict=False) == Exit.FLEET_FAILED


@pytest.mark.parametrize(
    ("counts", "strict", "expected"),
    [
        ({State.CURRENT: 1}, True, Exit.OK),
        ({State.BEHIND: 1}, False, Exit.OK),
        ({State.BEHIND: 1}, True, Exit.DRIFT),
        ({State.PINNED: 1, State.ABSENT: 1}, True, Exit.OK),
    ],
)
def test_exit_code_of_a_plan(counts, strict, expected):
    """3 only where somebody asked for it."""
    assert exit_code(counts, strict=strict) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orders", (1, 1, 5, 389)),
        ("stock", (1, 1, 1, 473)),
        ("x" * 63, (1, 1, 7, 127)),
        ("zahlungen-2", (1, 2, 6, 638)),
    ],
)
def test_member_stays_in_its_shard_for_ever(name, expected):
    """On every machine and in every version: what is written here was worked out once."""
    assert tuple(shard_of(name, count) for count in (1, 2, 8, 1000)) == expected


def test_shard_does_not_depend_on_the_order_of_the_inventory(inventory):
    """Nor on who else is in it."""
    names = [f"m{number}" for number in range(20)]
    third = Selection(shard="2/3")
    parts = [set(rows(inventory(*order), selection=third)) for order in (names, names[::-1])]
    fewer = set(rows(inventory(*names[5:]), selection=third))
    assert parts[0] == parts[1]
    assert fewer == parts[0] - set(names[:5])


def test_shards_are_the_whole_and_overlap_nowhere(inventory):
    """Which one a member is in depends on its name alone."""
    names = [f"m{number}" for number in range(20)]
    path = inventory(*names)
    parts = [set(rows(path, selection=Selection(shard=f"{i}/3"))) for i in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert all(shard_of(name, 3) == number for number, part in enumerate(parts, 1) for name in part)
    assert min(map(len, parts)) > 0


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(members=("x",)), "no such member: x"),
        (Selection(members=("order",)), "no such member: order; did you mean orders"),
        (Selection(teams=("x",)), "no such team: x"),
        (Selection(waves=("x",)), "no such wave: x"),
        (Selection(shard="0/2"), "--shard 0/2"),
        (Selection(shard="3/2"), "--shard 3/2"),
        (Selection(shard="a"), "--shard a"),
    ],
)
def test_bad_selection_is_refused(selection, said, inventory):
    """Before anything is looked at."""
    with pytest.raises(UsageError, match=said):
        plan(Wanted(inventory("orders"), selection))


def test_two_processes_find_what_one_finds(member, inventory):
    """Only the order may differ."""
    for name in ("orders", "stock", "ledger"):
        member(name, {"a": OURS} if name == "stock" else None)
    path = inventory("orders", "stock", "ledger")
    _, found = plan(Wanted(path, jobs=2))
    assert {row.member: row for row in found} == rows(path)
    assert snapshot(path.parent / "orders") != {}
