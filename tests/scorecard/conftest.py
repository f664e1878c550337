"""Small repositories of others, written on the spot."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from scaffold.artifacts.tree import WorkTree
from scaffold.scorecard.judging import judge
from scaffold.scorecard.scorecard import Row, Scorecard

TODAY = date(2026, 1, 31)
Files = Mapping[str, str]


def write(root: Path, files: Files) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text).lstrip("\n"), encoding="utf-8")


@pytest.fixture
def score(tmp_path: Path) -> Callable[[Files], Scorecard]:
    """Write files and judge the repository that they make."""

    def run(files: Files) -> Scorecard:
        write(tmp_path, files)
        return judge(WorkTree(tmp_path), TODAY)

    return run


@pytest.fixture
def row(score) -> Callable[[str, Files], Row]:
    """Write files and judge one item."""

    def run(item: str, files: Files) -> Row:
        return next(one for one in score(files).rows if one.item == item)

    return run
