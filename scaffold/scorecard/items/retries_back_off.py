"""Retries back off exponentially, with jitter.

Why: a dependency that comes back is met by all who waited for it. Without jitter they come in the
same instant, and it goes down again.

Met: calls are retried by a library with exponential backoff and jitter (such as stamina,
tenacity's ``wait_random_exponential``, cenkalti/backoff, cockatiel), or by code that draws a
random part of a growing pause.

Not met: retries without jitter, or calls that are never retried. Not applicable where no other
service is called.

Fix: ``wait = random() * min(cap, base * 2 ** attempt)``, few attempts, one deadline for all.

Waive: when whoever is called must not be asked twice.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import CALLS, NO_CALLS
from scaffold.scorecard.verdicts import met, not_applicable, not_met, unfound

ID = "retries-back-off"
LEVEL = Level.SILVER
SECTION = "3. Reliability Patterns: Retry with Exponential Backoff"
SENTENCE = "Never retry in a tight loop. Use Jitter."

_RETRIES = r"(?i:retr|attempt|backoff)"
_SHOWS = "retries back off with jitter"

SIGNS = (
    Sign(
        Kind.PYTHON,
        r"\bwait_(?:random_exponential|exponential_jitter)\(|@stamina\.retry\b"
        r"|\bstamina\.retry_context\(|\bwait_exponential\([^)]{0,200}\)\s*\+\s*wait_random\(",
        _SHOWS,
    ),
    Sign(
        Kind.PYTHON,
        r"\bbackoff\.on_(?:exception|predicate)\(\s*(?:wait_gen\s*=\s*)?backoff\.expo\b",
        _SHOWS,
        near=r"\A(?!\s*@?[^@]*\bjitter\s*=\s*None)",
    ),
    Sign(Kind.PYTHON, r"\bbackoff_jitter\s*=\s*(?!0\b)\S", _SHOWS, needs=r"\bbackoff_factor\b"),
    Sign(
        Kind.PYTHON,
        r"\brandom\.(?:uniform|random|randint|expovariate)\b",
        _SHOWS,
        needs=rf"\A(?=[\s\S]*\*\*)(?=[\s\S]*sleep)(?=[\s\S]*{_RETRIES})",
    ),
    Sign(
        Kind.GO,
        r"\bbackoff\.Retry\w*(?:\[[^\]\n]*\])?\(",
        _SHOWS,
        needs=r"(?i:jitter)|\bNewExponentialBackOff\(",
    ),
    Sign(Kind.GO, r"\bretry\.Do(?:WithData)?\(", _SHOWS, needs=r"avast/retry-go"),
    Sign(
        Kind.GO,
        r"\bretryablehttp\.(?:LinearJitterBackoff|RateLimitLinearJitterBackoff)\b|\bretry\.WithJitter",
        _SHOWS,
    ),
    Sign(
        Kind.GO,
        r"\brand\.(?:Int63n|Int64N|IntN|Intn|Float64|N)\(",
        _SHOWS,
        needs=rf"\A(?=[\s\S]*(?:<<|math\.Pow))(?=[\s\S]*time\.(?:Sleep|After))(?=[\s\S]*{_RETRIES})",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bMath\.random\b",
        _SHOWS,
        needs=rf"\A(?=[\s\S]*(?:\*\*|Math\.pow))(?=[\s\S]*{_RETRIES})",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bnew ExponentialBackoff\(",
        _SHOWS,
        needs="cockatiel",
    ),
    Sign(Kind.JAVASCRIPT, r"\bpRetry\(", _SHOWS, near=r"\brandomize\s*:\s*true"),
    Sign(Kind.JAVASCRIPT, r"\bbackOff\(", _SHOWS, near=r"\bjitter\s*:\s*[\"']full"),
    Sign(Kind.JAVASCRIPT, r"\bretry\(", _SHOWS, needs=r"[\"']async-retry[\"']"),
    Sign(Kind.JAVASCRIPT, r"\baxiosRetry\.exponentialDelay\b", _SHOWS),
    Sign(
        Kind.JAVA,
        r"\bofExponentialRandomBackoff\(|@Backoff\([^)]{0,200}random\s*=\s*true|\.jitter\(\s*0?\.\d",
        _SHOWS,
    ),
    Sign(Kind.JAVA, r"\bRetry\.backoff\(", "Reactor retries with jitter by default"),
    Sign(
        Kind.SETTINGS,
        r"enable-?[rR]andomized-?[wW]ait\s*[:=]\s*true",
        _SHOWS,
        needs=r"enable-?[eE]xponential-?[bB]ackoff\s*[:=]\s*true",
    ),
)
AGAINST = (
    Sign(
        Kind.PYTHON,
        r"\bwait_(?:fixed|exponential|incrementing)\(|\bRetry\([^)]{0,200}\btotal\b|\bbackoff\.\w+\(",
        "retries without jitter",
    ),
    Sign(
        Kind.GO,
        r"\bretryablehttp\.NewClient\(|\bbackoff\.NewConstantBackOff\(|\bNewConstant\(",
        "retries without jitter",
    ),
    Sign(Kind.JAVASCRIPT, r"\b(?:pRetry|axiosRetry)\(", "retries without jitter"),
    Sign(Kind.JAVA, r"@Retryable\b|@Retry\b", "retries without jitter"),
    Sign(Kind.DEPLOY, r"^[ \t]*retries:\s*$", "the mesh retries", near=r"\battempts:"),
)


def judge(reading: Reading) -> Verdict:
    """Look for retries where there are calls; see the module."""
    found = reading.find(SIGNS)
    if found:
        return met(_SHOWS, found)
    against = reading.find(AGAINST)
    if against:
        return not_met(f"{against[0].shows}: no jitter was found", against)
    calls = reading.find(CALLS)[:2]
    if calls:
        return not_met("other services are called, and a failed call is not tried again", calls)
    if reading.code and not reading.unread_language:
        return not_applicable(NO_CALLS)
    return unfound(reading, "retry with backoff", "let a dependency fail and time the calls")
