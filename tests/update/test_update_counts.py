"""What an update costs, in counts: they do not wobble as times do."""

import json
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest
from history import LINES, edit, git, run

from scaffold import git as door
from scaffold import renderer
from scaffold.commands.check_update import check_update
from scaffold.commands.new import Wanted, create
from scaffold.errors import Exit

PATHS = [f"part{number % 5}/file{number}" for number in range(60)]
MINE, NEXT = (LINES.replace(f"line {number}\n", "changed\n") for number in (5, 20))
SUBCOMMANDS = {
    *("cat-file", "check-ignore", "diff-tree", "ls-files", "ls-remote", "merge-tree"),
    *("rev-parse", "update-index"),
}


def source(path: str, lines: str, name: str = "{{ name }}") -> str:
    """A file of the template, which no other is like; or of a service of that name."""
    return f"{lines}{path} of {name}\n"


@pytest.fixture
def make(history, tmp_path):
    """Release 60 files and change 30 of them; services of the first release, from one bundle."""
    history.release({f"{path}.jinja": source(path, LINES) for path in PATHS})
    bundle = tmp_path / "template.bundle"
    history.release({f"{path}.jinja": source(path, NEXT) for path in PATHS[:30]})
    git("bundle", "create", "--quiet", str(bundle), "--all", cwd=history.root)

    def service(name: str, version: str = "1.0.0") -> Path:
        root = tmp_path / name
        create(
            Wanted(
                "orders",
                root,
                defaults=True,
                template=str(bundle),
                template_version=version,
            )
        )
        mine = {path: source(path, MINE, "orders") for path in PATHS[:5]}
        edit(root, mine if version == "1.0.0" else {})
        return root

    return service


@pytest.fixture
def gits(monkeypatch):
    """Subcommands of git that are started, in order."""
    started = []
    start = door.run_program

    def counted(path, *words, **options):
        started.append(next(word for word in words if word in SUBCOMMANDS))
        return start(path, *words, **options)

    def count() -> list[str]:
        monkeypatch.setattr(door, "run_program", counted)
        return started

    return count


def test_update_of_thirty_files_starts_six_gits(make, gits):
    """However many files there are; none of them is brought out of the bundle again."""
    run(make("warm"))
    root = make("orders")
    started = gits()
    assert run(root).exit_code == Exit.OK
    assert started == [
        *("rev-parse", "ls-files", "merge-tree", "diff-tree", "cat-file", "update-index"),
    ]


def test_update_of_a_current_repository_starts_two_gits(make, gits):
    """Where it stands, and whether an earlier update left something."""
    root = make("orders", "2.0.0")
    started = gits()
    assert run(root).changed == ()
    assert started == ["rev-parse", "ls-files"]


def test_look_for_a_newer_release_starts_nothing(make, gits):
    """A bundle names its releases in its first lines."""
    root = make("orders")
    started = gits()
    assert check_update(root).newer == ("2.0.0",)
    assert started == []


def test_same_release_is_compiled_and_rendered_once(make, monkeypatch):
    """What the first service does not find, the second with the same answers does."""
    first, second = make("first"), make("second")
    compiled, rendered = [], []
    compiling, rendering = jinja2.Environment.compile, renderer.render_on

    def compile_(self, source, *words, **options):
        compiled.append(source)
        return compiling(self, source, *words, **options)

    def render(press, *words):
        rendered.append(press.root)
        return rendering(press, *words)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    monkeypatch.setattr(renderer, "render_on", render)
    run(first)
    assert sorted(compiled) == sorted(source(path, NEXT) for path in PATHS[:30])
    assert len(rendered) == 1
    assert run(second).exit_code == Exit.OK
    assert (len(compiled), len(rendered)) == (30, 1)


def modules(*words: str) -> set[str]:
    """Modules that one run of scaffold loads."""
    program = (
        "import json, sys\n"
        "from scaffold.cli import app\n"
        "try: app(sys.argv[1:])\n"
        "except SystemExit: print(json.dumps(sorted(sys.modules)))\n"
    )
    words = (sys.executable, "-c", program, *words)
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_little():
    """A quarter of what copier's does, and nothing that only a command needs."""
    loaded = modules("--help")
    assert len(loaded) <= 170
    assert loaded.isdisjoint({"copier", "hcl2", "jinja2", "jsonschema", "pydantic", "rich", "yaml"})


def test_command_loads_what_it_needs(make):
    """A repository that is current needs no Jinja, no clash no reader; nobody needs copier."""
    current, old = str(make("current", "2.0.0")), str(make("old"))
    heavy = {
        *("asyncio", "copier", "http.client", "jinja2", "jsonschema", "logging"),
        *("packaging.requirements", "pydantic", "rich", "tomllib"),
    }
    check, nothing = modules("check-update", current), modules("update", current)
    update = modules("update", old)
    assert (check & heavy, nothing & heavy, update & heavy) == (set(), set(), {"jinja2"})
    assert (len(check) <= 225, len(nothing) <= 255, len(update) <= 305) == (True, True, True)
