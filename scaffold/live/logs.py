"""Log lines as a service wrote them to its standard output."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        text: as it was written.
        fields: its JSON object; empty when it is none.
    """

    text: str
    fields: Mapping[str, Any]

    @property
    def is_access(self) -> bool:
        """Whether it tells of an answered request."""
        return "endpoint" in self.fields


def parse(stdout: str) -> list[Line]:
    """Split what was written into lines; one that is not yet complete is left out."""
    complete, _, _ = stdout.rpartition("\n")
    return [Line(text, _fields(text)) for text in complete.split("\n") if complete]


def _fields(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
