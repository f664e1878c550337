"""The feature flags of this service, and how their file is kept watch on."""

import asyncio

import structlog
from openfeature import api
from openfeature.flag_evaluation import FlagEvaluationDetails, FlagValueType
from openfeature.hook import Hook, HookContext, HookHints

from service.contract import SERVICE_NAME
from service.flag_file import FlagFileError
from service.flag_provider import FileProvider
from service.metrics import Metrics
from service.settings import Settings

INTERVAL_SECONDS = 1.0
NO_VARIANT = "_default"  # the value came from the code, not from the file

log = structlog.stdlib.get_logger(__name__)


class Flags:
    """Evaluates flags by name; anything that goes wrong gives the neutral value."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        """Read the file for the first time.

        Raises:
            FlagFileError: if it cannot be read or understood.
        """
        production = settings.environment == "production"
        self._provider = FileProvider(settings.flags_file, refuse_faults=production)
        self._provider.load_if_changed()
        self._metrics = metrics
        self._numbers: dict[str, FlagEvaluationDetails[float]] = {}
        self._declare()
        api.set_provider(self._provider, SERVICE_NAME)
        self._client = api.get_client(SERVICE_NAME)
        self._counter = _Count(metrics)
        self._client.add_hooks([self._counter])

    def is_on(self, name: str) -> bool:
        """Return a flag that is on or off; off in doubt."""
        return self._client.get_boolean_value(name, default_value=False)

    def number(self, name: str) -> float:
        """Return a flag that is a number; 0 in doubt.

        Faults ask at every request. There is no targeting, so what OpenFeature said of a flag holds
        until the file changes; it is counted each time all the same.
        """
        known = self._numbers.get(name)
        if known is not None:
            self._counter.count(known)
            return known.value
        found = self._client.get_float_details(name, 0.0)
        if found.error_code is None:
            self._numbers[name] = found
        return found.value

    def refresh(self) -> None:
        """Read the file again if it has changed; a broken one changes nothing."""
        try:
            changed = self._provider.load_if_changed()
        except FlagFileError as error:
            log.error("flags refused, they stay as they were", reason=str(error))  # noqa: TRY400 - no bug, no stack
            return
        if changed:
            self._numbers.clear()
            self._declare()
            variants = {flag.name: flag.default_variant for flag in self._provider.flags.values()}
            log.info("flags changed", variants=variants)

    async def watch(self) -> None:
        """Look at the file again and again, until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL_SECONDS)
            self.refresh()

    def _declare(self) -> None:
        for flag in self._provider.flags.values():
            for variant in flag.variants:
                self._metrics.flag_evaluations.labels(flag.name, variant, "static")


class _Count(Hook):
    """Counts each evaluation."""

    def __init__(self, metrics: Metrics) -> None:
        self._evaluations = metrics.flag_evaluations

    def finally_after(
        self,
        hook_context: HookContext,  # noqa: ARG002 - the signature is OpenFeature's
        details: FlagEvaluationDetails[FlagValueType],
        hints: HookHints,  # noqa: ARG002 - the signature is OpenFeature's
    ) -> None:
        """Hear of one evaluation."""
        self.count(details)

    def count(self, details: FlagEvaluationDetails[FlagValueType]) -> None:
        """Count what was found."""
        variant = details.variant or NO_VARIANT
        reason = str(details.reason or "unknown").lower()
        self._evaluations.labels(details.flag_key, variant, reason).inc()
