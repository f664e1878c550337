"""Requests in numbers, and what an objective makes of their answers."""

import json
import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice

from scaffold.artifacts.contract import Contract
from scaffold.live import http
from scaffold.live.bench import Bench
from scaffold.live.http import Answer, NoAnswerError
from scaffold.live.service import ORDER, Question, Service

AT_ONCE = 40
BATCH = 15
SERVER_ERROR = 500


@dataclass(frozen=True)
class Tally:
    """Answers, counted.

    Attributes:
        requests: all of them.
        failed: those with a status of 5xx.
        slow: of the others, those that took longer than the latency objective allows.
    """

    requests: int = 0
    failed: int = 0
    slow: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.requests + other.requests, self.failed + other.failed, self.slow + other.slow
        )


@dataclass(frozen=True)
class Limits:
    """From which ratio of bad requests on the fastest burn alert of each objective fires.

    Attributes:
        availability: of failed ones to all.
        latency: of slow ones to those that did not fail.
        threshold_seconds: what takes longer is slow.
    """

    availability: float
    latency: float
    threshold_seconds: float


def limits(contract: Contract) -> Limits:
    """The limits that the contract sets."""
    factor = contract.burn_rates[0].factor
    budgets = {objective.name: objective.error_budget for objective in contract.objectives}
    thresholds = [
        float(item["threshold_seconds"])
        for item in contract.term("slos")
        if "threshold_seconds" in item
    ]
    return Limits(factor * budgets["availability"], factor * budgets["latency"], thresholds[0])


def ask(service: Service, count: int, threshold_seconds: float) -> Tally:
    """Send requests to one route after the other, some at once.

    One that is not answered has failed.
    """
    questions = _questions()
    first = random.randrange(len(questions))  # noqa: S311 - where the round begins
    chosen = islice(cycle(questions), first, first + count)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        exchanges = list(pool.map(service.try_ask, chosen))
    answers = (exchange.answer if exchange else None for exchange in exchanges)
    return tally(answers, threshold_seconds)


def tally(answers: Iterable[Answer | None], threshold_seconds: float) -> Tally:
    """Count answers; None stands for one that did not come."""
    counted = Tally()
    for answer in answers:
        failed = answer is None or answer.status >= SERVER_ERROR
        slow = answer is not None and not failed and answer.seconds > threshold_seconds
        counted += Tally(1, int(failed), int(slow))
    return counted


def pour(bench: Bench, service: Service, count: int, per_second: float) -> None:
    """Send many cheap requests at a steady pace, on one connection for as long as it lasts."""
    connection, begun = http.connect(service.port), time.monotonic()
    for number in range(count):
        if number % BATCH == 0:
            bench.pause(max(0.0, begun + number / per_second - time.monotonic()))
        try:
            http.exchange(connection, "GET", "/orders")
        except NoAnswerError:
            connection.close()
    connection.close()


def _questions() -> tuple[Question, ...]:
    change = json.dumps({"quantity": 2}).encode()
    return (
        Question("GET", "/orders"),
        Question("POST", "/orders", ORDER),
        Question("GET", "/stock/bolt"),
        Question("GET", "/orders"),
        Question("GET", "/orders/none"),
        Question("PUT", "/orders/none", change),
        Question("GET", "/orders"),
        Question("DELETE", "/orders/none"),
    )
