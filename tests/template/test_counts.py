"""What a render costs, in counts: they do not wobble as times do."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.template import SERVICE

COUNT = """
import json, sys
import jinja2
compiled, started = [], []
compiling = jinja2.Environment.compile
def counted(self, *words, **options):
    compiled.append(words)
    return compiling(self, *words, **options)
jinja2.Environment.compile = counted
def watch(name, words):
    if name == "subprocess.Popen":
        started.append(str(words[0]))
sys.addaudithook(watch)
from scaffold.cli import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end
print(json.dumps([len(compiled), started, "copier" in sys.modules]))
"""


@pytest.fixture
def count(tmp_path: Path):
    """Run scaffold with a cache of its own; compilations, programs, and whether copier came in."""

    def run(*words: str) -> tuple[int, list[str], bool]:
        done = subprocess.run(
            (sys.executable, "-c", COUNT, *words),
            cwd=tmp_path,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            check=True,
            capture_output=True,
            text=True,
        )
        return tuple(json.loads(done.stdout.splitlines()[-1]))

    return run


def new(place: str, name: str = "orders", *options: str) -> tuple[str, ...]:
    return ("new", name, place, "--defaults", "--no-git", "--quiet", *options)


def test_each_text_is_compiled_once_on_a_machine(count):
    """At most one compilation a file, question and name; none for the next service."""
    questions = SERVICE.rglob("*.yml")
    texts = sum(path.read_text(encoding="utf-8").count("[%") for path in questions)
    files = len(list(SERVICE.rglob("*.jinja")))
    first, _, _ = count(*new("a", "orders", "--template", str(SERVICE)))
    assert 0 < first <= files + texts
    assert count(*new("b", "payments", "--template", str(SERVICE)))[0] == 0


def test_release_is_brought_by_two_programs_and_then_by_none(count):
    """A clone and a checkout; from then on nothing but files is read."""
    assert count(*new("a"))[1] == [shutil.which("git")] * 2
    assert count(*new("b", "payments"))[1:] == ([], False)


def test_other_language_compiles_only_what_is_its_own(count):
    """Shared files are compiled already."""
    whole, _, _ = count(*new("a", "orders"))
    more, _, _ = count(*new("b", "orders", "--language", "go"))
    assert 0 < more < whole / 4


def test_our_template_needs_no_copier(count):
    """Every language is within what we render ourselves."""
    for language in ("python", "go", "typescript"):
        words = new(language, "orders", "--language", language, "--template", str(SERVICE))
        assert count(*words)[1:] == ([], False)
