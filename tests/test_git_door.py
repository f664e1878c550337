"""The door to git: which repository a command means."""

from pathlib import Path

import pytest

from scaffold import git


def test_repository_of_a_surrounding_hook_is_not_meant(tmp_path: Path, monkeypatch):
    """Git tells its hooks where their repository stands; we work where we are told to."""
    for name in ("hooked", "ours"):
        (tmp_path / name).mkdir()
        git.run("init", "--quiet", cwd=tmp_path / name)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "hooked/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "hooked/.git/index"))
    found = git.run("rev-parse", "--show-toplevel", cwd=tmp_path / "ours")
    assert found.strip() == str(tmp_path / "ours")


@pytest.mark.parametrize("name", ["GIT_AUTHOR_NAME", "LC_ALL"])
def test_variables_of_a_call_win(tmp_path: Path, monkeypatch, name):
    """Over those of the process, and over our own."""
    monkeypatch.setenv(name, "around")
    said = git.run("-c", f"alias.say=!echo ${name}", "say", cwd=tmp_path, environment={name: "C"})
    assert said.strip() == "C"


def test_looking_at_a_repository_starts_no_program_of_its_own(tmp_path: Path):
    """Its settings can name one; whoever proves a stranger's repository has not agreed to it."""
    root, ran = tmp_path / "theirs", tmp_path / "ran"
    root.mkdir()
    (root / "hook").write_text(f"#!/bin/sh\ntouch {ran}\n")
    (root / "hook").chmod(0o755)
    git.start_repository(root, "Create")
    git.run("config", "core.fsmonitor", str(root / "hook"), cwd=root)
    (root / "new").touch()
    _, differs = git.standing(root)
    assert (differs, git.listed_files(root)) == (True, ["hook", "new"])
    assert not ran.exists()
