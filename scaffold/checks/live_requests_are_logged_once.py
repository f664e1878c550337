"""Each request has one access line that says what happened.

Why: the access log answers who was served what, how fast, and by which request ID; two lines for
one request, or none, make every count of it wrong.

Passes: each request, whatever its status, has exactly one line with the fields of the access log,
and they say what was sent and answered.

Fails: no line, two lines, a field that is missing or wrong.

Fix: write the line in the one place where a request ends.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.bench import VERSION
from scaffold.live.recordings import together
from scaffold.live.routes import endpoint_of, method_of
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-requests-are-logged-once"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

SLACK_SECONDS = 0.5


def find(repo: ServiceRepo) -> Findings:
    """Look each request up in the log; see the module."""
    exchanges = together.exchanges(repo.live)
    for exchange in exchanges:
        for message in _problems(repo, exchange):
            place = repo.contract.place("logs", "fields", "access")
            yield Finding(*place, f"{exchange}: {message}")
    return f"{len(exchanges)} requests"


def _problems(repo: ServiceRepo, exchange: Exchange) -> Iterator[str]:
    question = exchange.question
    lines = [line for line in repo.live.lines_of(question.request_id) if line.is_access]
    if len(lines) != 1:
        yield f"{len(lines)} access lines"
        return
    fields = lines[0].fields
    expected = {
        "method": method_of(repo.contract, question),
        "endpoint": endpoint_of(repo.contract, question),
        "path": question.path.partition("?")[0],
        "status": exchange.answer.status,
        "client_address": "127.0.0.1",
        "version": VERSION,
        "environment": "staging",
    }
    for name, value in expected.items():
        if fields.get(name) != value:
            yield f"{name} is {fields.get(name)!r}, not {value!r}"
    promised = repo.contract.term("logs", "fields")
    for name in (*promised["always"], *promised["in_request"], *promised["access"]):
        if name not in fields:
            yield f"its access line has no {name}"
    if not 0 <= fields.get("duration_seconds", -1) <= exchange.answer.seconds + SLACK_SECONDS:
        yield f"duration_seconds is {fields.get('duration_seconds')}"
