"""Answers to a template's questions, validated once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANSWERS_FILE = ".copier-answers.yml"
"""Where a repository keeps the answers it was made from; copier's own name and format."""


@dataclass(frozen=True)
class Answers:
    """What a repository is made from.

    Attributes:
        values: every recorded answer, by question, of the question's own type; nothing computed.
        given: the questions that the caller answered; the rest took their defaults.
    """

    values: Mapping[str, Any]
    given: frozenset[str] = frozenset()
