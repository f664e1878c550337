"""Services with a configuration that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.logs import Line
from scaffold.live.service import Service

PATIENCE_SECONDS = 30.0
SECRET = "hunter2"  # noqa: S105 - made up, to be looked for in the log

CONFIGURATIONS: tuple[Mapping[str, str], ...] = (
    {
        "PORT": "eighty",
        "LOG_LEVEL": "loud",
        "DEPENDENCIES": f"db=ftp://ann:{SECRET}@db",
        "DRAIN_DELAY_SECONDS": "-1",
    },
    {"CRITICAL_DEPENDENCIES": "unheard-of"},
    {"FLAGS_FILE": "/nowhere/flags.json"},
)


@dataclass(frozen=True)
class Refusal:
    """What came of one configuration.

    Attributes:
        settings: the variables that are wrong.
        code: exit code, or None when it still ran after all patience.
        lines: what it logged.
    """

    settings: Mapping[str, str]
    code: int | None
    lines: tuple[Line, ...]


def record(bench: Bench) -> tuple[Refusal, ...]:
    """Start one of each at the same time."""
    started = [(settings, bench.start_unready(**settings)) for settings in CONFIGURATIONS]
    return tuple(_wait(settings, service) for settings, service in started)


def _wait(settings: Mapping[str, str], service: Service) -> Refusal:
    code = service.process.wait(PATIENCE_SECONDS)
    return Refusal(settings, code, tuple(service.lines()))
