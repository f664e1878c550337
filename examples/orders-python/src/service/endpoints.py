"""Which route a request is for, as a label: known before routing, and never the raw path."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from service.contract import METHODS, OTHER_METHOD, UNMATCHED_ENDPOINT


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one route template, and the statuses that it declares."""

    method: str
    template: str
    statuses: tuple[int, ...]
    pattern: Pattern[str]


class Endpoints:
    """The routes of an application, fixed once all of them are registered."""

    def __init__(self, api: FastAPI) -> None:
        self._known = tuple(_endpoints(api))

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self._known)

    def template(self, method: str, path: str) -> str | None:
        """Return the route template that will answer, None if there is none."""
        for endpoint in self._known:
            if endpoint.method == method and endpoint.pattern.match(path):
                return endpoint.template
        return None

    def label(self, method: str, path: str) -> str:
        """Return the template as a metric label."""
        return self.template(method, path) or UNMATCHED_ENDPOINT

    def allowed_methods(self, path: str) -> list[str]:
        """Return what may be done with `path`."""
        return sorted({known.method for known in self._known if known.pattern.match(path)})


def method_label(method: str) -> str:
    """Return the method if it is a known one: anybody can send another word a request."""
    return method if method in METHODS else OTHER_METHOD


def _endpoints(api: FastAPI) -> Iterator[Endpoint]:
    for route in iter_route_contexts(api.routes):
        template = route.path_format or ""
        pattern, _, _ = compile_path(route.path or "")
        statuses = (route.status_code or 200, *route.responses)
        for method in sorted(route.methods or ()):
            yield Endpoint(method, template, tuple(sorted(set(map(int, statuses)))), pattern)
