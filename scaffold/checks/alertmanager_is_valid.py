"""Alertmanager accepts its configuration.

Why: Alertmanager that cannot read a new configuration keeps the old one and says so in its log; one
that starts with it does not start, and nobody is paged for anything.

Passes: ``amtool check-config`` accepts the file.

Fails: whatever amtool refuses: unknown fields, routes to receivers that do not exist.

Fix: go to the line.

Ignore: never.
"""

import re

from scaffold import tool
from scaffold.artifacts.alertmanager import Alertmanager
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alertmanager-is-valid"
LEVEL = Level.STATIC
TOOLS = ("amtool",)
PACKAGES = ()

_NOISE = re.compile(r"^(Checking '[^']*'|\s*FAILED: |amtool: error: failed to validate.*)\s*")
_RECEIVER = re.compile(r'undefined receiver "(?P<name>[^"]*)"')


def find(repo: ServiceRepo) -> Findings:
    """Have amtool check the file; see the module."""
    configuration = repo.alertmanager
    done = tool.run("amtool", "check-config", configuration.path, cwd=repo.root)
    if done.code:
        rows = [_plain(row) for row in (done.stdout + done.stderr).splitlines()]
        message = "\n".join(row for row in rows if row)
        line = _line(configuration, message)
        yield Finding(configuration.path, line, f"amtool refuses it: {message}")
    receivers, routes = len(configuration.receivers), len(configuration.routes)
    inhibitions = len(configuration.inhibitions)
    return f"{receivers} receivers, {routes} routes, {inhibitions} inhibitions"


def _plain(row: str) -> str:
    """A line of amtool without its words around the message."""
    while found := _NOISE.match(row):
        row = row[found.end() :]
    return row.strip()


def _line(configuration: Alertmanager, message: str) -> int:
    if found := re.search(r"\bline (\d+):", message):
        return int(found[1])
    if found := _RECEIVER.search(message):
        for route in configuration.routes:
            if route.receiver == found["name"]:
                return configuration.document.line(*route.keys, "receiver")
    return 0
