"""Everything short of writing: what a repository says, the answers, and each file's fate."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.adoption.adoption import Fate, Part
from scaffold.adoption.comparison import difference
from scaffold.adoption.fates import Standing, decide, own_patterns
from scaffold.adoption.proposals import Proposals, asking, propose
from scaffold.answers import ANSWERS_FILE, Answers
from scaffold.artifacts.files import list_files
from scaffold.clues import read_clues
from scaffold.clues.former import Former
from scaffold.errors import UsageError
from scaffold.languages import find_language
from scaffold.own import OWN_FILE, write_own
from scaffold.questions import Ask, answer
from scaffold.rendered import LINK, File, mode_of
from scaffold.template import Template

_LANGUAGE = "language"


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        answers: to the template's questions.
        proposals: what the repository says.
        former: another template's answers file, where it was read.
        parts: the fate of every file of the template.
        files: what is to be written.
        patch: unified diff from the repository's files to the template's.
    """

    answers: Answers
    proposals: Proposals
    former: Former | None
    parts: tuple[Part, ...]
    files: Mapping[str, File]
    patch: str

    @property
    def moved(self) -> tuple[str, str] | None:
        """Another template's answers file, where it stands and where it goes."""
        former = self.former
        return (former.path, former.new_path) if former and former.new_path else None


def make_plan(
    folder: Path,
    template: Template,
    given: Mapping[str, Any],
    former: Former | None,
    ask: Ask | None,
) -> Plan:
    """Work out an adoption; nothing is written.

    Args:
        folder: the repository.
        template: what it takes up.
        given: answers that the user gave; they win over what the repository says.
        former: another template's answers.
        ask: puts questions to a person; None takes what the repository says, and defaults.

    Raises:
        UsageError: the answers cannot be used, or the language is not known.
        ScaffoldError: the template cannot be rendered.
    """
    clues = (*(former.clues() if former else ()), *read_clues(folder))
    proposals = propose(template.questionnaire, clues, given)
    if ask is None:
        _require_language(folder, template, {**proposals.values, **given})
        answers = answer(template.questionnaire, {**proposals.values, **given}, None)
    else:
        answers = answer(template.questionnaire, given, asking(ask, proposals))
    files = template.rendered(answers).files
    standing = _standing(folder, files)
    parts = decide(files, standing, _service_files(answers))
    return Plan(
        answers=answers,
        proposals=proposals,
        former=former,
        parts=parts,
        files=_written(parts, files, standing.read(OWN_FILE)),
        patch="".join(_differences(parts, files, standing)),
    )


def _require_language(folder: Path, template: Template, known: Mapping[str, Any]) -> None:
    """Take no default for the language: half of what is added hangs on it."""
    asked = {question.name for question in template.questionnaire.questions}
    if _LANGUAGE in asked - known.keys():
        raise UsageError(
            f"{folder}: its language is not recognised: there is no build file at the top that the "
            "template knows (pyproject.toml, go.mod, package.json ...); -d language=... names it"
        )


def _service_files(answers: Answers) -> tuple[str, ...]:
    language = answers.values.get(_LANGUAGE)
    return find_language(str(language)).SERVICE_FILES if language else ()


def _standing(folder: Path, files: Mapping[str, File]) -> Standing:
    """What is there: all that git lists, and what it ignores where the template has a file."""
    hidden = frozenset(path for path in files if _read(folder / path))
    return Standing(hidden.union(list_files(folder)), lambda path: _read(folder / path))


def _read(path: Path) -> File | None:
    if path.is_symlink():
        return File(os.fsencode(path.readlink()), LINK)
    return File(path.read_bytes(), mode_of(path)) if path.is_file() else None


def _written(
    parts: tuple[Part, ...], files: Mapping[str, File], waivers: File | None
) -> dict[str, File]:
    """The missing files, the list of the repository's own below its waivers, and the answers."""
    added = {part.path: files[part.path] for part in parts if part.fate is Fate.ADDED}
    if patterns := own_patterns(parts):
        before = waivers.content.decode() if waivers else ""
        added[OWN_FILE] = File(write_own(patterns, before).encode())
    return {**added, ANSWERS_FILE: files[ANSWERS_FILE]}


def _differences(
    parts: tuple[Part, ...], files: Mapping[str, File], standing: Standing
) -> Iterator[str]:
    for part in parts:
        if part.fate is Fate.DIFFERS and (here := standing.read(part.path)):
            yield difference(part.path, here, files[part.path])
