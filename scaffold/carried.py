"""Answers that were given to one version of a template, carried over to another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.answers import ANSWERS_FILE, Answers
from scaffold.errors import UsageError
from scaffold.questions import Questionnaire, answer


@dataclass(frozen=True)
class Carried:
    """What came of it.

    Attributes:
        answers: for the new version.
        taken_by_default: questions that are new or apply only now, and took their default.
        no_longer_asked: recorded answers that were left behind.
    """

    answers: Answers
    taken_by_default: tuple[str, ...]
    no_longer_asked: tuple[str, ...]


def carry(
    questionnaire: Questionnaire,
    recorded: Mapping[str, Any],
    changes: Mapping[str, Any],
    before: Questionnaire | None,
) -> Carried:
    """Answer a version's questions with what is recorded; nothing is ever replaced silently.

    Args:
        questionnaire: of the new version.
        recorded: content of the answers file; keys that start with ``_`` are no answers.
        changes: answers that the user gives now, as typed.
        before: questions of the version that the recorded answers were given to; None where
            nobody knows them.

    Raises:
        UsageError: a key that neither version knows, a choice that was removed, an answer that
            is invalid by now; names each, and what would be valid.
    """
    old = {key: value for key, value in recorded.items() if not key.startswith("_")}
    asked_before = _asked(before) if before else set()
    gone = (asked_before - _asked(questionnaire)) & old.keys()
    kept = {key: value for key, value in old.items() if key not in gone}
    given = {**kept, **changes}
    try:
        answers = answer(questionnaire, given, None, left_behind=old.keys() - changes.keys())
    except UsageError as error:
        raise UsageError(
            f"{error}\n-d KEY=VALUE gives another answer; "
            f"a key that no question has is to be deleted from {ANSWERS_FILE}"
        ) from None
    return Carried(
        answers,
        taken_by_default=tuple(key for key in answers.values if key not in given),
        no_longer_asked=tuple(key for key in old if key not in answers.values),
    )


def _asked(questionnaire: Questionnaire) -> set[str]:
    return {question.name for question in questionnaire.questions if question.when is not False}
