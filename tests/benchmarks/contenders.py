"""The services that `layers.py` times: one of each template, and its bare peer."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from scaffold import tool
from scaffold.language import Launch
from scaffold.languages import typescript_environment
from scaffold.live import http
from scaffold.live.process import free_port
from scaffold.live.service import JSON

BARE = Path(__file__).with_name("bare")
ORDERS = 10
PATIENCE_SECONDS = 30
SETTINGS = {  # one worker each, and nobody turned away
    "GOMAXPROCS": "1",
    "RATE_LIMIT_PER_SECOND": "1000000",
    "RATE_LIMIT_BURST": "1000000",
    "DRAIN_DELAY_SECONDS": "0",
}


class Contender:
    """One running service, whose log goes through a pipe to nowhere."""

    def __init__(self, launch: Launch, settings: dict[str, str]) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/orders"
        self._log = subprocess.Popen(("cat",), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self._process = subprocess.Popen(
            launch.words,
            cwd=launch.cwd,
            env={**launch.environment, **SETTINGS, **settings, "PORT": str(self._port)},
            stdin=subprocess.DEVNULL,
            stdout=self._log.stdin,
        )
        self._log.stdin.close()

    def fill(self) -> list[dict]:
        """Order something and return what is listed then, without the random IDs."""
        self._wait()
        for quantity in range(1, ORDERS + 1):
            body = json.dumps({"sku": "bolt", "quantity": quantity}).encode()
            http.send(self._port, "POST", "/orders", JSON, body)
        listed = json.loads(http.send(self._port, "GET", "/orders").text)
        return [{**order, "order_id": "..."} for order in listed]

    def cpu_seconds(self) -> float:
        """Processor time that it has used."""
        status = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        user, system = status.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        self._log.wait(PATIENCE_SECONDS)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(http.NoAnswerError):
                http.send(self._port, "GET", "/orders")
                return
            time.sleep(0.05)
        sys.exit(f"{self.url} does not answer")


def bare_launch(language: str, layered: Launch, root: Path, scratch: Path) -> Launch:
    """The peer, on the runtime and the packages of the layered service."""
    source = BARE / language
    if language == "python":
        return replace(layered, words=(layered.words[0], str(source / "bare.py")))
    if language == "go":
        program = scratch / "bare"
        tool.run("go", "build", "-o", program, ".", cwd=source).succeeded()
        return replace(layered, words=(str(program),))
    packages = typescript_environment.find(root) / "node_modules"
    (scratch / "node_modules").symlink_to(packages)
    shutil.copy(source / "bare.ts", scratch)
    return replace(layered, words=(layered.words[0], str(scratch / "bare.ts")))
