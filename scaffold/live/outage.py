"""A fault of a service that burns the budgets of both objectives at once, and its end."""

from scaffold.artifacts.document import dig, read_document
from scaffold.live import stage, traffic
from scaffold.live.bench import Bench
from scaffold.live.downstream import always, in_stock
from scaffold.live.stage import Instance
from scaffold.live.traffic import Limits, Tally

PAGES = ("AvailabilityBudgetBurn1h", "LatencyBudgetBurn1h")
"""The fastest alerts of the two objectives, which page."""

ERRORS, LATENCY = "fault.error_ratio", "fault.latency_ms"
VALUES = "deploy/chart/values.yaml"
SLOWER_MS = 150
MARGIN = 1.3
SPEND_SECONDS = 120.0
FOLLOWED_SECONDS = 10.0


def start(bench: Bench, revision: str, limits: Limits) -> Instance:
    """Start an instance that fails now and then and dawdles otherwise; its dependency is down.

    A looser objective needs more failures. Failed requests do not count as slow ones.
    """
    errors = round((1 + limits.availability) / 2, 3)
    latency = round(limits.threshold_seconds * 1000) + SLOWER_MS
    instance = stage.start_instance(bench, revision, {ERRORS: errors, LATENCY: latency})
    instance.service.downstream.behave(always(503))
    return instance


def spend(bench: Bench, instance: Instance, others: Tally, limits: Limits) -> Tally:
    """Ask the instance until both alerts and the canary's analysis have enough to judge.

    Args:
        bench: where it runs.
        instance: has the fault.
        others: answers of the other instances, which count as well.
        limits: from where on the alerts fire.

    Returns:
        Its answers.
    """
    least, bad = minimum_requests(bench), Tally()

    def enough() -> bool:
        nonlocal bad
        bad += traffic.ask(instance.service, traffic.AT_ONCE, limits.threshold_seconds)
        return (
            min(bad.failed, bad.slow) > MARGIN * bench.contract.minimum_bad_events
            and bad.requests > MARGIN * least[0]
            and bad.requests - bad.failed > MARGIN * least[1]
            and burns(bad + others, limits)
        )

    bench.until(enough, SPEND_SECONDS, step_seconds=0)
    return bad


def lift(bench: Bench, instance: Instance, limits: Limits) -> None:
    """End the fault by its flags, and wait until the service follows."""
    service = instance.service
    service.downstream.behave(in_stock)
    service.flags.set(ERRORS, value=0)
    service.flags.set(LATENCY, value=0)
    good = lambda: traffic.ask(service, 1, limits.threshold_seconds) == Tally(1)  # noqa: E731
    bench.until(good, FOLLOWED_SECONDS)


def minimum_requests(bench: Bench) -> tuple[float, float]:
    """Fewer requests than this tell the canary's analysis nothing: of availability, of latency."""
    analysis = dig(read_document(bench.root, VALUES).data, "canary", "analysis")
    return (
        float(dig(analysis, "availability", "minimumRequests") or 0),
        float(dig(analysis, "latency", "minimumRequests") or 0),
    )


def burns(everything: Tally, limits: Limits) -> bool:
    """Whether both ratios are beyond their limits, clearly enough to stay there."""
    answered = max(1, everything.requests - everything.failed)
    return everything.failed / everything.requests > _clearly(
        limits.availability
    ) and everything.slow / answered > _clearly(limits.latency)


def requests_to_end(everything: Tally, limits: Limits) -> int:
    """How many good requests bring both ratios below their limits."""
    bad = everything.failed / limits.availability, everything.slow / limits.latency
    return round(MARGIN * max(bad))


def _clearly(limit: float) -> float:
    return limit + (1 - limit) / 10
