"""Fixtures of everything that updates."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from history import Content, History, edit


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    """A template without a release yet; nothing of the user's own cache is used."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "template").mkdir()
    return History(tmp_path / "template")


@pytest.fixture
def service(history: History, tmp_path: Path) -> Callable[..., Path]:
    """Release what is given as 1.0.0 and make a service; its edits are committed.

    ``service(old, new, mine)``: files of release 1, files that release 2 changes, the user's edits.
    """

    def make(
        old: Mapping[str, Content], new: Mapping[str, Content], mine: Mapping[str, Content]
    ) -> Path:
        history.release(old)
        root = history.service(tmp_path / "orders")
        history.release(new)
        edit(root, mine)
        return root

    return make
