"""What is installed is what is tested: the wheel carries the template whole, links and all."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scaffold import lock
from scaffold.commands.new import Wanted, create

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, unpacked as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run((sys.executable, *words), cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def listing(root: Path) -> dict[str, bytes | str]:
    return {
        path.relative_to(root).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def report_of(installed: Path, root: Path) -> str:
    """The page that the installed program writes of a repository; its files are in the wheel."""
    words = ("verify", str(root), "--only", "owners-agree", "--output-format", "html")
    done = subprocess.run(
        (sys.executable, "-c", "from scaffold.cli import main; main()", *words),
        cwd=root.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_installed_program_renders_what_the_checkout_renders(installed, tmp_path):
    """Byte for byte, with the same symbolic links, and twice from the same cache."""
    create(Wanted("orders", tmp_path / "checkout", defaults=True, git=False))
    for place in ("first", "second"):
        subprocess.run(
            (
                *(sys.executable, "-c", "from scaffold.cli import main; main()"),
                *("new", "orders", str(tmp_path / place), "--defaults", "--no-git", "--quiet"),
            ),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(tmp_path / "c")},
            check=True,
        )
        assert listing(tmp_path / place) == listing(tmp_path / "checkout")
    assert report_of(installed, tmp_path / "first").startswith("<!doctype html>")
    (unpacked,) = (tmp_path / "c/scaffold/templates").iterdir()
    assert (unpacked / "service/copier.yml").is_file()


def test_sources_of_programs_are_installed(installed):
    """What the toolbox builds itself travels with it."""
    sources = [
        entry.source.main
        for entry in lock.entries().values()
        if isinstance(entry.source, lock.GoModule) and entry.source.main
    ]
    assert sources
    assert all((installed / "scaffold/toolbox" / name).is_file() for name in sources)
