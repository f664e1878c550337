"""Shutdown is graceful: SIGTERM lets what is in flight finish.

Why: every deployment stops every process. Without it, each one costs the requests that it was
answering, and nobody notices but the users.

Met: the service handles SIGTERM and closes its server (``http.Server.Shutdown`` after a
``signal.Notify`` of it, ``process.on('SIGTERM')`` with ``close``, a handler of
``signal.SIGTERM``), or settings of its server or framework say that it does.

Not met: nothing handles it. One that handles only SIGINT is stopped by Kubernetes all the same.
Unknown where the server that runs it may do so by itself.

Fix: on SIGTERM stop being ready, go on serving for a moment, stop accepting, finish, exit 0.

Waive: never for a service that answers requests.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, unfound, unknown

ID = "shutdown-is-graceful"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "Graceful shutdown handled."

SIGNS = (
    Sign(
        Kind.PYTHON,
        r"\bsignal\.signal\(\s*signal\.SIGTERM\b|\badd_signal_handler\(",
        "SIGTERM is handled",
        needs=r"\bSIGTERM\b",
    ),
    Sign(
        Kind.PYTHON,
        r"\b(?:timeout_graceful_shutdown|graceful_timeout)\s*=\s*\S",
        "the server waits for requests in flight",
    ),
    Sign(
        Kind.PYTHON,
        r"\blifespan\s*=\s*\w|^[ \t]*@app\.on_event\(\s*[\"']shutdown",
        "what is open is closed before the end",
        needs=r"\byield\b|on_event\(\s*[\"']shutdown",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bprocess\.(?:on|once)\(\s*[\"'`]SIGTERM[\"'`]|\bfor \(const \w+ of \[?.*[\"']SIGTERM",
        "SIGTERM is handled",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\b(?:closeWithGrace|createTerminus|createHttpTerminator|gracefulShutdown|stoppable)\("
        r"|\benableShutdownHooks\(",
        "a library closes the server on SIGTERM",
    ),
    Sign(
        Kind.SETTINGS,
        r"^server\.shutdown\s*[=:]\s*graceful|^[ \t]+shutdown:\s*[\"']?graceful"
        r"|^quarkus\.shutdown\.timeout\s*=",
        "the framework waits for requests in flight",
    ),
    Sign(
        Kind.BUILD,
        r"spring-boot-starter-parent</artifactId>|org\.springframework\.boot[\"']\)?\s+version",
        "Spring Boot waits for requests in flight, since 3.4 by default",
        near=r"\A[^\n]*(?:\n[^\n]*)?\b(?:3\.(?:[4-9]|\d\d)|[4-9])\.\d+",
    ),
    Sign(Kind.JAVA, r"\baddShutdownHook\(", "what is open is closed before the end"),
    Sign(
        Kind.START,
        r"--(?:timeout-graceful-shutdown|graceful-timeout)\b",
        "the server waits for requests in flight",
    ),
)
IN_GO = (  # all three of them
    Sign(Kind.GO, r"\bsignal\.Notify(?:Context)?\(", "signals are handled"),
    Sign(Kind.GO, r"\b(?:syscall|unix)\.SIGTERM\b", "SIGTERM is one of them"),
    Sign(
        Kind.GO,
        r"(?i:\b(?!\w*(?:trac|meter|provider|otel|telemetry|openfeature)|[tml]p\b)\w+)"
        r"\.(?:Shutdown|ShutdownWithContext|GracefulStop)\(",
        "the server is shut down",
    ),
)
BY_ITSELF = (
    Sign(
        Kind.START,
        r"\b(?:uvicorn|gunicorn|hypercorn|granian)\b|\bfastapi[\"', ]+run\b",
        "this server runs it",
    ),
    Sign(Kind.PYTHON, r"\buvicorn\.run\(", "this server runs it"),
)
AGAINST = (
    Sign(Kind.GO, r"\bhttp\.ListenAndServe(?:TLS)?\(", "a server that nothing can shut down"),
    Sign(Kind.JAVASCRIPT, r"\bprocess\.on\(\s*[\"']SIGINT", "only SIGINT is handled"),
    Sign(Kind.JAVASCRIPT, r"\.listen\(", "a server that nothing shuts down"),
    Sign(Kind.PYTHON, r"\bapp\.run\(", "a development server"),
)


def judge(reading: Reading) -> Verdict:
    """Look for what handles SIGTERM; see the module."""
    found = reading.find(SIGNS)
    in_go = [line for sign in IN_GO for line in reading.find((sign,))]
    if len(in_go) == len(IN_GO):
        return met("SIGTERM is handled", in_go)
    if found:
        return met(found[0].shows, found)
    proof = "send SIGTERM under load and count what fails"
    by_itself = reading.find(BY_ITSELF)
    if by_itself:
        return unknown(f"the server waits by itself, if the signal reaches it: {proof}", by_itself)
    wanted = "handler of SIGTERM that closes the server"
    return unfound(reading, wanted, proof, in_go or reading.find(AGAINST))
