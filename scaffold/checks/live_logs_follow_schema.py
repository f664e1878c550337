"""Every line that the service writes follows the schema of log lines.

Why: one line that is no JSON, a level by another name, a nested object: the pipeline drops it or
the query misses it, on the day it matters.

Passes: each line on stdout, of every service that was run, from its first to its last, validates
against ``observability/log.schema.json`` and names the service; nothing is written to stderr;
``log_messages_total`` counts the lines of each level.

Fails: a line does not validate (the finding quotes it), or more or fewer are counted than written.

Fix: send whatever writes it through the one logger.

Ignore: never.
"""

from collections.abc import Iterator

from jsonschema import Draft202012Validator

from scaffold.artifacts.document import read_document
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.logs import Line
from scaffold.live.recordings import everyday
from scaffold.repo import ServiceRepo

ID = "live-logs-follow-schema"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("jsonschema", "prometheus-client")

SCHEMA = "observability/log.schema.json"
QUOTED_CHARACTERS = 160


def find(repo: ServiceRepo) -> Findings:
    """Validate whatever was written; see the module."""
    schema = Draft202012Validator(read_document(repo.root, SCHEMA).data)
    services = repo.live.services
    lines = [line for service in services for line in service.lines()]
    for line in lines:
        for message in _problems(line, schema, repo.name):
            yield Finding(SCHEMA, 0, f"{message}: {line.text[:QUOTED_CHARACTERS]}")
    for service in services:
        for text in service.process.stderr().splitlines()[:1]:
            yield Finding(SCHEMA, 0, f"written to stderr: {text[:QUOTED_CHARACTERS]}")
    if not lines:
        yield Finding(SCHEMA, 0, "no service wrote a line")
    yield from _miscounted(repo)
    return f"{len(lines)} lines of {len(services)} processes"


def _miscounted(repo: ServiceRepo) -> Iterator[Finding]:
    service = repo.live.get(everyday.record).service
    scrape, lines = service.scrape(), service.lines()
    place = repo.contract.place("logs", "levels")
    for level in repo.contract.term("logs", "levels"):
        written = sum(line.fields.get("level") == level for line in lines)
        counted = scrape.value("log_messages_total", level=level)
        if counted != written:
            message = f"log_messages_total{{level={level}}} is {counted:g}"
            yield Finding(*place, f"{message}, {written} lines were written")


def _problems(line: Line, schema: Draft202012Validator, name: str) -> Iterator[str]:
    if not line.fields:
        yield "a line is no JSON object"
        return
    for error in schema.iter_errors(line.fields):
        yield f"{'.'.join(map(str, error.path)) or 'a line'}: {error.message[:QUOTED_CHARACTERS]}"
    if line.fields.get("service", name) != name:
        yield f"service is {line.fields['service']}, not {name}"
