"""Which of the things that a repository says about itself a template takes as answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scaffold.clues.clue import Clue
from scaffold.errors import UsageError
from scaffold.questions import Ask, Question, Questionnaire, answer


@dataclass(frozen=True)
class Proposals:
    """Answers to propose.

    Attributes:
        taken: the clue that answers each question.
        refused: clues that are no valid answer, with the reason in place of the value.
    """

    taken: Mapping[str, Clue]
    refused: tuple[Clue, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The answers."""
        return {question: clue.value for question, clue in self.taken.items()}


def propose(
    questionnaire: Questionnaire, clues: tuple[Clue, ...], typed: Mapping[str, Any]
) -> Proposals:
    """Take the first valid clue to each question that is not answered yet.

    Raises:
        UsageError: what was typed is itself invalid.
    """
    answer(questionnaire, typed, None)
    taken: dict[str, Clue] = {}
    refused = []
    for question in questionnaire.questions:
        if question.when is False or question.name in typed:
            continue
        for clue in (clue for clue in clues if clue.question == question.name):
            known = {name: earlier.value for name, earlier in taken.items()}
            try:
                answer(questionnaire, {**typed, **known, clue.question: clue.value}, None)
            except UsageError as error:
                refused.append(replace(clue, value=_reason(error, clue)))
                continue
            taken[clue.question] = clue
            break
    return Proposals(taken, tuple(refused))


def asking(ask: Ask, proposals: Proposals) -> Ask:
    """Ask with the proposals as defaults, and say where each was read."""

    def put(question: Question, default: Any, problem: str) -> Any:
        clue = proposals.taken.get(question.name)
        if clue is None:
            return ask(question, default, problem)
        text = f"{question.help or question.name} [{clue.place}]"
        return ask(replace(question, help=text), clue.value, problem)

    return put


def _reason(error: UsageError, clue: Clue) -> str:
    """The line of the error that is about this answer."""
    lines = (line.strip() for line in str(error).splitlines()[1:])
    return next((line for line in lines if line.startswith(f"{clue.question}=")), str(clue.value))
