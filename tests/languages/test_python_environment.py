"""The environment of a Python service is made once, whole or not at all, outside of it."""

from concurrent.futures import ThreadPoolExecutor

import platformdirs
import pytest

from scaffold.errors import ScaffoldError
from scaffold.languages import python_environment


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache/environments"


@pytest.fixture
def service(tmp_path):
    """A service without any dependency."""
    root = tmp_path / "service"
    root.mkdir()
    (root / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.11"\n')
    (root / "requirements-dev.lock").write_text("# nothing\n")
    return root


def test_environment_is_made_once(cache, service):
    """And found again."""
    made = python_environment.find(service)
    stamp = made.stat().st_mtime_ns
    assert made.parent == cache
    assert (made / "bin/python").exists()
    assert python_environment.find(service) == made
    assert made.stat().st_mtime_ns == stamp
    assert sorted(path.name for path in service.iterdir()) == [
        "pyproject.toml",
        "requirements-dev.lock",
    ]


@pytest.mark.usefixtures("cache")
def test_other_lock_file_means_another_environment(service):
    """So that two versions of a service do not share one."""
    first = python_environment.find(service)
    (service / "requirements-dev.lock").write_text("# nothing more\n")
    assert python_environment.find(service) != first


def test_many_at_once_make_one(cache, service):
    """Each finds it whole."""
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: python_environment.find(service), range(4)))
    assert len(found) == 1
    assert {path for path in cache.iterdir() if path.is_dir()} == found


@pytest.mark.parametrize(
    ("lock", "message"),
    [
        ("anyio\n", "hash"),
        ("anyio==4.0.0 --hash=sha256:" + "0" * 64 + "\n", "anyio"),
    ],
)
def test_package_that_is_not_what_the_lock_says_is_refused(cache, service, lock, message):
    """Nothing is left behind, so that the next run does not find half of it."""
    (service / "requirements-dev.lock").write_text(lock)
    with pytest.raises(ScaffoldError, match=message):
        python_environment.find(service)
    assert [path for path in cache.iterdir() if path.is_dir()] == []


@pytest.mark.usefixtures("cache")
def test_environment_whose_python_is_gone_is_made_again(service):
    """After the machine's Python was upgraded."""
    made = python_environment.find(service)
    (made / "bin/python").unlink()
    assert python_environment.find(service) == made
    assert (made / "bin/python").exists()


@pytest.mark.usefixtures("cache")
def test_python_that_is_not_there_is_named(service):
    """With uv's own words."""
    (service / "pyproject.toml").write_text('[project]\nrequires-python = ">=4"\n')
    with pytest.raises(ScaffoldError, match=r"uv python find .*>=4"):
        python_environment.find(service)


@pytest.mark.usefixtures("cache")
def test_missing_lock_file_is_named(service):
    """With the way to write it."""
    (service / "requirements-dev.lock").unlink()
    with pytest.raises(ScaffoldError, match=r"^requirements-dev\.lock: no such file; make lock"):
        python_environment.find(service)
