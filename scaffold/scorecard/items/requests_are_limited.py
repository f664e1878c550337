"""Requests are limited: excess is turned away with 429.

Why: one client in a loop must not take the service from all others. Turned away early, excess
costs almost nothing; taken in, it costs everybody.

Met: a rate limiter is set up in code (such as slowapi, x/time/rate, express-rate-limit, bucket4j)
or in front (Traefik's, Envoy's or the ingress's, when it answers 429).

Not met: none is found. Code that understands 429 as somebody's answer shows nothing.

Fix: a token bucket before all routes but the probes; 429 with ``Retry-After``.

Waive: when the organisation's gateway limits; name the rule.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import by_signs

ID = "requests-are-limited"
LEVEL = Level.SILVER
SECTION = "3. Reliability Patterns: Rate Limiting"
SENTENCE = "Protect your service from overload. Reject excess traffic with `429 Too Many Requests`."

_SHOWS = "excess is turned away"

SIGNS = (
    Sign(Kind.PYTHON, r"\bLimiter\(", _SHOWS, needs=r"^[ \t]*from (?:slowapi|flask_limiter)\b"),
    Sign(Kind.PYTHON, r"\bFastAPILimiter\.init\(|\badd_middleware\(\s*\w*RateLimit", _SHOWS),
    Sign(Kind.PYTHON, r"[\"']DEFAULT_THROTTLE_RATES[\"']|^[ \t]*@ratelimit\(", _SHOWS),
    Sign(
        Kind.PYTHON,
        r"\b429\b|\bTOO_MANY_REQUESTS\b|\bHTTP_429\w*",
        _SHOWS,
        needs=r"^class \w*(?:[Ll]imit|[Bb]ucket|[Tt]hrottl)\w*",
    ),
    Sign(
        Kind.GO,
        r"\bhttp\.StatusTooManyRequests\b|\b429\b",
        _SHOWS,
        needs=r"\brate\.(?:New)?Limiter\b|\bratelimit\.New\w*\(",
    ),
    Sign(Kind.GO, r"\bhttprate\.(?:Limit\w*|NewRateLimiter)\(|\btollbooth\.\w+\(", _SHOWS),
    Sign(Kind.GO, r"\blimiter\.New\(|\bmiddleware\.RateLimiter\w*\(", _SHOWS),
    Sign(
        Kind.JAVASCRIPT,
        r"\b(?:rateLimit|rateLimiter|limiter|slowDown|RateLimit)\(\s*\{",
        _SHOWS,
        needs=r"express-rate-limit",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bregister\(\s*(?:\w*[rR]ateLimit\w*|import\([\"']@fastify/rate-limit)",
        _SHOWS,
        needs=r"@fastify/rate-limit|fastify-rate-limit",
    ),
    Sign(Kind.JAVASCRIPT, r"\bThrottlerModule\.forRoot", _SHOWS),
    Sign(Kind.JAVASCRIPT, r"\bnew RateLimiter\w*\(", _SHOWS, needs=r"rate-limiter-flexible"),
    Sign(
        Kind.JAVASCRIPT,
        r"\b429\b",
        _SHOWS,
        needs=r"^(?:export )?class \w*(?:[Ll]imit|[Bb]ucket|[Tt]hrottl)\w*",
    ),
    Sign(Kind.JAVA, r"@RateLimiter\b|\bBucket\.builder\(|\bRateLimiter\.of\(", _SHOWS),
    Sign(Kind.DEPLOY, r"^[ \t]*rateLimit:\s*$", "the proxy limits", needs=r"traefik"),
    Sign(Kind.DEPLOY, r"envoy\.filters\.http\.local_ratelimit", "the mesh limits"),
    Sign(
        Kind.DEPLOY,
        r"nginx\.ingress\.kubernetes\.io/limit-(?:rps|rpm|connections)",
        "the ingress limits",
        needs=r"limit-req-status-code",
    ),
)
AGAINST = (
    Sign(
        Kind.DEPLOY,
        r"nginx\.ingress\.kubernetes\.io/limit-(?:rps|rpm|connections)",
        "the ingress limits, and answers 503 unless told otherwise",
    ),
    Sign(
        Kind.START,
        r"\"(?:express-rate-limit|@fastify/rate-limit)\"\s*:",
        "listed, and nothing is limited",
    ),
)


def judge(reading: Reading) -> Verdict:
    """Look for a rate limiter; see the module."""
    return by_signs(
        reading,
        SIGNS,
        wanted="rate limiter",
        proof="send a thousand requests at once and look for 429",
        against=AGAINST,
    )
