"""What a member costs, in counts: they do not wobble as times do."""

import pytest
from history import edit, git, snapshot

from scaffold import git as door
from scaffold import renderer
from scaffold.commands.fleet.apply import Wanted as ToApply
from scaffold.commands.fleet.apply import apply
from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.commands.new import Wanted as New
from scaffold.commands.new import create
from scaffold.commands.update import Wanted as ToUpdate
from scaffold.commands.update import update
from scaffold.fleet import shelf
from scaffold.fleet.outcome import Outcome

WORDS = {
    *("cat-file", "commit-tree", "diff-tree", "ls-remote", "ls-tree", "merge-tree"),
    *("rev-parse", "symbolic-ref", "update-ref", "var"),
}


@pytest.fixture
def gits(monkeypatch):
    """Subcommands of git that are started, in order."""
    started: list[str] = []
    start = door.run_program

    def counted(path, *words, **options):
        started.append(next((word for word in words if word in WORDS), str(words)))
        return start(path, *words, **options)

    def count() -> list[str]:
        monkeypatch.setattr(door, "run_program", counted)
        return started

    return count


@pytest.fixture
def warm(member, inventory):
    """A fleet of three, and the template opened once by the first of them."""
    shelf.known_releases.cache_clear()
    shelf.released.cache_clear()
    member("first")
    member("orders")
    member("current", version="2.0.0")
    list(plan(Wanted(inventory("first"), jobs=1))[1])
    return inventory


def test_plan_of_a_member_starts_five_gits(warm, gits):
    """However many files there are, and none for the template."""
    started = gits()
    list(plan(Wanted(warm("orders"), jobs=1))[1])
    assert started == ["rev-parse", "cat-file", "ls-tree", "merge-tree", "diff-tree"]


def test_apply_of_a_current_member_starts_two_gits(warm, gits):
    """Where it stands, and its answers file."""
    started = gits()
    with apply(ToApply(warm("current"), "branch", jobs=1)) as course:
        assert [row.outcome for row in course.rows] == [Outcome.CURRENT]
    assert started == ["rev-parse", "cat-file"]


def test_branch_of_a_member_starts_nine_gits(warm, gits):
    """Four more than its plan: who commits, the commit, whether there is a branch, the branch."""
    started = gits()
    with apply(ToApply(warm("orders"), "branch", jobs=1)) as course:
        assert [row.outcome for row in course.rows] == [Outcome.APPLIED]
    assert started[5:] == ["var", "commit-tree", "rev-parse", "update-ref"]


def test_members_with_equal_answers_are_rendered_once(warm, monkeypatch):
    """The second finds the renders of the first, in whichever process that was."""
    rendered = []
    rendering = renderer.render_on

    def render(press, *words):
        rendered.append(press.root)
        return rendering(press, *words)

    monkeypatch.setattr(renderer, "render_on", render)
    list(plan(Wanted(warm("orders"), jobs=1))[1])
    assert rendered == []


def test_released_service_is_updated_as_one_alone_is(tmp_path, monkeypatch):
    """Foreseen, on a branch, or by ``scaffold update``: the same conflicts, the same files."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    data = ("language=go",)
    for name in ("orders", "alone"):
        wanted = New("orders", tmp_path / name, data=data, defaults=True, template_version="1.0.0")
        edit(create(wanted).root, {"README.md": "mine\n", "mine": "x\n"})
    (tmp_path / "fleet.yaml").write_text("members: [{name: orders, path: orders}]\n")
    (row,) = plan(Wanted(tmp_path / "fleet.yaml", jobs=1))[1]
    foreseen = update(ToUpdate(tmp_path / "alone", dry_run=True))
    assert row.conflicts == foreseen.conflicts
    assert row.changed == len(foreseen.changed)
    for name in ("orders", "alone"):
        git("revert", "--no-edit", "HEAD", cwd=tmp_path / name)
    update(ToUpdate(tmp_path / "alone"))
    with apply(ToApply(tmp_path / "fleet.yaml", "commit", jobs=1)) as course:
        assert [row.outcome for row in course.rows] == [Outcome.APPLIED]
    assert snapshot(tmp_path / "orders") == snapshot(tmp_path / "alone")
