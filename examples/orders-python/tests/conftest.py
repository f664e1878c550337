"""Fixtures: a service in this process, a service in its own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from harness import ROOT, Harness
from process import Process

VECTORS = Path(__file__).parent / "vectors"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep calls to this machine away from the proxy that it may be told to use."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def service(tmp_path: Path) -> Harness:
    """Return a service without dependencies."""
    return Harness(tmp_path)


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Harness]:
    """Return a builder of services: `build(answer, setting=value, flags={...})`."""

    def build_harness(*arguments: Any, **changes: Any) -> Harness:
        return Harness(tmp_path, *arguments, **changes)

    return build_harness


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Return a starter of processes: `start(SETTING="value")`; what still runs is killed."""
    started: list[Process] = []

    def start_process(**environment: str) -> Process:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Process(folder, **environment))
        return started[-1]

    yield start_process
    for process in started:
        process.kill()


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """Return the telemetry contract."""
    document: dict[str, Any] = yaml.safe_load(
        (ROOT / "observability" / "contract.yaml").read_text(encoding="utf-8")
    )
    return document


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a `vector` once for each entry of the file that its module names."""
    if "vector" in metafunc.fixturenames:
        path = VECTORS / metafunc.module.VECTORS
        vectors = json.loads(path.read_text(encoding="utf-8"))["vectors"]
        metafunc.parametrize("vector", vectors, ids=[vector["law"] for vector in vectors])
