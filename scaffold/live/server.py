"""Prometheus or Alertmanager beside a service: configured, started, waited for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from scaffold import tool
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live import http
from scaffold.live.bench import Bench
from scaffold.live.process import Process, free_port

START_SECONDS = 30.0
OK = 200


def start(
    bench: Bench, name: str, folder: Path, settings: Mapping[str, Any], *options: str
) -> tuple[Process, int]:
    """Start it and wait until it is ready; it ends with the bench.

    Args:
        bench: where it runs.
        name: the tool's; its program must speak as those of Prometheus do.
        folder: of its own, where it keeps what it writes.
        settings: its configuration.
        options: words besides the configuration, the address and how much is logged.

    Returns:
        The process, and the port that it listens on.

    Raises:
        ToolMissingError: it is not on this machine.
        ScaffoldError: it does not take the configuration; quotes it.
    """
    program, port = tool.locate(name), free_port()
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(dict(settings), sort_keys=False), encoding="utf-8")
    words = (
        str(program.path),
        f"--config.file={file}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
        *options,
    )
    process = bench.room.run(Launch(words, folder, {}), {}, folder)
    bench.until(lambda: process.code is not None or _is_ready(port), START_SECONDS, 0.1)
    if not _is_ready(port):
        said = process.stderr().strip() or "it says nothing"
        raise ScaffoldError(f"{name.capitalize()} does not start: {said}")
    return process, port


def _is_ready(port: int) -> bool:
    try:
        return http.send(port, "GET", "/-/ready").status == OK
    except http.NoAnswerError:
        return False
