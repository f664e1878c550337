"""Probes: three questions with three answers."""

from collections.abc import Callable

import httpx2
import pytest
from harness import INVENTORY, Harness
from process import Process, free_port

from service.dependency_health import DependencyHealth
from service.lifecycle import Phase
from service.settings import Settings


async def test_started_service_says_yes_to_all(service: Harness) -> None:
    """Alive, ready, started; the metric agrees."""
    for path in ("/livez", "/readyz", "/startupz"):
        response = await service.http.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert service.sample("service_ready") == 1


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (Phase.STARTING, {"/livez": 200, "/readyz": 503, "/startupz": 503}),
        (Phase.SERVING, {"/livez": 200, "/readyz": 200, "/startupz": 200}),
        (Phase.DRAINING, {"/livez": 200, "/readyz": 503, "/startupz": 200}),
    ],
)
async def test_probes_follow_the_phase(
    service: Harness, phase: Phase, expected: dict[str, int]
) -> None:
    """Only readiness changes in both directions; a drain must not get the process killed."""
    service.lifecycle.phase = phase
    statuses = {path: (await service.http.get(path)).status_code for path in expected}
    assert statuses == expected
    assert service.sample("service_ready") == (1 if expected["/readyz"] == 200 else 0)


async def test_readiness_says_why_not(service: Harness) -> None:
    """Whoever is woken finds the reason in the probe's answer."""
    service.lifecycle.phase = Phase.DRAINING
    response = await service.http.get("/readyz")
    assert response.json()["reasons"] == ["draining"]
    assert response.headers["Connection"] == "close"


async def test_dependency_that_is_not_critical_does_not_matter(
    build: Callable[..., Harness],
) -> None:
    """By default a service stays ready while its dependency is down: it can still say 503."""
    service = build(lambda _: httpx2.Response(500))
    await service.order()
    assert (await service.http.get("/readyz")).status_code == 200


async def test_critical_dependency_that_was_never_seen_is_down(
    build: Callable[..., Harness],
) -> None:
    """No traffic before the critical dependencies have been reached once."""
    service = build(lambda _: httpx2.Response(200), critical_dependencies=("inventory",))
    response = await service.http.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["inventory is down"]
    assert (await service.http.get("/livez")).status_code == 200


@pytest.mark.parametrize(
    ("status", "reasons"), [(200, []), (404, []), (503, ["inventory is down"])]
)
async def test_dependency_health_is_any_answer_below_500(status: int, reasons: list[str]) -> None:
    """A dependency without that path is still up."""
    settings = Settings(dependencies=(INVENTORY,), critical_dependencies=("inventory",))
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status))
    health = DependencyHealth(settings, transport)
    await health.check()
    assert health.reasons() == reasons
    await health.close()


async def test_dependency_health_notices_a_change() -> None:
    """Down, up, down again."""
    up = False

    def answer(request: httpx2.Request) -> httpx2.Response:
        if not up:
            raise httpx2.ConnectError("refused", request=request)
        return httpx2.Response(200)

    settings = Settings(dependencies=(INVENTORY,), critical_dependencies=("inventory",))
    health = DependencyHealth(settings, httpx2.MockTransport(answer))
    seen = []
    for up in (False, True, False):  # noqa: B007 - `answer` reads it
        await health.check()
        seen.append(health.reasons())
    assert seen == [["inventory is down"], [], ["inventory is down"]]
    await health.close()


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/startupz", "/metrics"])
async def test_probes_are_read_only(service: Harness, path: str) -> None:
    """HEAD is answered like GET, the rest is refused."""
    assert (await service.http.head(path)).status_code == 200
    response = await service.http.delete(path)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_readiness_follows_a_critical_dependency(start: Callable[..., Process]) -> None:
    """A real process is not ready before its critical dependency runs, and alive all the while."""
    port = free_port()
    service = start(
        DEPENDENCIES=f"inventory=http://127.0.0.1:{port}", CRITICAL_DEPENDENCIES="inventory"
    )
    service.wait_until("/livez", 200)
    assert httpx2.get(f"{service.url}/readyz").json()["reasons"] == ["inventory is down"]
    start(PORT=str(port))
    service.wait_until("/readyz", 200)
