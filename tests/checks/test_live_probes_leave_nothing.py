"""live-probes-leave-nothing: probes do not drown what they watch over."""

from types import SimpleNamespace

from staged import answered, found, line, scrape, span, staged

from scaffold.checks import live_probes_leave_nothing as check
from scaffold.live.recordings import everyday
from scaffold.live.service import Question

FIXED = {"request_id": "probe", "trace_id": "1" * 32}


def judged(root, after=(), *, status=200, **bench):
    scrapes = iter([scrape(), scrape(*after)])

    def ask(question):
        return answered(status, Question(question.method, question.path, **FIXED))

    service = SimpleNamespace(ask=ask, scrape=lambda: next(scrapes))
    repo = staged(root, {everyday.record: SimpleNamespace(service=service)}, **bench)
    return found(check, repo)


def test_probe_that_is_counted_is_found(fresh):
    """By the counter."""
    message = "8 probes added 8 to http_requests_total"
    assert judged(fresh, ["http_requests_total 8"]) == [("endpoints:", message)]


def test_probe_that_is_logged_is_found(fresh):
    """Each of them, for GET and HEAD."""
    rows = judged(fresh, lines=[line(request_id="probe", endpoint="_unmatched")])
    assert len(rows) == 8
    assert rows[0] == ("metrics: /metrics", "GET /metrics has an access line")


def test_probe_that_is_traced_is_found(fresh):
    """A span of any kind."""
    one = answered(200, Question("GET", "/livez", **FIXED))
    rows = judged(fresh, spans=[span(one)])
    assert ("liveness: /livez", "HEAD /livez has a span") in rows


def test_probe_that_refuses_is_found(fresh):
    """HEAD is answered like GET."""
    assert ("startup: /startupz", "GET /startupz -> 405") in judged(fresh, status=405)
