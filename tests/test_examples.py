"""The committed examples and the README say what the program does today."""

import re
import shutil
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from write_examples import ANSWERS, EXAMPLES, write
from write_readme_table import README, with_tables

from scaffold.program import run_program

GIT = Path(shutil.which("git"))


@pytest.mark.parametrize("example", ANSWERS)
def test_example_equals_a_fresh_render(example, tmp_path):
    """Run tests/write_examples.py after a change of the template, and read the diff."""
    write(tmp_path / example, example)
    words = (
        "diff",
        "--no-index",
        "--no-color",
        "--",
        str(EXAMPLES / example),
        str(tmp_path / example),
    )
    compared = run_program(GIT, *words, cwd=tmp_path)
    assert compared.stdout == ""


def test_every_example_is_compared():
    """No folder there without answers here."""
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(ANSWERS)


@pytest.mark.parametrize(
    ("folder", "imported"),
    [
        ("orders-python/src/service", r"^(?:from|import) service\.(\w+)"),
        ("catalogue-typescript/src", r" from '\./(\w+)\.ts';$"),
    ],
)
def test_modules_of_a_service_import_in_no_circle(folder, imported):
    """Not for types alone either; of Go, the compiler sees to it."""
    modules = {path.stem: path.read_text() for path in (EXAMPLES / folder).glob("*.*")}
    graph = {name: re.findall(imported, text, re.MULTILINE) for name, text in modules.items()}
    order = [*TopologicalSorter(graph).static_order()]
    assert sorted(order) == sorted(modules)
    assert order.index("metrics") < order.index("app")


def test_readme_has_the_table_of_checks():
    """Run tests/write_readme_table.py after a change of the registry."""
    text = README.read_text(encoding="utf-8")
    assert text == with_tables(text)
