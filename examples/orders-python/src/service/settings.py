"""The configuration: read from the environment once, complete and checked, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.contract import DEFAULT_PORT
from service.environment import Environment

ENVIRONMENTS = ("development", "staging", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")


class InvalidSettingsError(Exception):
    """The environment does not make a configuration; `problems` says why, all at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Dependency:
    """A service that this one calls."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, with the default that holds where the environment says nothing."""

    port: int = DEFAULT_PORT
    environment: str = "development"
    log_level: str = "INFO"
    version: str = "0.0.0"
    dependencies: tuple[Dependency, ...] = ()
    critical_dependencies: tuple[str, ...] = ()
    drain_delay_seconds: float = 5.0
    shutdown_timeout_seconds: float = 20.0
    request_timeout_seconds: float = 10.0
    client_timeout_seconds: float = 2.0
    client_deadline_seconds: float = 5.0
    rate_limit_per_second: float = 100.0
    rate_limit_burst: int = 200
    max_body_bytes: int = 1_048_576
    flags_file: Path = Path("flags/flags.json")
    chain_stock: bool = False
    traces_endpoint: str | None = None


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from `environ`; an empty variable counts as an absent one.

    Raises:
        InvalidSettingsError: with one problem for each variable that is wrong.
    """
    source = Environment(environ)
    fallback = Settings()
    urls = source.urls("DEPENDENCIES")
    settings = Settings(
        port=source.whole("PORT", fallback.port, 1, 65_535),
        environment=source.choice("ENVIRONMENT", fallback.environment, ENVIRONMENTS),
        log_level=source.choice("LOG_LEVEL", fallback.log_level, LOG_LEVELS),
        version=source.version("SERVICE_VERSION", fallback.version),
        dependencies=tuple(Dependency(name, url) for name, url in urls.items()),
        critical_dependencies=source.names("CRITICAL_DEPENDENCIES", urls),
        drain_delay_seconds=source.seconds("DRAIN_DELAY_SECONDS", fallback.drain_delay_seconds, 0),
        shutdown_timeout_seconds=source.seconds(
            "SHUTDOWN_TIMEOUT_SECONDS", fallback.shutdown_timeout_seconds
        ),
        request_timeout_seconds=source.seconds(
            "REQUEST_TIMEOUT_SECONDS", fallback.request_timeout_seconds
        ),
        client_timeout_seconds=source.seconds(
            "CLIENT_TIMEOUT_SECONDS", fallback.client_timeout_seconds
        ),
        client_deadline_seconds=source.seconds(
            "CLIENT_DEADLINE_SECONDS", fallback.client_deadline_seconds
        ),
        rate_limit_per_second=source.number(
            "RATE_LIMIT_PER_SECOND", fallback.rate_limit_per_second, 0.001, 1_000_000
        ),
        rate_limit_burst=source.whole("RATE_LIMIT_BURST", fallback.rate_limit_burst, 1, 1_000_000),
        max_body_bytes=source.whole("MAX_BODY_BYTES", fallback.max_body_bytes, 1, 1_073_741_824),
        flags_file=Path(source.text("FLAGS_FILE") or fallback.flags_file),
        chain_stock=source.boolean("CHAIN_STOCK", default=fallback.chain_stock),
        traces_endpoint=source.traces_endpoint(),
    )
    if source.problems:
        raise InvalidSettingsError(source.problems)
    return settings
