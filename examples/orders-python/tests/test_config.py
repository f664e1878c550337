"""Configuration: every variable read and checked at the start, all problems told at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from process import Process

from service.settings import Dependency, InvalidSettingsError, Settings, read_settings


def problems(**environ: str) -> list[str]:
    """Return what is wrong with these variables."""
    with pytest.raises(InvalidSettingsError) as raised:
        read_settings(environ)
    return raised.value.problems


def test_empty_environment_gives_the_defaults() -> None:
    """The service starts with nothing set; an empty variable is an absent one."""
    assert read_settings({}) == Settings()
    assert read_settings({"PORT": "", "DEPENDENCIES": "  ", "LOG_LEVEL": ""}) == Settings()


def test_every_variable_is_read() -> None:
    """Each setting has its variable."""
    settings = read_settings(
        {
            "PORT": "9000",
            "ENVIRONMENT": "production",
            "LOG_LEVEL": "WARN",
            "SERVICE_VERSION": "1.2.3+build.4",
            "DEPENDENCIES": "inventory=http://inventory:8080/, mail=https://mail.test/api",
            "CRITICAL_DEPENDENCIES": "mail",
            "DRAIN_DELAY_SECONDS": "0",
            "SHUTDOWN_TIMEOUT_SECONDS": "1.5",
            "REQUEST_TIMEOUT_SECONDS": "2",
            "CLIENT_TIMEOUT_SECONDS": "0.5",
            "CLIENT_DEADLINE_SECONDS": "1",
            "RATE_LIMIT_PER_SECOND": "0.5",
            "RATE_LIMIT_BURST": "1",
            "MAX_BODY_BYTES": "10",
            "FLAGS_FILE": "/etc/flags.json",
            "CHAIN_STOCK": "TRUE",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/",
        }
    )
    assert settings == Settings(
        port=9000,
        environment="production",
        log_level="WARN",
        version="1.2.3+build.4",
        dependencies=(
            Dependency("inventory", "http://inventory:8080"),
            Dependency("mail", "https://mail.test/api"),
        ),
        critical_dependencies=("mail",),
        drain_delay_seconds=0,
        shutdown_timeout_seconds=1.5,
        request_timeout_seconds=2,
        client_timeout_seconds=0.5,
        client_deadline_seconds=1,
        rate_limit_per_second=0.5,
        rate_limit_burst=1,
        max_body_bytes=10,
        flags_file=Path("/etc/flags.json"),
        chain_stock=True,
        traces_endpoint="http://collector:4318/v1/traces",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80 80"),
        ("PORT", "eighty"),
        ("PORT", "٨٠٨٠"),
        ("PORT", "1e3"),
        ("ENVIRONMENT", "prod"),
        ("LOG_LEVEL", "info"),
        ("SERVICE_VERSION", "1.0 beta"),
        ("SERVICE_VERSION", "v" * 129),
        ("DEPENDENCIES", "inventory"),
        ("DEPENDENCIES", "inventory="),
        ("DEPENDENCIES", "=http://inventory"),
        ("DEPENDENCIES", "inventory=ftp://inventory"),
        ("DEPENDENCIES", "inventory=http://"),
        ("DEPENDENCIES", "inventory=http://inventory:99999"),
        ("DEPENDENCIES", "inventory=http://[::1"),
        ("DEPENDENCIES", "a=http://a,a=http://b"),
        ("CRITICAL_DEPENDENCIES", "unknown"),
        ("DRAIN_DELAY_SECONDS", "-1"),
        ("DRAIN_DELAY_SECONDS", "nan"),
        ("REQUEST_TIMEOUT_SECONDS", "0"),
        ("REQUEST_TIMEOUT_SECONDS", "inf"),
        ("REQUEST_TIMEOUT_SECONDS", "10s"),
        ("RATE_LIMIT_PER_SECOND", "0"),
        ("RATE_LIMIT_BURST", "1.5"),
        ("MAX_BODY_BYTES", "-5"),
        ("CHAIN_STOCK", "maybe"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
    ],
)
def test_wrong_value_is_named(name: str, value: str) -> None:
    """One problem, which begins with the variable's name."""
    (problem,) = problems(**{name: value})
    assert problem.startswith(f"{name} ")


def test_all_problems_are_told_at_once() -> None:
    """Nobody has to start the service three times to find three mistakes."""
    found = problems(PORT="x", LOG_LEVEL="x", CHAIN_STOCK="x")
    assert [problem.split()[0] for problem in found] == ["PORT", "LOG_LEVEL", "CHAIN_STOCK"]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, "http://c:4318/v1/traces"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/x"}, "http://c/x"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, None),
    ],
)
def test_traces_go_where_opentelemetry_says(environ: dict[str, str], expected: str | None) -> None:
    """The standard variables mean what they mean everywhere."""
    assert read_settings(environ).traces_endpoint == expected


def test_bad_configuration_ends_the_process(start: Callable[..., Process]) -> None:
    """Exit code 2 after one ERROR line that names every problem, and no secret."""
    process = start(PORT="x", DEPENDENCIES="db=ftp://ann:hunter2@db")
    assert process.wait() == 2
    (line,) = process.lines()
    assert (line["level"], line["message"]) == ("ERROR", "the configuration is not valid")
    assert "PORT must be a whole number" in line["problems"]
    assert "DEPENDENCIES db needs" in line["problems"]
    assert "hunter2" not in line["problems"]


def test_missing_flags_file_ends_the_process(start: Callable[..., Process]) -> None:
    """Better no pod than one that decides by itself what is released."""
    process = start(FLAGS_FILE="/nowhere/flags.json")
    assert process.wait() == 2
    (line,) = process.lines()
    assert "FLAGS_FILE /nowhere/flags.json" in line["problems"]


def test_occupied_port_ends_the_process(start: Callable[..., Process]) -> None:
    """A process that cannot serve does not linger."""
    first = start()
    first.wait_until_ready()
    second = start(PORT=str(first.port))
    assert second.wait() != 0
    assert any("address already in use" in message for message in second.messages())
