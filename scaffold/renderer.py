"""Renders a project as copier does, in memory, from templates that are compiled once.

What it renders equals what copier renders, byte for byte, and tests compare them. What lies beyond
it (``subset.py``) raises :class:`BeyondError`; copier itself renders that.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

import jinja2

from scaffold import jinja
from scaffold.answers import ANSWERS_FILE, Answers
from scaffold.press import Entry, Press
from scaffold.questions import Questionnaire, completed
from scaffold.rendered import LINK, File, Rendered, gather, mode_of
from scaffold.subset import BeyondError, Configuration, Watched, require_subset

Target = tuple[os.DirEntry[str], bool]
"""What a file is made from, and whether it is rendered."""

_MARKS = ("block_start_string", "variable_start_string", "comment_start_string")
_REMEMBERED = 4_096
_EXCLUDED = (  # copier's own, for a template whose project is the whole folder
    *("copier.yaml", "copier.yml", "~*", "*.py[co]", "__pycache__", ".git", ".DS_Store", ".svn"),
)


@dataclass(frozen=True)
class _Work:
    """One render."""

    root: Path
    project: Path
    suffix: str
    links: bool
    answers_file: str
    environment: jinja2.Environment
    context: Mapping[str, Any]
    excludes: Callable[[str], bool]
    press: Press | None = None
    texts: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)


def render(
    root: Path, questionnaire: Questionnaire, answers: Answers, origin: Mapping[str, str]
) -> Rendered:
    """Render a template's project.

    Args:
        root: folder of ``copier.yml``.
        questionnaire: what stands in it.
        answers: validated.
        origin: what the answers file says of the template: ``_commit``, ``_src_path``.

    Raises:
        BeyondError: the template needs copier.
        jinja2.TemplateError: a file cannot be rendered.
        ValueError: a file or an answer cannot be read.
        TypeError: an expression gets what it cannot use.
    """
    require_subset(questionnaire, answers)
    return _rendered(_prepare(root, questionnaire, answers, origin, None), ())


def render_on(
    press: Press, answers: Answers, origin: Mapping[str, str], without: Container[str] = ()
) -> Rendered:
    """Render a release's project as :func:`render` does, but for the paths in ``without``.

    Raises:
        SharedStateError: it cannot be rendered on a press.
    """
    require_subset(press.questionnaire, answers)
    work = _prepare(press.root, press.questionnaire, answers, origin, press)
    rendered = _rendered(work, without)
    press.finish()
    return rendered


def recipe(press: Press, answers: Answers, origin: Mapping[str, str]) -> dict[str, object]:
    """What the files of a release's project are made of, by path; only names are rendered.

    Files that are made of the same are the same. One that was never part of a whole project may
    change what others read, and is left out. It raises what :func:`render_on` does.
    """
    require_subset(press.questionnaire, answers)
    work = _prepare(press.root, press.questionnaire, answers, origin, press)
    made: dict[str, object] = {}
    for path, target in _targets(work).items():
        source, is_template = target
        if not is_template or source.is_symlink():
            made[path] = _file(work, target)
        elif (of := press.made_of(source.path))[0][0] in press.proven:
            made[path] = of
    return made


def _rendered(work: _Work, without: Container[str]) -> Rendered:
    targets = _targets(work)
    files = {path: _file(work, target) for path, target in targets.items() if path not in without}
    rendered = gather(files, work.folders)
    if both := targets.keys() & set(rendered.folders):
        raise BeyondError(f"{', '.join(both)}: a file and a folder")
    return rendered


def _prepare(
    root: Path,
    questionnaire: Questionnaire,
    answers: Answers,
    origin: Mapping[str, str],
    press: Press | None,
) -> _Work:
    settings = questionnaire.settings
    environment = press.environment if press else jinja.environment(settings, root)
    environment.context_class = Watched
    answers_file = str(settings.get("_answers_file", ANSWERS_FILE))
    context = {
        **completed(questionnaire, answers),
        "_copier_answers": {**origin, **answers.values},
        "_copier_conf": Configuration(PurePath(answers_file)),
    }
    suffix = settings.get("_templates_suffix")
    suffix = ".jinja" if suffix is None else str(suffix)
    templated = [str(one) for one in (answers_file, *_choices(questionnaire))]
    if not suffix or any(_is_rendered(environment, one) for one in templated):
        raise BeyondError("_templates_suffix, _answers_file or a choice")
    top = _text(environment, context, str(settings.get("_subdirectory", "")))
    project = (root / top).resolve()
    if not project.is_relative_to(root.resolve()) or not project.is_dir():
        raise BeyondError("_subdirectory")
    links = bool(settings.get("_preserve_symlinks", False))
    excludes = _excludes(
        [_text(environment, context, str(pattern)) for pattern in _patterns(settings)]
    )
    if press:
        press.begin(context)
    root = root.resolve()
    return _Work(root, project, suffix, links, answers_file, environment, context, excludes, press)


def _choices(questionnaire: Questionnaire) -> Iterator[Any]:
    for question in questionnaire.questions:
        yield from question.choices.values()


def _patterns(settings: Mapping[str, Any]) -> list[Any]:
    whole = PurePath(str(settings.get("_subdirectory", ""))) == PurePath()
    return list(settings.get("_exclude", _EXCLUDED if whole else ()))


def _excludes(patterns: list[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _: False
    from pathspec import PathSpec  # noqa: PLC0415 - few templates exclude anything

    lines = [line for pattern in patterns for line in re.split(r"\r\n|\r|\n", pattern)]
    normalized = (unicodedata.normalize("NFD", line) for line in lines)
    return PathSpec.from_lines("gitignore", normalized).match_file


def _entries(work: _Work) -> Iterable[Entry]:
    """Every entry of the project; of a press, listed once."""
    if work.press is None:
        return _walk(work, work.project, ())
    known = work.press.entries
    if work.project not in known:
        known[work.project] = tuple(_walk(work, work.project, ()))
    return known[work.project]


def _walk(work: _Work, folder: Path, above: tuple[str, ...]) -> Iterator[Entry]:
    """Every entry below a folder, with its path's parts."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    names = {entry.name for entry in entries}
    for entry in entries:
        if entry.is_symlink() and not work.links:
            raise BeyondError(f"{entry.path}: a link that is followed")
        if entry.name + work.suffix not in names:  # else the template of that name takes its place
            yield entry, (*above, entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(work, Path(entry.path), (*above, entry.name))


def _targets(work: _Work) -> dict[str, Target]:
    """What each file of the project is made from, by path."""
    found: dict[str, Target] = {}
    for source, parts in _entries(work):
        is_template = source.name.endswith(work.suffix)
        path = _path(work, parts, is_template=is_template)
        if path is None or work.excludes(path):
            continue
        if source.is_dir(follow_symlinks=False):
            work.folders.add(path)
            continue
        if path in found or path == ".":
            raise BeyondError(f"{path}: made by two files")
        found[path] = source, is_template
    return found


def _file(work: _Work, target: Target) -> File:
    source, is_template = target
    if work.press and not source.is_symlink():
        return work.press.draw(source.path) if is_template else work.press.read(source.path)
    place = Path(source.path)
    if source.is_symlink():
        goal = str(place.readlink())
        if is_template:
            goal = _text(work.environment, work.context, goal)
        return File(goal.encode(), LINK)
    if not is_template:
        return File(place.read_bytes(), mode_of(place))
    template = work.environment.get_template(place.relative_to(work.root).as_posix())
    return File(template.render(work.context).encode(), mode_of(place))


def _path(work: _Work, parts: tuple[str, ...], *, is_template: bool) -> str | None:
    """Where an entry goes; None when a part of its name renders to nothing."""
    rendered: list[str] = []
    for part in _names(parts, is_template=is_template):
        if part not in work.texts:
            work.texts[part] = _text(work.environment, work.context, part)
        name = work.texts[part]
        if not name:
            return None
        if name == work.answers_file:
            if rendered:
                raise BeyondError(f"{name}: not at the top")
            return name
        rendered.append(name)
    path = _joined(tuple(rendered))
    if not is_template and _exists(work, f"{path}{work.suffix}"):
        return None
    return path


@lru_cache(_REMEMBERED)
def _names(parts: tuple[str, ...], *, is_template: bool) -> tuple[str, ...]:
    """The names in a template's path, the last one without its suffix."""
    return (PurePath(*parts).with_suffix("") if is_template else PurePath(*parts)).parts


@lru_cache(_REMEMBERED)
def _joined(names: tuple[str, ...]) -> str:
    path = PurePath(*names)
    if path.is_absolute() or ".." in path.parts:
        raise BeyondError(f"{path}: leaves the project")
    return path.as_posix()


def _exists(work: _Work, path: str) -> bool:
    return work.press.has(path) if work.press else (work.root / path).exists()


def _text(environment: jinja2.Environment, context: Mapping[str, Any], source: str) -> str:
    if not _is_rendered(environment, source):
        return source
    return jinja.text(environment, source).render(context)


def _is_rendered(environment: jinja2.Environment, source: str) -> bool:
    return any(getattr(environment, name) in source for name in _MARKS) or "\r" in source
