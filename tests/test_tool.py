"""Finding tools: small shell scripts stand on PATH in the place of the real ones."""

import os
import shutil
from pathlib import Path

import pytest

from scaffold import lock, tool
from scaffold.errors import ScaffoldError, ToolMissingError, UsageError
from scaffold.tool import Tool


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty tools folder."""
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "tools"))
    return tmp_path / "tools"


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    """The only folder on PATH, still empty."""
    (tmp_path / "path").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path / "path"


def program(path: Path, says: str) -> Path:
    """A program that answers whatever it is asked, and leaves a line each time it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho asked >> {path}.log\necho '{says}'\n")
    path.chmod(0o755)
    return path


def times_asked(path: Path) -> int:
    log = Path(f"{path}.log")
    return len(log.read_text().splitlines()) if log.exists() else 0


def installed(folder: Path, name: str) -> Path:
    path = tool.installed_path(lock.entry(name), folder)
    return program(path, "never asked")


def test_program_on_path_wins(folder, path):
    """What the user installed is used, in its own version."""
    installed(folder, "promtool")
    found = program(path / "promtool", "promtool, version 2.53.1 (branch: HEAD)")
    assert tool.locate("promtool") == Tool("promtool", "2.53.1", found)


@pytest.mark.parametrize(
    "says", ["promtool, version 2.41.0", "promtool, version 4.0.0", "promtool, no version", ""]
)
def test_program_on_path_that_is_not_accepted_gives_way(folder, path, says):
    """Too old, too new or silent: the pinned one is used."""
    expected = installed(folder, "promtool")
    program(path / "promtool", says)
    assert tool.locate("promtool") == Tool("promtool", "3.16.0", expected)


def test_program_that_fails_to_tell_its_version_gives_way(folder, path):
    """A shim without a program behind it exits non-zero."""
    expected = installed(folder, "promtool")
    (path / "promtool").write_text("#!/bin/sh\necho 'promtool 3.0.0: not set'\nexit 1\n")
    (path / "promtool").chmod(0o755)
    assert tool.locate("promtool").path == expected


def test_installed_tool_is_not_asked(folder, path):  # noqa: ARG001 - PATH is empty
    """Its version is the folder's name."""
    expected = installed(folder, "helm")
    assert tool.locate("helm") == Tool("helm", lock.entry("helm").version, expected)
    assert times_asked(expected) == 0


def test_installed_tool_of_another_lock_is_not_taken(folder, path):  # noqa: ARG001
    """After the lock moved on, the old version is no longer the pinned one."""
    program(folder / "helm-4.0.0" / "bin" / "helm", "v4.0.0")
    with pytest.raises(ToolMissingError):
        tool.locate("helm")


def test_program_of_ours_is_another_one_with_each_source(folder, path, monkeypatch, tmp_path):  # noqa: ARG001
    """What was built from an older one, in the same version, is not taken."""
    main = tmp_path / "sources" / "argo_condition.go"
    shutil.copytree(lock.OUR_SOURCES, main.parent)
    monkeypatch.setattr(lock, "OUR_SOURCES", main.parent)
    before = main.read_bytes()
    main.write_bytes(before + b"// changed\n")
    changed = installed(folder, "argo-condition")
    main.write_bytes(before)
    with pytest.raises(ToolMissingError, match="run: scaffold tools install argo-condition"):
        tool.locate("argo-condition")
    assert installed(folder, "argo-condition") != changed
    assert tool.locate("argo-condition").version == lock.entry("argo-condition").version


def test_replacement_is_named_as_what_it_is(folder, path):  # noqa: ARG001
    """A report must not say terraform where OpenTofu judged."""
    found = program(path / "tofu", "OpenTofu v1.10.0\non linux_amd64")
    assert tool.locate("terraform") == Tool("tofu", "1.10.0", found)


def test_first_name_wins_over_its_replacement(folder, path):  # noqa: ARG001
    """Terraform is taken when both are there."""
    program(path / "tofu", "OpenTofu v1.10.0")
    found = program(path / "terraform", "Terraform v1.9.8")
    assert tool.locate("terraform") == Tool("terraform", "1.9.8", found)


def test_replacement_is_taken_when_the_first_is_too_old(folder, path):  # noqa: ARG001
    """An old terraform does not hide a good tofu."""
    program(path / "terraform", "Terraform v1.5.7")
    found = program(path / "tofu", "OpenTofu v1.10.0")
    assert tool.locate("terraform").path == found


def test_version_is_asked_once_for_each_state_of_the_file(folder, path):
    """Also over many runs of scaffold: the answer is kept in the tools folder."""
    found = program(path / "helm", "v3.19.0+g1")
    entry = lock.entry("helm")
    ask = [next(tool.candidates(entry, str(path), folder)).version for _ in range(3)]
    assert (ask, times_asked(found)) == (["3.19.0"] * 3, 1)
    program(found, "v4.0.0")
    os.utime(found, ns=(1, 1))
    assert [one.version for one in tool.candidates(entry, str(path), folder)] == ["4.0.0"]
    assert times_asked(found) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"x": 1}'])
def test_damaged_memory_of_versions_is_made_anew(folder, path, damage):
    """It is a cache, not a record."""
    found = program(path / "helm", "v3.19.0")
    folder.mkdir()
    (folder / "versions.json").write_text(damage.replace("x", str(found)))
    assert tool.locate("helm").version == "3.19.0"


def test_tools_folder_that_cannot_be_made_costs_only_the_memory(path, monkeypatch, tmp_path):
    """A read-only home does not stop verify."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "file" / "tools"))
    program(path / "helm", "v3.19.0")
    assert tool.locate("helm").version == "3.19.0"


def test_missing_tool_says_how_to_install_it(folder, path):  # noqa: ARG001
    """One line, ready to be copied."""
    with pytest.raises(ToolMissingError) as raised:
        tool.locate("promtool")
    assert str(raised.value) == (
        "promtool >=2.42,<4 is not on this machine; run: scaffold tools install promtool"
    )


def test_missing_tool_says_what_was_found_instead(folder, path):  # noqa: ARG001
    """Who sees it on PATH must not wonder."""
    found = program(path / "promtool", "promtool, version 1.8.2")
    with pytest.raises(ToolMissingError) as raised:
        tool.locate("promtool")
    assert f"is not on this machine ({found} is 1.8.2); run: " in str(raised.value)


def test_missing_program_of_the_machine_says_where_to_get_it(folder, path):  # noqa: ARG001
    """scaffold does not install git."""
    with pytest.raises(ToolMissingError, match=r"; see https://git-scm\.com$"):
        tool.locate("git")


def test_tool_that_appears_is_found(folder, path):
    """A miss is not remembered."""
    with pytest.raises(ToolMissingError):
        tool.locate("helm")
    expected = installed(folder, "helm")
    assert tool.locate("helm").path == expected
    assert path.is_dir()


def test_relative_folder_on_path_works_from_everywhere(folder, path, monkeypatch):  # noqa: ARG001
    """A tool is run in other folders than the one scaffold was started in."""
    found = program(path / "helm", "v3.19.0")
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("PATH", path.name)
    assert tool.locate("helm") == Tool("helm", "3.19.0", found)
    assert tool.run("helm", "lint", cwd=path).code == 0


def test_unknown_tool_is_refused(folder, path):  # noqa: ARG001
    """A check with a misspelt tool never passes by being skipped."""
    with pytest.raises(UsageError, match="no such tool"):
        tool.locate("promtol")


def test_run_starts_the_tool_that_was_found(folder, path):  # noqa: ARG001
    """The command is quoted as a user would type it."""
    program(path / "helm", "v3.19.0")
    result = tool.run("helm", "lint", path, cwd=path)
    assert (result.command, result.code) == (("helm", "lint", str(path)), 0)


def test_run_that_takes_too_long_is_quoted(folder, path):  # noqa: ARG001
    """The words and the time, so that it can be tried by hand."""
    program(path / "helm", "v3.19.0")
    with (path / "helm").open("a") as script:
        script.write('[ "$1" = version ] || exec /bin/sleep 9\n')
    with pytest.raises(ScaffoldError, match=r"^helm lint was stopped after 0\.2 s$"):
        tool.run("helm", "lint", cwd=path, timeout_seconds=0.2)
