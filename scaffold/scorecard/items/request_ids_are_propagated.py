"""Request IDs are propagated across services.

Why: the failure is rarely in the service that the user called. Without the ID in the next one,
the search ends at the border.

Met: calls of other services carry the request ID or the trace (an instrumented client, or the
header set on the call).

Not met: other services are called, and nothing hands an ID on. Not applicable where none is
called.

Fix: put ``X-Request-ID`` on every call, or instrument the client with OpenTelemetry.

Waive: when all that is called is outside of the organisation.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import AGENTS, CALLS, CLIENT_SPANS, NO_CALLS
from scaffold.scorecard.verdicts import met, not_applicable, not_met, unfound

ID = "request-ids-are-propagated"
LEVEL = Level.SILVER
SECTION = "1. Observability: Logging - MANDATORY"
SENTENCE = "Request ID: MANDATORY for distributed tracing. Must be propagated across services."

SIGNS = (
    *CLIENT_SPANS,
    *AGENTS,
    Sign(
        Kind.GO,
        r"\b(?:req|request|outbound|upstream|out)\.Header\.(?:Set|Add)\(\s*"
        r"(?:\"(?i:x-(?:request|correlation)-id)\"|\w*\.?(?i:request_?id)\w*)",
        "calls carry the request ID",
    ),
    Sign(
        Kind.PYTHON,
        r"\bheaders\b.*[\"'](?i:x-(?:request|correlation)-id)[\"']\s*(?::|\]\s*=)",
        "calls carry the request ID",
        unless=r"\bresponse\b|\bresp\b",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bheaders\b.*[\"'](?i:x-(?:request|correlation)-id)[\"']\s*(?::|\]\s*=)",
        "calls carry the request ID",
        unless=r"\b(?:res|response|reply)\b|(?<!req)\.headers\s*\[",
    ),
)


def judge(reading: Reading) -> Verdict:
    """Look at what calls carry; see the module."""
    calls = reading.find(CALLS)[:2]
    if not calls and not reading.unread_language and reading.code:
        return not_applicable(NO_CALLS)
    found = reading.find(SIGNS)
    if found:
        return met(found[0].shows, found)
    if calls:
        return not_met("other services are called, and no ID is handed on", calls)
    return unfound(reading, "call that carries an ID", "look at the headers of a call")
