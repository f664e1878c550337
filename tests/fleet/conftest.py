"""Fixtures of everything that is done to many repositories."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
import yaml
from history import LINES, THEIRS, Content, History, edit
from standins import TOKEN, GitHub, GitLab, Hub

from scaffold.fleet.retries import attempt


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    """A template with two releases: the second changes ``a`` and adds ``c``."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "t")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.com")
    (tmp_path / "template").mkdir()
    history = History(tmp_path / "template")
    history.release({"a": LINES, "b": LINES})
    history.release({"a": THEIRS, "c": "c\n"})
    return history


@pytest.fixture
def member(history: History, tmp_path: Path) -> Callable[..., Path]:
    """Make a service at a release, with edits of its owner's, committed."""

    def make(name: str, mine: Mapping[str, Content] | None = None, version: str = "1.0.0") -> Path:
        root = history.service(tmp_path / name, version)
        if mine:
            edit(root, mine)
        return root

    return make


@pytest.fixture
def inventory(history: History, tmp_path: Path) -> Callable[..., Path]:
    """Write an inventory of members in folders of their names; ``more`` is put into each row."""

    def write(*names: str, more: Mapping[str, object] | None = None, **rest: object) -> Path:
        rows = [{"name": name, "path": name, **(more or {}).get(name, {})} for name in names]  # type: ignore[dict-item]
        for row in rows:
            if "url" in row:
                del row["path"]
        content = {"template": {"source": str(history.root)}, "members": rows, **rest}
        path = tmp_path / "fleet.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


@pytest.fixture(params=[GitHub, GitLab], ids=["github", "gitlab"])
def hub(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hub]:
    """A server of repositories, with its token in the environment."""
    hub: Hub = request.param(tmp_path / "server")
    monkeypatch.setenv(hub.variable, TOKEN)
    yield hub
    hub.close()


@pytest.fixture
def listing(hub: Hub, history: History, tmp_path: Path) -> Callable[..., Path]:
    """Write an inventory whose source is the server's listing."""

    def write(more: Mapping[str, object] | None = None, **options: object) -> Path:
        key = {"github": "organisation", "gitlab": "group"}[hub.kind]
        source = {hub.kind: {key: "acme", "api": hub.address, **options}}
        content = {"template": {"source": str(history.root)}, "sources": [source], **(more or {})}
        path = tmp_path / "fleet.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited for between attempts; nobody really waits, and nothing is drawn."""
    waited: list[float] = []
    quick = partial(attempt, sleep=waited.append, draw=lambda _, high: high)
    for place in ("sources.github", "sources.gitlab"):
        monkeypatch.setattr(f"scaffold.fleet.{place}.attempt", quick)
    for place in ("apply", "plan"):
        monkeypatch.setattr(f"scaffold.commands.fleet.{place}.attempt", quick)
    return waited
