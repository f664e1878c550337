"""A dependency that says when to come back is not asked again before.

Why: ``Retry-After`` is how a service that is overloaded gets the time to recover. And who is told
to wait longer than its own caller will, gives up at once.

Passes: after a 503 with ``Retry-After: 1`` the second call comes a second later; after one with 60
seconds there is no second call, and the caller is answered at once, well before the deadline.

Fails: a call that comes too early, a wait beyond the deadline.

Fix: let the header lengthen the pause, and begin no pause that the deadline would cut.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import retries
from scaffold.repo import ServiceRepo

ID = "live-retries-wait-as-told"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Measure the pauses; see the module."""
    seen = repo.live.get(retries.record)
    place = repo.contract.place("resilience", "retry", "honours_retry_after")
    asked, pauses = f"Retry-After: {retries.RETRY_AFTER_SECONDS}", seen.asked_to_wait.pauses
    if not pauses:
        yield Finding(*place, f"{asked}: the call is not repeated")
    elif pauses[0] < retries.RETRY_AFTER_SECONDS:
        yield Finding(*place, f"{asked}: repeated after {pauses[0]:.2f} s")
    asked = f"Retry-After: {retries.TOO_LONG_SECONDS}"
    too_much = seen.asked_too_much
    if too_much.pauses:
        yield Finding(*place, f"{asked}: repeated after {too_much.pauses[0]:.2f} s")
    seconds = too_much.exchange.answer.seconds
    if seconds > retries.DEADLINE_SECONDS / 2:
        yield Finding(*place, f"{asked}: the caller waits {seconds:.1f} s for a refusal")
    return f"1 s: repeated after {pauses[0] if pauses else 0:.2f} s; 60 s: given up"
