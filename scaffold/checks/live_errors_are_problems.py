"""Every error is a problem document with status and request ID.

Why: callers handle one shape of error, not one for each layer that can refuse a request.

Passes: each response with a status of 400 or more, of the routes, the limits and the faults, is
``application/problem+json`` with its own status and the request ID in it; 405 names the methods
that are allowed; 429 and 503 say when to come back.

Fails: another content type, a body without status or ID, a header that is missing.

Fix: answer errors in one place.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import together
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-errors-are-problems"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

ERROR = 400
HEADERS = {405: "Allow", 429: "Retry-After", 503: "Retry-After"}


def find(repo: ServiceRepo) -> Findings:
    """Look at each error; see the module."""
    errors = [one for one in together.exchanges(repo.live) if one.answer.status >= ERROR]
    wanted = repo.contract.term("http", "error_content_type")
    for exchange in errors:
        for message in _problems(exchange, wanted):
            place = repo.contract.place("http", "error_content_type")
            yield Finding(*place, f"{exchange}: {message}")
    statuses = sorted({exchange.answer.status for exchange in errors})
    return f"{len(errors)} errors, statuses {', '.join(map(str, statuses))}"


def _problems(exchange: Exchange, wanted: str) -> Iterator[str]:
    answer = exchange.answer
    if answer.header("Content-Type").partition(";")[0] != wanted:
        yield f"it is {answer.header('Content-Type') or 'of no type'}, not {wanted}"
        return
    expected = {"status": answer.status, "request_id": exchange.question.request_id}
    for name, value in expected.items():
        if answer.document.get(name) != value:
            yield f"{name} is {answer.document.get(name)!r}, not {value!r}"
    header = HEADERS.get(answer.status)
    if header and not answer.header(header):
        yield f"{header} is missing"
