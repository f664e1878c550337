"""One thing that a repository says about itself."""

import re
from dataclasses import dataclass
from typing import Any

_NO_LABEL = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Clue:
    """A possible answer, and why.

    Attributes:
        question: the template's question that it would answer.
        value: the answer.
        place: where it was read: ``path:line``, or a few words.
    """

    question: str
    value: Any
    place: str


def label(text: str) -> str:
    """Write a name as a DNS-1123 label, the form that names of services and teams have."""
    return _NO_LABEL.sub("-", text.lower()).strip("-")


def place_of(path: str, text: str, *words: str) -> str:
    """``path:line`` of the first line that holds all the words; the path alone without one."""
    for number, line in enumerate(text.splitlines(), 1):
        if all(word in line for word in words):
            return f"{path}:{number}"
    return path
