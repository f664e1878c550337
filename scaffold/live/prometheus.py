"""A real Prometheus with the repository's own rules, asked by its API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from scaffold.artifacts.files import list_files
from scaffold.artifacts.rules import rule_files
from scaffold.errors import ScaffoldError
from scaffold.live import http, server
from scaffold.live.bench import Bench
from scaffold.live.process import Process

SCRAPE_INTERVAL, SCRAPE_TIMEOUT = "5s", "4s"
EVALUATION_INTERVAL = "15s"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Target:
    """What is scraped.

    Attributes:
        port: where it listens.
        labels: those that Kubernetes would give it, ``namespace`` and ``pod`` for example.
    """

    port: int
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """One value of one series.

    Attributes:
        labels: of the series, ``__name__`` included where it has one; empty for a scalar.
        value: may be NaN or infinite.
        at: in seconds since 1970.
    """

    labels: Mapping[str, str]
    value: float
    at: float


@dataclass(frozen=True)
class Prometheus:
    """One that runs.

    Attributes:
        process: the process.
        port: where it listens.
    """

    process: Process
    port: int

    def query(self, text: str, at: float | None = None) -> tuple[Sample, ...]:
        """Value of every series of an expression, at one moment.

        Args:
            text: PromQL.
            at: seconds since 1970; now unless told.

        Raises:
            ScaffoldError: Prometheus refuses the query; quotes it.
        """
        found = self._ask("query", {"query": text, **({} if at is None else {"time": repr(at)})})
        if found["resultType"] in {"scalar", "string"}:
            return (_sample({}, found["result"]),)
        return tuple(_sample(one["metric"], one["value"]) for one in found["result"])

    def query_range(
        self, text: str, start: float, end: float, step_seconds: float
    ) -> tuple[tuple[Sample, ...], ...]:
        """Values of every series of an expression over a time: one tuple a series.

        Raises:
            ScaffoldError: Prometheus refuses the query; quotes it.
        """
        given = {"query": text, "start": repr(start), "end": repr(end), "step": repr(step_seconds)}
        return tuple(
            tuple(_sample(one["metric"], value) for value in one["values"])
            for one in self._ask("query_range", given)["result"]
        )

    def alerts(self) -> tuple[Mapping[str, Any], ...]:
        """Alerts that are pending or firing, as the API tells them."""
        return tuple(self._ask("alerts")["alerts"])

    def rules(self) -> tuple[Mapping[str, Any], ...]:
        """Every rule, as the API tells it: ``name``, ``type``, ``health``, ``lastError``, ..."""
        groups = self._ask("rules")["groups"]
        return tuple(rule for group in groups for rule in group["rules"])

    def targets(self) -> tuple[Mapping[str, Any], ...]:
        """Every target, as the API tells it: ``labels``, ``health``, ``lastError``, ..."""
        return tuple(self._ask("targets")["activeTargets"])

    def _ask(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        method = "POST" if parameters else "GET"
        body = urlencode(parameters).encode() if parameters else None
        document = http.send(self.port, method, f"/api/v1/{path}", FORM, body).document
        if document.get("status") != "success":
            asked = (parameters or {}).get("query", path)
            raise ScaffoldError(f"Prometheus refuses {asked}: {document.get('error')}")
        return document["data"]


def start(bench: Bench, job: str, targets: Sequence[Target], alertmanager_port: int) -> Prometheus:
    """Start it with an empty database and wait until it is ready.

    Args:
        bench: where it runs, and whose repository has the rules.
        job: the label ``job`` of all targets.
        targets: what is scraped, from now on.
        alertmanager_port: where the alerts go.

    Raises:
        ToolMissingError: it is not on this machine.
        ScaffoldError: it does not take the rules; quotes it.
    """
    folder = bench.room.folder()
    options = (f"--storage.tsdb.path={folder / 'data'}", "--enable-feature=exemplar-storage")
    settings = configuration(bench.root, job, targets, alertmanager_port)
    return Prometheus(*server.start(bench, "prometheus", folder, settings, *options))


def configuration(
    root: Path, job: str, targets: Sequence[Target], alertmanager_port: int
) -> dict[str, Any]:
    """What Prometheus is told; the rules are the repository's files where they stand."""
    return {
        "global": {
            "scrape_interval": SCRAPE_INTERVAL,
            "scrape_timeout": SCRAPE_TIMEOUT,
            "evaluation_interval": EVALUATION_INTERVAL,
        },
        "rule_files": [str(root / path) for path in rule_files(list_files(root))],
        "alerting": {"alertmanagers": [_static(Target(alertmanager_port, {}))]},
        "scrape_configs": [{"job_name": job, **_static(*targets)}],
    }


def _static(*targets: Target) -> dict[str, Any]:
    groups = [
        {"targets": [f"127.0.0.1:{target.port}"], "labels": dict(target.labels)}
        for target in targets
    ]
    return {"static_configs": groups}


def _sample(labels: Mapping[str, str], pair: Sequence[Any]) -> Sample:
    return Sample(labels, float(pair[1]), float(pair[0]))
