"""A circuit breaker for coroutines: what fails again and again is left alone for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What the breaker lets through: everything, nothing, one probe."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitOpenError(Exception):
    """The call was not made; a later one may be."""

    def __init__(self, name: str, retry_after_seconds: float) -> None:
        super().__init__(f"the circuit breaker of {name} is open")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make one call; says in which period of the breaker's life it was given."""

    period: int


class CircuitBreaker:
    """Opens after consecutive failures, stays open, then lets one probe decide.

    Each call takes a permit from `acquire` and hands it back to exactly one of `succeeded`,
    `failed` or `abandoned`. Results of calls that began before the last change count for nothing.
    """

    def __init__(
        self,
        name: str,
        *,
        failures_to_open: int = 5,
        open_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[State], None] = lambda _: None,
    ) -> None:
        self.state = State.CLOSED
        self._name = name
        self._failures_to_open = failures_to_open
        self._open_seconds = open_seconds
        self._clock = clock
        self._on_change = on_change
        self._failures = 0
        self._opened_at = 0.0
        self._probing = False
        self._period = 0

    def acquire(self) -> Permit:
        """Ask to make a call.

        Raises:
            CircuitOpenError: if it must not be made now.
        """
        if self.state is State.OPEN:
            remaining = self._opened_at + self._open_seconds - self._clock()
            if remaining > 0:
                raise CircuitOpenError(self._name, remaining)
            self._change(State.HALF_OPEN)
        if self.state is State.HALF_OPEN:
            if self._probing:
                raise CircuitOpenError(self._name, 1.0)
            self._probing = True
        return Permit(self._period)

    def succeeded(self, permit: Permit) -> None:
        """Report an answer, whatever it said, short of a server error."""
        if permit.period != self._period:
            return
        self._failures = 0
        if self.state is State.HALF_OPEN:
            self._change(State.CLOSED)

    def failed(self, permit: Permit) -> None:
        """Report a server error or no answer at all."""
        if permit.period != self._period:
            return
        self._failures += 1
        if self.state is State.HALF_OPEN or self._failures >= self._failures_to_open:
            self._opened_at = self._clock()
            self._change(State.OPEN)

    def abandoned(self, permit: Permit) -> None:
        """Report a call that was cancelled on our side: it says nothing of the dependency."""
        if permit.period == self._period:
            self._probing = False

    def _change(self, state: State) -> None:
        self.state = state
        self._period += 1
        self._failures = 0
        self._probing = False
        self._on_change(state)
