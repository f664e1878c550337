"""The feature flags file, in flagd's format: https://flagd.dev/reference/flag-definitions/.

Targeting rules are not evaluated here: a file that has some is refused, not half understood.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

FAULT_PREFIX = "fault."
STATES = ("ENABLED", "DISABLED")


class FlagFileError(Exception):
    """The file does not define flags; the text says why."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: the values it can take and the one it takes."""

    name: str
    enabled: bool
    variants: Mapping[str, Any]
    default_variant: str

    @property
    def value(self) -> Any:
        """What the flag says."""
        return self.variants[self.default_variant]

    def disabled(self) -> "Flag":
        """Return the same flag, switched off."""
        return replace(self, enabled=False)

    @property
    def injects_fault(self) -> bool:
        """Whether it makes the service misbehave: a fault flag that is not neutral."""
        return self.name.startswith(FAULT_PREFIX) and self.enabled and bool(self.value)


def parse_flags(text: str) -> dict[str, Flag]:
    """Read the definitions.

    Raises:
        FlagFileError: naming every flag that is wrong, and how.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        message = f"is not JSON: {error}"
        raise FlagFileError(message) from error
    definitions = document.get("flags") if isinstance(document, dict) else None
    if not isinstance(definitions, dict):
        message = 'has no object "flags"'
        raise FlagFileError(message)
    problems = [
        f"{name}: {problem}"
        for name, definition in definitions.items()
        for problem in _problems(name, definition)
    ]
    if problems:
        raise FlagFileError("; ".join(problems))
    return {name: _flag(name, definition) for name, definition in definitions.items()}


def _flag(name: str, definition: Mapping[str, Any]) -> Flag:
    return Flag(
        name,
        enabled=definition["state"] == "ENABLED",
        variants=definition["variants"],
        default_variant=definition["defaultVariant"],
    )


def _problems(name: str, definition: Any) -> list[str]:
    if not isinstance(definition, dict):
        return ["is not an object"]
    variants = definition.get("variants")
    if not isinstance(variants, dict) or not variants:
        return ["has no variants"]
    found = []
    if definition.get("state") not in STATES:
        found.append(f"state is not one of {', '.join(STATES)}")
    if definition.get("defaultVariant") not in variants:
        found.append("defaultVariant is not one of its variants")
    if definition.get("targeting"):
        found.append("targeting is not supported")
    if len({_kind(value) for value in variants.values()}) > 1:
        found.append("variants are of different types")
    if name == "fault.error_ratio" and not all(_is_between(v, 0, 1) for v in variants.values()):
        found.append("is a ratio from 0 to 1")
    if name == "fault.latency_ms" and not all(_is_between(v, 0, 60_000) for v in variants.values()):
        found.append("is a number of milliseconds from 0 to 60000")
    return found


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _is_between(value: Any, least: float, most: float) -> bool:
    return _kind(value) == "number" and least <= value <= most
