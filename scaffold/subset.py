"""How much of copier's format our renderer covers.

That is what templates without code of their own need. A template that needs more is recognised by
its settings and questions, or when it asks for a value that only copier knows.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Never

from jinja2.runtime import Context
from packaging.version import Version

from scaffold.answers import Answers
from scaffold.questions import Question, Questionnaire

_SETTINGS = {
    *("_answers_file", "_envops", "_exclude", "_min_copier_version", "_preserve_symlinks"),
    *("_skip_if_exists", "_subdirectory", "_templates_suffix"),
    *("_message_before_copy", "_message_after_copy"),
    *("_message_before_update", "_message_after_update"),
    "_scaffold_seeded",  # our own; copier does not look at it
}
_ENVOPS = {
    *("block_start_string", "variable_start_string", "comment_start_string"),
    *("block_end_string", "variable_end_string", "comment_end_string"),
    *("undefined", "keep_trailing_newline", "trim_blocks", "lstrip_blocks"),
}
_COPIER = "9.19.1"  # the copier whose format this is
_RECORDED = (bool, dict, float, int, list, str, type(None))
_UNDEFINED = {"jinja2.Undefined", "jinja2.StrictUndefined"}
_ONLY_COPIER = {
    *("_commit", "_copier_operation", "_copier_phase", "_copier_python", "_external_data"),
    *("_folder_name", "_src_path", "make_secret", "now", "pathjoin"),
}


class BeyondError(Exception):
    """The template needs something that only copier does."""


class Watched(Context):
    """Jinja's context that notices names whose values only copier knows."""

    def resolve_or_missing(self, key: str) -> Any:
        """Look a name up, as Jinja does for every name of a template."""
        if key in _ONLY_COPIER:
            raise BeyondError(key)
        return super().resolve_or_missing(key)


@dataclass(frozen=True)
class Configuration:
    """What a template's files may ask of ``_copier_conf``."""

    answers_file: PurePath

    def __getitem__(self, key: str) -> Never:
        """Jinja's way to what is no attribute."""
        raise BeyondError(f"_copier_conf.{key}")


def require_subset(questionnaire: Questionnaire, answers: Answers) -> None:
    """Look for settings, questions and answers that only copier understands."""
    settings = questionnaire.settings
    envops = settings.get("_envops") or {}
    beyond = [key for key in settings if key not in _SETTINGS]
    beyond += [key for key in envops if key not in _ENVOPS]
    beyond += [key for key, value in answers.values.items() if not isinstance(value, _RECORDED)]
    for question in questionnaire.questions:
        if _is_beyond(question) or _is_read_twice(question, answers):
            beyond.append(question.name)
    if envops.get("undefined", "jinja2.Undefined") not in _UNDEFINED:
        beyond.append("undefined")
    if Version(str(settings.get("_min_copier_version", 0))) > Version(_COPIER):
        beyond.append("_min_copier_version")
    if beyond:
        raise BeyondError(", ".join(beyond))


def _is_beyond(question: Question) -> bool:
    """Whether copier may read a question otherwise than we do."""
    if question.beyond or not isinstance(question.choices, dict):
        return True
    if question.when is not True and question.default is None:
        return True
    nested = (*question.choices.values(), question.default)
    return any(isinstance(value, (list, dict)) for value in nested)


def _is_read_twice(question: Question, answers: Answers) -> bool:
    """Whether copier would parse an answer that has been parsed already."""
    return question.type in {"yaml", "json"} and isinstance(answers.values.get(question.name), str)
