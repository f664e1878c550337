"""The nevers of the house: who may import what, and who may start programs."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scaffold").rglob("*.py"))
CLI = {path.relative_to(ROOT).as_posix() for path in MODULES if "cli" in path.parts}

FLOORS = (  # from the ground up; a file imports from its own floor or from one below it
    (
        "amount",
        "errors",
        "finding",
        "answers",
        "diagnosis",
        "turns",
        "cache",
        "rendered",
        "scratch",
        "update",
        "drift",
        "ticker",
    ),
    ("texts", "report", "program", "jinja", "recorded", "own", "web"),
    ("git", "tool", "lock", "toolbox", "questions", "render_cache", "keys"),
    ("merging",),
    ("bundle", "carried", "subset", "shared", "reach", "press", "renderer"),
    ("releases", "history"),
    ("artifacts", "template", "language", "languages", "clues", "adoption"),
    ("scorecard",),
    ("fleet",),
    ("live",),
    ("repo",),
    ("check", "formats"),
    ("checks",),
    ("runner",),
    ("commands",),
    ("cli",),
)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    """Second word of ``scaffold.room.piece``."""
    return module.split(".")[1] if module.startswith("scaffold.") else ""


def name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts)


def importers(package: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(word == package or word.startswith(package + ".") for word in imports(path))
    }


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("typer", CLI),
        ("copier", {"scaffold/template.py"}),
        ("distributed", {"scaffold/fleet/executors/dask.py"}),
        ("subprocess", {"scaffold/program.py", "scaffold/live/process.py"}),
    ],
)
def test_package_has_one_door(package, allowed):
    """Everything that comes from it passes there."""
    assert importers(package) <= allowed


def test_every_room_has_a_floor():
    """A new room is placed on purpose."""
    rooms = {room(name(path)) for path in MODULES} - {"__init__"}
    assert rooms == {word for floor in FLOORS for word in floor}


def test_no_file_imports_upward():
    """Arrows of import only go down."""
    level = {word: number for number, floor in enumerate(FLOORS) for word in floor}
    upward = {
        f"{name(path)} -> {word}"
        for path in MODULES
        for word in imports(path)
        if room(name(path)) in level and room(word) in level
        if level[room(word)] > level[room(name(path))]
    }
    assert upward == set()
