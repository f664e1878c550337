"""A template's questions: reading them, and turning what a caller gives into validated answers.

The format is copier's ``copier.yml``; rendering a project is not here.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from scaffold import jinja
from scaffold.answers import Answers
from scaffold.errors import ScaffoldError, UsageError

_SHOWN_CHARACTERS = 60
_UNSAFE_SETTINGS = ("_tasks", "_migrations", "_jinja_extensions")
_ADDED_UP = ("_exclude", "_jinja_extensions", "_secret_questions", "_skip_if_exists")
_TYPES = {"bool", "float", "int", "str"}
_READ = {"type", "help", "default", "choices", "validator", "when"}
_FOR_PROMPTS = {"multiline", "placeholder", "qmark"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: its key, as in ``-d name=value``.
        type: ``str``, ``int``, ``float``, ``bool``, ``yaml`` or ``json``.
        help: what is asked, for a person.
        default: value, or the Jinja text that gives it.
        choices: allowed values by their label; empty when anything goes.
        validator: Jinja text that renders to what is wrong, or to nothing.
        when: whether it is asked: a bool, or Jinja text that gives one.
        beyond: other keys that change an answer; only copier knows what they mean.
    """

    name: str
    type: str = "str"
    help: str = ""
    default: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    validator: str = ""
    when: bool | str = True
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """A template's questions, in order, and its settings (the keys that start with ``_``)."""

    questions: tuple[Question, ...]
    settings: Mapping[str, Any]

    @property
    def unsafe(self) -> tuple[str, ...]:
        """Settings that would run the template's own code."""
        return tuple(key for key in _UNSAFE_SETTINGS if self.settings.get(key))


Ask = Callable[[Question, Any, str], Any]
"""Puts a question to a person: (question, default, what was wrong last time) -> raw answer."""


def read_questionnaire(root: Path) -> Questionnaire:
    """Read ``copier.yml`` (or ``.yaml``) of a template, its includes included.

    Raises:
        ScaffoldError: there is no such file, or it does not parse.
    """
    path = next((root / n for n in ("copier.yml", "copier.yaml") if (root / n).is_file()), None)
    if path is None:
        raise ScaffoldError(f"{root}: not a template: it has no copier.yml")
    data: dict[str, Any] = {}
    for document in _load(path, root):
        both = [key for key in _ADDED_UP if key in data and key in document]
        data |= document | {key: data[key] + document[key] for key in both}
    questions = (_question(key, value) for key, value in data.items() if not key.startswith("_"))
    return Questionnaire(
        tuple(questions), {key: value for key, value in data.items() if key.startswith("_")}
    )


def answer(
    questionnaire: Questionnaire,
    given: Mapping[str, Any],
    ask: Ask | None,
    left_behind: Collection[str] = (),
) -> Answers:
    """Validate what a caller gave and fill in the rest.

    Args:
        questionnaire: the template's questions.
        given: raw answers by question: text as typed (``-d``), or values from a data file.
        ask: puts a missing question to a person; None takes the defaults.
        left_behind: what of ``given`` is passed over where its question does not apply.

    Raises:
        UsageError: unknown keys or invalid answers; names each, and what would be valid.
    """
    problems = list(_unknown(questionnaire, given))
    environment = jinja.text_environment(questionnaire.settings)
    context: dict[str, Any] = {}
    recorded: dict[str, Any] = {}
    for question in questionnaire.questions:
        default = _default(environment, question, context)
        if not _wanted(environment, question, context):
            context[question.name] = default
            if question.name in given.keys() - left_behind and question.when is not False:
                problems.append(f"{question.name}: does not apply to the other answers")
            continue
        if question.name in given:
            value, problem = _judge(environment, question, given[question.name], context)
        elif ask is None:
            value, problem = _judge(environment, question, default, context)
        else:
            value, problem = _put(environment, question, default, context, ask)
        if problem and (question.name in given or not problems):  # no echo of an earlier answer
            shown = given.get(question.name, value)
            problems.append(f"{question.name}={_shown(shown)}: {problem}")
        context[question.name] = recorded[question.name] = value
    if problems:
        raise UsageError("these answers cannot be used:\n  " + "\n  ".join(problems))
    return Answers(recorded, frozenset(recorded if ask else recorded.keys() & given.keys()))


def completed(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Validated answers with what is computed from them: what a template's files see."""
    environment = jinja.text_environment(questionnaire.settings)
    context: dict[str, Any] = {}
    for question in questionnaire.questions:
        if question.name in answers.values:
            context[question.name] = answers.values[question.name]
        else:
            context[question.name] = _default(environment, question, context)
    return context


def missing(questionnaire: Questionnaire, given: Mapping[str, Any]) -> tuple[Question, ...]:
    """Questions that a person would be asked and that ``given`` does not answer."""
    return tuple(
        question
        for question in questionnaire.questions
        if question.when is not False and question.name not in given
    )


def _load(path: Path, root: Path) -> Iterator[dict[str, Any]]:
    class Loader(_Loader):  # type: ignore[misc]
        """Safe YAML with copier's ``!include``."""

    def include(loader: yaml.SafeLoader, node: yaml.Node) -> dict[str, Any]:
        name = str(loader.construct_scalar(node))  # type: ignore[arg-type]
        target = (path.parent / name).resolve()
        if not target.is_relative_to(root.resolve()):
            raise ScaffoldError(f"{path.name}: !include {name} leaves the template")
        merged: dict[str, Any] = {}
        for document in _load(target, root):
            merged |= document
        return merged

    Loader.add_constructor("!include", include)
    try:
        documents = list(yaml.load_all(path.read_text(encoding="utf-8"), Loader))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None
    for document in documents:
        if not isinstance(document, dict):
            raise ScaffoldError(f"{path}: must be a mapping of questions and settings")
        yield document


def _question(name: str, value: Any) -> Question:
    if not isinstance(value, dict):  # copier's short form: the default alone
        value = {"default": value}
    default = value.get("default")
    named = type(default).__name__
    choices = value.get("choices") or {}
    if isinstance(choices, list):
        choices = {str(choice): choice for choice in choices}
    return Question(
        name,
        value.get("type") or (named if named in _TYPES else "yaml"),
        value.get("help", ""),
        default,
        choices,
        value.get("validator", ""),
        value.get("when", True),
        tuple(sorted(set(value) - _READ - _FOR_PROMPTS)),
    )


def _render(environment: jinja2.Environment, source: str, context: Mapping[str, Any]) -> str:
    return jinja.text(environment, source).render(context)


def _default(environment: jinja2.Environment, question: Question, context: dict[str, Any]) -> Any:
    value = question.default
    if isinstance(value, str):
        value = _render(environment, value, context)
    return _cast(question, value) if value is not None else None


def _wanted(environment: jinja2.Environment, question: Question, context: dict[str, Any]) -> bool:
    if isinstance(question.when, bool):
        return question.when
    return bool(yaml.safe_load(_render(environment, str(question.when), context)))


def _unknown(questionnaire: Questionnaire, given: Mapping[str, Any]) -> Iterator[str]:
    known = {q.name for q in questionnaire.questions if q.when is not False}
    for key in given:
        if key not in known:
            yield f"{_shown(key)}: no such question; there are {', '.join(sorted(known))}"


def _judge(
    environment: jinja2.Environment, question: Question, raw: Any, context: dict[str, Any]
) -> tuple[Any, str]:
    """Return the typed value and what is wrong with it (nothing, mostly)."""
    try:
        value = _cast(question, raw)
    except (ValueError, TypeError, yaml.YAMLError):
        return raw, f"must be of type {question.type}"
    if question.choices and value not in question.choices.values():
        return value, f"must be one of {', '.join(str(c) for c in question.choices.values())}"
    if not question.validator:
        return value, ""
    try:
        said = _render(environment, question.validator, {**context, question.name: value})
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        return value, f"cannot be validated, since an earlier answer is wrong ({error})"
    return value, " ".join(said.split())


def _put(
    environment: jinja2.Environment,
    question: Question,
    default: Any,
    context: dict[str, Any],
    ask: Ask,
) -> tuple[Any, str]:
    problem = ""
    while True:
        value, problem = _judge(environment, question, ask(question, default, problem), context)
        if not problem:
            return value, ""


def _cast(question: Question, raw: Any) -> Any:
    if question.type == "str":
        if isinstance(raw, (dict, list)):
            raise ValueError
        return str(raw)
    value = _value(question, raw) if isinstance(raw, str) else raw
    if question.type == "bool":
        if not isinstance(value, bool):
            raise ValueError
    elif question.type == "int":
        if isinstance(value, bool) or int(value) != value:
            raise ValueError
        value = int(value)
    elif question.type == "float":
        value = float(value)
        if isinstance(raw, bool) or not math.isfinite(value):
            raise ValueError
    return value


def _value(question: Question, raw: str) -> Any:
    return _scalar(raw) if question.type in {"bool", "int", "float"} else yaml.safe_load(raw)


@lru_cache(1024)
def _scalar(raw: str) -> Any:
    """What a text of a scalar question says; the same few come for every member of a fleet."""
    return yaml.safe_load(raw)


def _shown(value: Any) -> str:
    text = ascii(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
