"""A fleet is shown as it is committed, by one machine or by many."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from elements import Reader
from history import OURS, edit, git, put, snapshot

from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.commands.fleet.scorecard import name_of, scorecard
from scaffold.fleet.forecast import State
from scaffold.fleet.scored import Scored
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.scorecard import Outcome

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()", "fleet")
LOGS = "logs-are-structured"


def fleet(*words: str | Path, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        (*PROGRAM, *map(str, words)), check=False, capture_output=True, text=True, cwd=cwd
    )
    return done.returncode, done.stdout, done.stderr


def rows(path: Path, **options: object) -> dict[str, Scored]:
    course = scorecard(Wanted(path, jobs=1, **options), None)  # type: ignore[arg-type]
    return {row.member: row for row in course.rows}


def waived(until: str, item: str = LOGS) -> dict[str, str]:
    one = {"item": item, "reason": "next spring", "until": date.fromisoformat(until), "by": "me"}
    return {".scaffold.yml": yaml.safe_dump({"waivers": [one]})}


def test_row_is_that_of_the_plan(member, inventory):
    """Whatever a plan says, the page says."""
    member("orders", {"a": OURS})
    member("ledger", version="2.0.0")
    path = inventory("orders", "ledger", "absent")
    _, planned = plan(Wanted(path, jobs=1))
    assert [row.forecast for row in rows(path).values()] == list(planned)


def test_member_is_judged_by_what_is_committed(member, inventory):
    """Not by what lies in its folder."""
    root = member("orders")
    put(root, waived("2026-12-31"))
    today = date(2026, 11, 24)
    before = rows(inventory("orders"), today=today)["orders"].card
    assert before
    assert [row.item for row in before.rows] == [item.ID for item in ITEMS]
    assert before.count(Outcome.WAIVED) == 0
    edit(root, {})
    after = rows(inventory("orders"), today=today)["orders"].card
    assert after
    assert [row.item for row in after.rows if row.outcome is Outcome.WAIVED] == [LOGS]
    assert {row.evidence for row in after.rows} == {()}


def test_bare_member_and_folder_are_judged_alike(member, inventory, tmp_path):
    """Where the files stand makes no difference."""
    files = {"go.mod": "module x\n", "main.go": 'package main\nimport "log/slog"\n', "docs/x": "x"}
    root = member("orders", {**files, **waived("2026-12-31")})
    git("clone", "--quiet", "--bare", str(root), "bare", cwd=tmp_path)
    git("init", "--quiet", "mono", cwd=tmp_path)
    shutil.copytree(root, tmp_path / "mono" / "one")
    shutil.rmtree(tmp_path / "mono" / "one" / ".git")
    edit(tmp_path / "mono", {"two/main.go": "package other\n"})
    more = {"one": {"path": "mono", "folder": "one"}}
    found = rows(inventory("orders", "bare", "one", more=more), today=date(2026, 11, 24))
    cards = [found[name].card for name in ("orders", "bare", "one")]
    assert cards[0]
    assert [card.rows for card in cards if card] == [cards[0].rows] * 3


def test_repository_that_is_not_ours_is_judged_too(inventory, tmp_path):
    """It is absent from the path, and has a checklist all the same."""
    put(tmp_path / "other", {"main.py": "print()\n"})
    git("init", "--quiet", cwd=tmp_path / "other")
    edit(tmp_path / "other", {})
    row = rows(inventory("other", "nothing"))["other"]
    assert (row.forecast.state, row.card is not None) == (State.ABSENT, True)
    assert rows(inventory("nothing"))["nothing"].card is None


def test_waivers_that_cannot_be_read_are_told(member, inventory):
    """The update is foreseen all the same."""
    member("orders", waived("2026-12-31", item="nothing"))
    row = rows(inventory("orders"), today=date(2026, 11, 24))["orders"]
    assert (row.forecast.state, row.card) == (State.BEHIND, None)
    assert "no such item: nothing" in row.unjudged


def test_member_whose_update_cannot_be_foreseen_is_judged(member, inventory):
    """One question does not wait for the other."""
    member("orders")
    path = inventory("orders", more={"orders": {"answers": {"colour": "green"}}})
    row = rows(path)["orders"]
    assert (row.forecast.state, row.failed, row.card is not None) == (State.FAILED, True, True)
    assert "must be one of red, blue" in row.forecast.error


def test_links_and_submodules_are_not_followed(member, inventory, tmp_path):
    """A link out of the repository shows nothing of what is there."""
    (tmp_path / "secret.py").write_text("import structlog\n")
    member("orders", {"app.py": tmp_path / "secret.py"})
    plain = rows(inventory("orders"))["orders"].card
    (tmp_path / "secret.py").unlink()
    assert rows(inventory("orders"))["orders"].card == plain


def test_two_processes_judge_as_one_does(member, inventory):
    """Only the order may differ."""
    member("orders", {"a": OURS})
    member("stock", waived("2026-12-31"))
    path = inventory("orders", "stock", "absent")
    many = scorecard(Wanted(path, jobs=2), None)
    assert {row.member: row for row in many.rows} == rows(path)


def test_page_is_written_as_a_whole(member, inventory, tmp_path):
    """With the fleet's name, pins, and how the last apply ended; nothing of a member changes."""
    roots = [member("orders", {"a": OURS}), member("stock")]
    pin = {"version": "1.0.0", "reason": "audit", "expires": date(2099, 1, 1)}
    inventory("orders", "stock", "gone", more={"stock": {"pin": pin}})
    assert fleet("apply", "-j", "1", cwd=tmp_path)[0] == 8
    before = [snapshot(root) for root in roots]
    code, out, err = fleet("scorecard", "-j", "1", "-o", "page.html", cwd=tmp_path)
    assert (code, out, err) == (0, "", "")
    reader = Reader((tmp_path / "page.html").read_text())
    assert reader.all("h1") == [tmp_path.name]
    assert reader.all("span", **{"class": "badge"}) == ["↑ behind", "○ absent", "◆ pinned"]
    assert "conflicts" in reader.all("td", **{"data-label": "apply"})[0]
    assert "Last apply" in reader.all("dt")
    assert [snapshot(root) for root in roots] == before
    assert sorted(path.name for path in tmp_path.glob("*page*")) == ["page.html"]


def test_shards_are_one_page(member, inventory, tmp_path):
    """As if one machine had looked at all members."""
    names = [f"m{number}" for number in range(6)]
    for name in names[:3]:
        member(name)
    inventory(*names)
    words = ("scorecard", "--output-format", "json")
    for number in (1, 2):
        code, out, _ = fleet(*words, "--shard", f"{number}/2", cwd=tmp_path)
        (tmp_path / f"{number}.jsonl").write_text(out)
        assert code == 0
    both = ("--from", "1.jsonl", "--from", "2.jsonl")
    _, whole, _ = fleet(*words, cwd=tmp_path)
    code, merged, _ = fleet(*words, *both, "-f", "fleet.yaml", cwd=tmp_path)
    assert (code, sorted(merged.splitlines())) == (0, sorted(whole.splitlines()))
    code, out, _ = fleet("merge-reports", "1.jsonl", "2.jsonl", cwd=tmp_path)
    (tmp_path / "merged.jsonl").write_text(out)
    page = fleet("scorecard", "--from", "merged.jsonl", cwd=tmp_path)[1]
    assert len(Reader(page).all("tbody", **{"data-state": "behind"})) == 3
    assert len(Reader(page).all("tbody", **{"data-state": "absent"})) == 3


def test_shard_that_is_missing_is_no_success(member, inventory, tmp_path):
    """Its members stand on the page as ones that nobody has looked at; exit code 8."""
    member("orders")
    inventory("orders", "stock")
    _, out, _ = fleet("plan", "orders", "--output-format", "json", cwd=tmp_path)
    (tmp_path / "plan.jsonl").write_text(out)
    words = ("scorecard", "--from", "plan.jsonl")
    assert fleet(*words, cwd=tmp_path)[0] == 0
    code, page, _ = fleet(*words, "-f", "fleet.yaml", cwd=tmp_path)
    assert code == 8
    assert "no shard has reported it" in Reader(page).all("pre")


def test_table_is_a_line_a_team(member, inventory, tmp_path):
    """For a terminal: counts first, then columns."""
    member("orders", {"a": OURS})
    member("stock", version="2.0.0")
    inventory("orders", "stock", more={"orders": {"team": "money"}})
    code, out, _ = fleet("scorecard", "-j", "1", "--output-format", "text", cwd=tmp_path)
    assert code == 0
    head, *teams = out.splitlines()[4:]
    assert out.splitlines()[:2] == [
        "members   1 current, 1 behind",
        "versions  1 at 2.0.0, 1 at 1.0.0",
    ]
    assert head.split() == [
        "team",
        "members",
        "current",
        "behind",
        "edited",
        "conflicts",
        "checklist",
        "levels",
    ]
    assert [line.split()[:6] for line in teams] == [
        ["money", "1", "0", "1", "1", "1"],
        ["(none)", "1", "1", "0", "0", "0"],
    ]


def test_member_that_cannot_be_read_is_no_success(member, inventory, tmp_path):
    """It is on the page with its error, and the exit code is 8."""
    member("orders")
    edit(member("broken"), {".copier-answers.yml": "a: [\n"})
    inventory("orders", "broken")
    code, page, _ = fleet("scorecard", "-j", "1", cwd=tmp_path)
    assert code == 8
    assert "does not parse" in Reader(page).all("pre")[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("orders", "--from", "r"), "--from: members are chosen when the lines are written"),
        (("--from", "nothing"), "nothing: cannot be read"),
        (("--from", "r"), "a: is no row of a fleet's plan or scorecard"),
        (("-o", "no/folder/page.html"), "no/folder/page.html: cannot be written"),
        (("-f", "nothing.yaml"), "nothing.yaml"),
    ],
)
def test_bad_use_is_refused(words, said, member, inventory, tmp_path):
    """With exit code 2, what is wrong, and nothing written."""
    member("orders")
    inventory("orders")
    put(tmp_path, {"r": json.dumps({"member": "a"}) + "\n"})
    before = sorted(os.listdir(tmp_path))  # noqa: PTH208 - names alone
    code, out, err = fleet("scorecard", "-j", "1", *words, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(os.listdir(tmp_path)) == before  # noqa: PTH208


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/acme/fleet.yaml", "acme"), ("a/payments.yaml", "payments"), ("/x/fleet.yml", "x")],
)
def test_fleet_is_called_as_its_inventory(path, name):
    """Or as the folder of one that is called just that."""
    assert name_of(Path(path)) == name
