"""A real Alertmanager with the repository's own configuration; only its addresses are replaced."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.artifacts.alertmanager import read_alertmanager
from scaffold.errors import ScaffoldError
from scaffold.live import http, server
from scaffold.live.bench import Bench
from scaffold.live.process import Process

OK = 200


@dataclass(frozen=True)
class Alert:
    """One alert as Alertmanager sees it.

    Attributes:
        labels: its labels, ``alertname`` included.
        annotations: its annotations.
        fingerprint: by which others name it.
        state: ``active``, ``suppressed`` or ``unprocessed``.
        inhibited_by: fingerprints of the alerts that silence it.
        receivers: names of the receivers to which it is routed.
    """

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    fingerprint: str
    state: str
    inhibited_by: tuple[str, ...]
    receivers: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the alert."""
        return self.labels.get("alertname", "")


@dataclass(frozen=True)
class Alertmanager:
    """One that runs.

    Attributes:
        process: the process.
        port: where it listens.
    """

    process: Process
    port: int

    def alerts(self) -> tuple[Alert, ...]:
        """Every alert that is not over, silenced or not.

        Raises:
            ScaffoldError: there is no answer.
        """
        answer = http.send(self.port, "GET", "/api/v2/alerts")
        if answer.status != OK:
            raise ScaffoldError(f"Alertmanager answers {answer.status}: {answer.text.strip()}")
        return tuple(_alert(one) for one in json.loads(answer.body))

    def firing(self, name: str) -> Alert | None:
        """The alert of that name, if it is not over."""
        return next((alert for alert in self.alerts() if alert.name == name), None)


def start(bench: Bench, address: Callable[[str], str]) -> Alertmanager:
    """Start it and wait until it is ready.

    Args:
        bench: where it runs, and whose repository configures it.
        address: where messages for a receiver of that name go.

    Raises:
        ToolMissingError: it is not on this machine.
        ScaffoldError: the configuration does not parse, or Alertmanager does not take it.
    """
    folder = bench.room.folder()
    options = (f"--storage.path={folder / 'storage'}", "--cluster.listen-address=")
    settings = redirect(read_alertmanager(bench.root).document.data, folder, address)
    return Alertmanager(*server.start(bench, "alertmanager", folder, settings, *options))


def redirect(settings: Any, folder: Path, address: Callable[[str], str]) -> dict[str, Any]:
    """A configuration whose every receiver reads an address of ours; all else is as it was.

    A receiver of another kind than a webhook becomes one: nobody must be paged by a trial.

    Args:
        settings: the parsed configuration.
        folder: where the files with the addresses are written.
        address: where messages for a receiver of that name go.
    """
    receivers = []
    for number, receiver in enumerate(settings["receivers"]):
        name, file = str(receiver["name"]), folder / f"url-{number}"
        file.write_text(address(name), encoding="utf-8")
        integrations = [
            (kind, one)
            for kind, entries in receiver.items()
            if kind.endswith("_configs")
            for one in entries
        ]
        webhooks = [_webhook(kind, one, file) for kind, one in integrations]
        receivers.append({"name": name, **({"webhook_configs": webhooks} if webhooks else {})})
    return {**settings, "receivers": receivers}


def _webhook(kind: str, integration: Mapping[str, Any], file: Path) -> dict[str, Any]:
    if kind == "webhook_configs":
        kept = {key: value for key, value in integration.items() if key != "url"}
    else:
        kept = {key: integration[key] for key in ("send_resolved",) if key in integration}
    return {**kept, "url_file": str(file)}


def _alert(found: Mapping[str, Any]) -> Alert:
    return Alert(
        labels=found["labels"],
        annotations=found["annotations"],
        fingerprint=found["fingerprint"],
        state=found["status"]["state"],
        inhibited_by=tuple(found["status"]["inhibitedBy"]),
        receivers=tuple(receiver["name"] for receiver in found["receivers"]),
    )
