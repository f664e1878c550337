"""Credentials of callers reach neither a log line nor a span.

Why: logs are read by many and kept for long. A token in one of them is a token that has leaked.

Passes: a request with an Authorization header, a cookie, a token and a password in its query and
in its body, and one that fails with them, leave none of the values in stdout, stderr or spans.

Fails: a value is found; the finding says where it was sent, and quotes no more than its name.

Fix: redact by field name and by pattern before anything is written; log paths without queries.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday
from scaffold.live.service import Question
from scaffold.live.waiting import until
from scaffold.repo import ServiceRepo

ID = "live-secrets-are-redacted"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("opentelemetry-proto",)

SECRETS = {
    "Authorization header": "live-bearer-5f1d2c",
    "Cookie header": "live-cookie-8a9b7e",
    "token in the query": "live-query-3c4d5e",
    "password in the query": "live-phrase-1b2c3d",
    "password in the body": "live-body-6e7f8a",
}
SPANS_SECONDS = 10.0


def find(repo: ServiceRepo) -> Findings:
    """Send them and look for them; see the module."""
    service = repo.live.get(everyday.record).service
    bearer, cookie, token, password, body = SECRETS.values()
    query = f"token={token}&password={password}"
    headers = {"Authorization": f"Bearer {bearer}", "Cookie": f"session={cookie}"}
    content = f'{{"sku": "bolt", "quantity": 1, "password": "{body}"}}'.encode()
    questions = (
        Question("GET", f"/orders?{query}", headers=headers),
        Question("GET", f"/nowhere?{query}", headers=headers),
        Question("POST", f"/orders?{query}", content, headers),
    )
    collector = repo.live.collector
    for question in questions:
        service.ask(question)
    until(lambda: all(collector.of_trace(one.trace_id) for one in questions), SPANS_SECONDS)
    places = {
        "the log": service.process.stdout() + service.process.stderr(),
        "a span": "".join(span.text for span in collector.spans),
    }
    for name, secret in SECRETS.items():
        for place, text in places.items():
            if secret in text:
                message = f"{name} of {questions[0].path.partition('?')[0]} is found in {place}"
                yield Finding(*repo.contract.place("logs", "redacted"), message)
    return f"{len(SECRETS)} secrets in {len(questions)} requests"
