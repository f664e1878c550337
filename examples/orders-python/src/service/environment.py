"""One environment variable at a time: read, checked, and what was wrong with it remembered."""

import math
import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

BOOLEANS = {"true": True, "false": False}
NAME = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}")


class Environment:
    """Reads variables; an empty one counts as absent, a wrong one as a problem and its default."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, key: str) -> str:
        return self._environ.get(key, "").strip()

    def choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(key) or default
        if value not in choices:
            return self._refuse(key, f"must be one of {', '.join(choices)}, not {value!r}", default)
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        value = self.text(key).lower()
        if value and value not in BOOLEANS:
            return self._refuse(key, f"must be true or false, not {value!r}", default)
        return BOOLEANS.get(value, default)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.text(key)
        if not value:
            return default
        if not re.fullmatch(r"-?[0-9]{1,18}", value) or not least <= int(value) <= most:
            wanted = f"must be a whole number from {least} to {most}, not {value!r}"
            return self._refuse(key, wanted, default)
        return int(value)

    def number(self, key: str, default: float, least: float, most: float) -> float:
        value = self.text(key)
        if not value:
            return default
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            wanted = f"must be a number from {least} to {most}, not {value!r}"
            return self._refuse(key, wanted, default)
        return number

    def seconds(self, key: str, default: float, least: float = 0.01) -> float:
        return self.number(key, default, least, 3600)

    def version(self, key: str, default: str) -> str:
        value = self.text(key) or default
        if not VERSION.fullmatch(value):
            wanted = f"must be letters, digits and any of . _ + -, not {value!r}"
            return self._refuse(key, wanted, default)
        return value

    def urls(self, key: str) -> dict[str, str]:
        """Read `name=url,name=url`."""
        found: dict[str, str] = {}
        for item in filter(None, (part.strip() for part in self.text(key).split(","))):
            name, separator, url = item.partition("=")
            if not separator or not NAME.fullmatch(name):
                self._refuse(key, f"must be name=url,name=url; {item!r} is not", None)
            elif not _is_http_url(url):
                self._refuse(key, f"{name} needs an http(s) URL with a host, not {url!r}", None)
            elif name in found:
                self._refuse(key, f"names {name} twice", None)
            else:
                found[name] = url.rstrip("/")
        return found

    def names(self, key: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Read `name,name`, each of them a dependency."""
        names = tuple(filter(None, (part.strip() for part in self.text(key).split(","))))
        for name in names:
            if name not in known:
                self._refuse(key, f"{name!r} is not in DEPENDENCIES", None)
        return names

    def traces_endpoint(self) -> str | None:
        """Where spans go, by OpenTelemetry's own variables; None when they go nowhere."""
        off = self.text("OTEL_TRACES_EXPORTER") == "none"
        if off or self.text("OTEL_SDK_DISABLED").lower() == "true":
            return None
        protocol = self.text("OTEL_EXPORTER_OTLP_PROTOCOL") or "http/protobuf"
        if protocol != "http/protobuf":
            self._refuse("OTEL_EXPORTER_OTLP_PROTOCOL", "must be http/protobuf", None)
        key, base = "OTEL_EXPORTER_OTLP_ENDPOINT", self.text("OTEL_EXPORTER_OTLP_ENDPOINT")
        endpoint = base and f"{base.rstrip('/')}/v1/traces"
        if exact := self.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
            key, endpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", exact
        if endpoint and not _is_http_url(endpoint):
            return self._refuse(key, "must be an http(s) URL with a host", None)
        return endpoint or None

    def _refuse(self, key: str, problem: str, default: T) -> T:
        self.problems.append(f"{key} {problem}")
        return default


def _is_http_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and not parts.query
            and not parts.fragment
            and parts.username is None
        )
    except ValueError:
        return False
