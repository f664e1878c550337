"""Calls of other services have a circuit breaker.

Why: a dependency that answers after 30 seconds holds every thread that waits for it. The service
then fails as well, and so do those that call it.

Met: calls pass through a circuit breaker: a library's (such as gobreaker, pybreaker, opossum,
resilience4j), one of its own, or the mesh's (``outlierDetection``).

Not met: other services are called without one. Not applicable where none is called.

Fix: open after a few consecutive failures, try one call after half a minute, answer at once in
between.

Waive: when all that is called may fail without harm.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import CALLS, NO_CALLS
from scaffold.scorecard.verdicts import met, not_applicable, not_met, unfound

ID = "calls-have-a-breaker"
LEVEL = Level.SILVER
SECTION = "3. Reliability Patterns: Circuit Breaker"
SENTENCE = "Prevent cascading failures. If a dependency fails repeatedly, fail fast."

SIGNS = (
    Sign(
        Kind.PYTHON,
        r"(?<!class )\b(?:Async)?CircuitBreaker\(|^[ \t]*@circuit\b",
        "a circuit breaker is used",
    ),
    Sign(
        Kind.GO,
        r"\bgobreaker\.New\w*|\bhystrix\.(?:Do|Go)C?\(|\bcircuitbreaker\.(?:New|Builder|With)\w*"
        r"|\bcircuit\.New\w*\(",
        "a circuit breaker is used",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bnew (?:\w+\.)?CircuitBreaker\(|\bnew Brakes\(",
        "a circuit breaker is used",
    ),
    Sign(Kind.JAVASCRIPT, r"\bcircuitBreaker\(", "a circuit breaker is used", needs="cockatiel"),
    Sign(
        Kind.JAVA,
        r"@CircuitBreaker\b|@HystrixCommand\b|\bCircuitBreaker\.of\w*\("
        r"|\bcircuitBreakerFactory\.create\(|\bcircuitBreakerRegistry\.circuitBreaker\(",
        "a circuit breaker is used",
    ),
    Sign(Kind.DEPLOY, r"^[ \t]*outlierDetection:", "the mesh has a circuit breaker"),
)


def judge(reading: Reading) -> Verdict:
    """Look for a breaker where there are calls; see the module."""
    calls = reading.find(CALLS)[:2]
    found = reading.find(SIGNS)
    if found:
        return met(found[0].shows, found)
    if calls:
        return not_met("other services are called without a circuit breaker", calls)
    if reading.code and not reading.unread_language:
        return not_applicable(NO_CALLS)
    return unfound(reading, "circuit breaker", "let a dependency fail and time the answers")
