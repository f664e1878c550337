"""Correlation IDs are enabled.

Why: one request leaves a hundred lines among a million others. Without an ID that they share,
nobody finds them again.

Met: the service takes or makes a request ID (the header ``X-Request-ID`` or ``X-Correlation-ID``,
or a framework's middleware for it), or traces its requests, which gives each a trace ID.

Not met: neither is found. A header that is only named in a list for CORS shows nothing.

Fix: take the caller's ``X-Request-ID`` or make one, put it on every log line and every response.

Waive: when a proxy in front does it and the service logs nothing per request.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import AGENTS, SERVER_SPANS
from scaffold.scorecard.verdicts import by_signs

ID = "correlation-ids-are-enabled"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "Correlation IDs (Request/Trace ID) enabled."

_HEADER = r"[\"'`](?i:x-(?:request|correlation)-?id)[\"'`]"
_LISTED = r"(?i:allow|expose|cors)"

SIGNS = (
    Sign(
        Kind.PYTHON,
        r"\(\s*CorrelationIdMiddleware\b|\bCorrelationIdMiddleware\(",
        "a middleware gives request IDs",
    ),
    Sign(
        Kind.GO,
        r"\bmiddleware\.RequestID\b|\brequestid\.New\(|\bhlog\.RequestIDHandler\(",
        "a middleware gives request IDs",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bgenReqId\b|\brequestIdHeader\b|\brTracer\.\w+Middleware\("
        r"|\buse\(\s*require\([\"'](?:express-request-id|pino-http)[\"']",
        "a middleware gives request IDs",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\b(?:pinoHttp|addRequestId|requestID|requestId)\(",
        "a middleware gives request IDs",
        needs=r"[\"'](?:express-request-id|pino-http)[\"']",
    ),
    *(
        Sign(kind, _HEADER, "request IDs are taken from this header", unless=_LISTED)
        for kind in (Kind.PYTHON, Kind.GO, Kind.JAVASCRIPT, Kind.JAVA)
    ),
    Sign(
        Kind.JAVA,
        r"\bMDC\.put(?:Closeable)?\(\s*\"(?i:\w*(?:trace|request|correlation)\w*)\"",
        "log lines carry the ID",
    ),
    *SERVER_SPANS,
    *AGENTS,
)


def judge(reading: Reading) -> Verdict:
    """Look for request IDs or traces; see the module."""
    return by_signs(
        reading,
        SIGNS,
        wanted="request ID and no trace",
        proof="send a request with X-Request-ID and look for its value in the log",
    )
