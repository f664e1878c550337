"""The Alertmanager configuration: receivers, routes and inhibitions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import Document, Key, dig, read_document
from scaffold.artifacts.promql import parse_seconds
from scaffold.artifacts.query import Matcher

PATH = "observability/alertmanager/alertmanager.yaml"
DEFAULT_TIMINGS = {"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h"}

_MATCHER = re.compile(r"^\s*\"?(?P<name>\w+)\"?\s*(?P<operator>=~|!~|!=|=)\s*(?P<value>.*?)\s*$")


@dataclass(frozen=True)
class Inhibition:
    """One rule by which an alert silences others.

    Attributes:
        source: matchers of the alert that silences.
        target: matchers of the alerts that are silenced.
        equal: labels that must be the same on both.
        keys: keys that lead to it.
    """

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Route:
    """One route of the tree.

    Attributes:
        receiver: the receiver that it names; empty where it inherits one.
        matchers: what an alert must meet to take it.
        keys: keys that lead to it.
    """

    receiver: str
    matchers: tuple[Matcher, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Alertmanager:
    """The configuration file."""

    document: Document

    @property
    def path(self) -> str:
        """Where it stands."""
        return self.document.path

    @cached_property
    def receivers(self) -> tuple[str, ...]:
        """Names of the receivers."""
        return tuple(str(one.get("name", "")) for one in self._list("receivers"))

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every route, the root first."""
        return tuple(_routes(self._top.get("route"), ("route",)))

    def find_route(self, labels: Mapping[str, str]) -> Route:
        """The route that an alert takes, as far as the first match on each level tells.

        Which receivers it reaches in the end, ``amtool`` knows.
        """
        taken = self.routes[0]
        for route in self.routes[1:]:
            below = route.keys[:-2] == taken.keys
            if below and matches(route.matchers, labels):
                taken = route
        return taken

    def seconds(self, route: Route, timing: str) -> float:
        """A timing of a route, its own or the nearest above it.

        Args:
            route: the route.
            timing: ``group_wait``, ``group_interval`` or ``repeat_interval``.
        """
        for depth in range(len(route.keys), 0, -2):
            if found := dig(self.document.data, *route.keys[:depth], timing):
                return parse_seconds(str(found))
        return parse_seconds(DEFAULT_TIMINGS[timing])

    @cached_property
    def inhibitions(self) -> tuple[Inhibition, ...]:
        """Every inhibition."""
        return tuple(
            Inhibition(
                source=parse_matchers(one.get("source_matchers")),
                target=parse_matchers(one.get("target_matchers")),
                equal=tuple(map(str, one.get("equal") or ())),
                keys=("inhibit_rules", index),
            )
            for index, one in enumerate(self._list("inhibit_rules"))
        )

    @cached_property
    def settings(self) -> tuple[tuple[tuple[Key, ...], str], ...]:
        """Every piece of text in it, with the keys that lead there."""
        return tuple(_texts(self.document.data, ()))

    @property
    def _top(self) -> Mapping[str, Any]:
        return self.document.data if isinstance(self.document.data, dict) else {}

    def _list(self, key: str) -> list[dict[str, Any]]:
        items = self._top.get(key)
        return [one for one in items or () if isinstance(one, dict)]


def read_alertmanager(root: Path) -> Alertmanager:
    """Read the configuration.

    Raises:
        ScaffoldError: it is missing or does not parse.
    """
    return Alertmanager(read_document(root, PATH))


def parse_matchers(lines: Any) -> tuple[Matcher, ...]:
    """Parse matchers such as ``severity="critical"``; what is none is left to amtool."""
    found = (_MATCHER.match(str(line)) for line in lines or ())
    return tuple(
        Matcher(one["name"], one["operator"], one["value"].strip('"')) for one in found if one
    )


def matches(matchers: tuple[Matcher, ...], labels: Mapping[str, str]) -> bool:
    """Whether an alert with these labels meets all matchers; a missing label is empty."""
    return all(_matches(one, labels.get(one.name, "")) for one in matchers)


def _matches(matcher: Matcher, value: str) -> bool:
    if matcher.operator in {"=", "!="}:
        return (value == matcher.value) is (matcher.operator == "=")
    return bool(re.fullmatch(matcher.value, value)) is (matcher.operator == "=~")


def _routes(data: Any, keys: tuple[Key, ...]) -> Iterator[Route]:
    if isinstance(data, dict):
        matchers = parse_matchers(data.get("matchers"))
        yield Route(str(data.get("receiver") or ""), matchers, keys)
        for index, child in enumerate(data.get("routes") or ()):
            yield from _routes(child, (*keys, "routes", index))


def _texts(data: Any, keys: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*keys, index))
    elif isinstance(data, str):
        yield keys, data
