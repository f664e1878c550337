"""live-service-starts: the service builds, starts and becomes ready."""

from types import SimpleNamespace

import pytest
from staged import found, staged

from scaffold.checks import live_service_starts as check
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.bench import Bench
from scaffold.live.recordings import everyday
from scaffold.repo import ServiceRepo


def recordings(**statuses):
    service = SimpleNamespace(status=lambda path: statuses.get(path.strip("/"), 200))
    return {everyday.record: SimpleNamespace(service=service)}


@pytest.mark.parametrize(
    ("probe", "line"),
    [
        ("livez", "liveness: /livez"),
        ("readyz", "readiness: /readyz"),
        ("startupz", "startup: /startupz"),
    ],
)
def test_probe_that_does_not_say_yes_is_found(fresh, probe, line):
    """At its path in the contract."""
    repo = staged(fresh, recordings(**{probe: 503}))
    assert found(check, repo) == [(line, f"GET /{probe} is answered with 503")]


def test_service_that_ends_at_once_is_quoted(fresh):
    """The reason is in its last lines."""
    words = ("/bin/sh", "-c", 'echo \'{"message": "no"}\'; exit 3')
    repo = ServiceRepo(fresh)
    repo.__dict__["live"] = Bench(fresh, lambda _: Launch(words, fresh, {}), repo.contract)
    try:
        with pytest.raises(ScaffoldError, match=r"does not start: ended with 3:\n  .*no"):
            list(check.find(repo))
    finally:
        repo.close()


def test_program_that_is_missing_is_told(fresh):
    """Not a crash."""
    repo = ServiceRepo(fresh)
    launch = Launch(("/nowhere/service",), fresh, {})
    repo.__dict__["live"] = Bench(fresh, lambda _: launch, repo.contract)
    try:
        with pytest.raises(ScaffoldError, match="/nowhere/service cannot be started"):
            list(check.find(repo))
    finally:
        repo.close()
