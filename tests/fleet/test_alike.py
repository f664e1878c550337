"""Files that both releases make alike are not rendered by ``apply``, which changes no merge."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from history import LINES, OURS, QUESTIONS, THEIRS, Content, History, edit, git

from scaffold import cache, renderer
from scaffold.commands.fleet.apply import Wanted as ToApply
from scaffold.commands.fleet.apply import apply
from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.commands.update import Wanted as ToUpdate
from scaffold.commands.update import update
from scaffold.fleet.outcome import Outcome
from scaffold.keys import resolve

FOLDER = {f"d/{name}.jinja": f"{name} of {{{{ name }}}}\n{LINES}" for name in "abc"}
SAME = {"kept.jinja": "{{ name }}\n" + LINES, "changed": LINES, **FOLDER}
MADE = {name: f"{name} of orders\n{LINES}" for name in "abc"}
SEEDED = '_scaffold_seeded: ["d/*"]\n' + QUESTIONS
COUNTER = """\
{% set seen = [] %}
{% macro next() %}{% set _ = seen.append(1) %}{{ seen | length }}{% endmacro %}
"""
COUNTED = "{% import 'project/m.jinja' as m %}{% if colour == 'blue' %}{{ m.next() }}{% endif %}\n"
LISTED = QUESTIONS + "number: {type: yaml, default: '[0]'}\n"


def moved(*names: str) -> dict[str, Content]:
    return {f"d/{name}": None for name in names} | {f"e/{name}": MADE[name] for name in names}


@dataclass(frozen=True)
class Case:
    """What both sides do.

    Attributes:
        mine: the user's edits.
        theirs: what the next release changes beside one file.
        alike: some of what is not rendered for it.
        questions: of both releases, where they are not the usual ones.
        answers: what the inventory asks for.
    """

    mine: dict[str, Content]
    theirs: dict[str, Content] = field(default_factory=dict)
    alike: set[str] = field(default_factory=lambda: {"kept", "d/a", "d/b", "d/c"})
    questions: tuple[str, str] = (QUESTIONS, QUESTIONS)
    answers: dict[str, Any] = field(default_factory=dict)


CASES = {
    "nothing": Case({}),
    "file edited": Case({"d/a": OURS}),
    "file deleted": Case({"d/a": None}, alike={"kept", "d/b", "d/c"}),
    "file moved": Case({"d/a": None, "d/z": MADE["a"]}, alike={"kept", "d/b", "d/c"}),
    "file moved, a like one added": Case(
        {"d/a": None, "d/z": MADE["a"]}, {"d/y": FOLDER["d/a.jinja"]}, {"kept", "d/b", "d/c"}
    ),
    "files changed about": Case({"d/a": MADE["b"], "d/b": MADE["a"]}, {"d/y": MADE["a"]}),
    "file moved, another in its place": Case({"d/a": "mine\n", "z": MADE["a"]}),
    "folder moved, a file added to it": Case(moved(*"abc"), {"d/new": "new\n"}, {"kept"}),
    "most of a folder moved, a file added to it": Case(
        moved(*"ab"), {"d/new": "new\n"}, {"kept", "d/c"}
    ),
    "folder moved, one of its files edited": Case(
        {**moved(*"abc"), "e/a": OURS}, {"d/new": "new\n"}, {"kept"}
    ),
    "folder that the template moves, but for one file": Case(
        {"d/mine": "mine\n", "d/a": OURS},
        {"d/b.jinja": None, "d/c.jinja": None}
        | {f"f/{name}.jinja": FOLDER[f"d/{name}.jinja"] for name in "bc"},
        {"kept", "d/a"},
    ),
    "folder that the template moves whole": Case(
        {"d/mine": "mine\n", "d/a": OURS},
        dict.fromkeys(FOLDER) | {f"f/{name[2:]}": text for name, text in FOLDER.items()},
        {"kept"},
    ),
    "file made a folder": Case({"kept": None, "kept/inner": "mine\n"}, alike={"d/a"}),
    "folder deleted, a file added to it": Case(
        {f"d/{name}": None for name in MADE}, {"d/new": "new\n"}, {"kept"}
    ),
    "file made a link": Case({"d/a": Path("b")}),
    "file made executable": Case({"d/a*": MADE["a"]}),
    "file that the template makes executable": Case(
        {"d/a": OURS}, {"d/a.jinja*": FOLDER["d/a.jinja"]}, {"kept", "d/b", "d/c"}
    ),
    "line ends turned": Case({"d/a": MADE["a"].replace("\n", "\r\n")}),
    "attributes that turn them": Case({".gitattributes": "* text=auto\n", "d/a": OURS}),
    "file of one's own": Case({".scaffold.yml": "own: [d/a, changed]\n", "d/a": OURS}),
    "seeded no more": Case({"d/a": OURS}, questions=(SEEDED, QUESTIONS)),
    "seeded from now on": Case({"d/a": OURS}, questions=(QUESTIONS, SEEDED)),
    "seeded, and deleted": Case({"d/a": None}, {}, {"kept"}, (SEEDED, SEEDED)),
    "other answers": Case(
        {"d/a": OURS, "hue": OURS},
        {"hue.jinja": "{{ colour }}\n" + LINES},
        answers={"colour": "blue"},
    ),
}


@pytest.fixture
def left_out(monkeypatch):
    """Paths that were not rendered, one set for each render that lacks some."""
    found: list[set[str]] = []
    rendering = renderer.render_on

    def render(press, answers, origin, without=()):
        found.extend([set(without)] if without else [])
        return rendering(press, answers, origin, without)

    monkeypatch.setattr(renderer, "render_on", render)
    return found


@pytest.fixture
def compare(tmp_path, monkeypatch):
    """Hand an update on as a branch; hold it against ``scaffold update`` of the work tree."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "t")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.com")

    def release(case: Case, same: dict[str, Content]) -> Path:
        (tmp_path / "template").mkdir()
        history = History(tmp_path / "template")
        history.release(same, case.questions[0])
        root = history.service(tmp_path / "orders")
        edit(root, case.mine)
        history.release({"changed": THEIRS, **case.theirs}, case.questions[1])
        return root

    def held(case: Case, same: dict[str, Content] = SAME, *, known: bool = True) -> None:
        root, inventory = release(case, same), tmp_path / "fleet.yaml"
        member = {"name": "orders", "path": str(root)}
        content = {"template": {"source": str(tmp_path / "template")}, "members": [member]}
        inventory.write_text(yaml.safe_dump(content))
        if known:
            shutil.rmtree(cache.folder("renders"))  # or nothing is rendered
            list(plan(Wanted(inventory, jobs=1))[1])
        member["answers"] = case.answers
        inventory.write_text(yaml.safe_dump(content))
        with apply(ToApply(inventory, "branch", jobs=1)) as course:
            (row,) = course.rows
        data = tuple(f"{name}={value}" for name, value in case.answers.items())
        alone = update(ToUpdate(root, data=data), resolve)
        assert row.conflicts == tuple(sorted(one.path for one in alone.conflicts))
        if alone.conflicts:
            assert row.outcome is Outcome.CONFLICTS
            return
        tree = git("write-tree", cwd=root)
        assert tree == git("rev-parse", "scaffold/orders/2.0.0^{tree}", cwd=root)

    return held


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_branch_is_the_update_without_what_is_alike(case, compare, left_out):
    """The same tree, or the same conflicts; and what stands where it is made was left out."""
    compare(case)
    assert left_out
    assert all(case.alike <= paths for paths in left_out)


def test_moved_folder_takes_what_is_added_to_it_along(compare, tmp_path):
    """Git sees the move by its files: they are rendered, although both releases make them alike."""
    compare(CASES["folder moved, a file added to it"])
    assert git("ls-files", "--unmerged", cwd=tmp_path / "orders").split("\t")[1:] == ["e/new\n"]


def test_release_that_cannot_be_rendered_in_part_is_rendered_whole(compare):
    """Files that share what they change make it so for one answer: what the user edited stays."""
    counted = {f"{name}.jinja": COUNTED for name in ("x", "y")}
    theirs = {"m.jinja": COUNTER, **counted}
    compare(Case({"d/a": OURS}, theirs, answers={"colour": "blue"}))


@pytest.mark.parametrize("known", [True, False])
def test_file_that_changes_what_another_reads_is_rendered(known, compare):
    """However alike both releases make it: the other one is not made without it."""
    same = SAME | {"d/a.jinja": "{% set _ = number.append(1) %}a\n", "z.jinja": "{{ number }}\n"}
    theirs = {"z.jinja": "{{ number }}!\n"}
    compare(Case({"d/b": OURS}, theirs, questions=(LISTED, LISTED)), same, known=known)
