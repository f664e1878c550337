"""``scaffold new``: a complete service repository from a handful of answers."""

import secrets
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold import git
from scaffold.answers import Answers
from scaffold.errors import ScaffoldError, UsageError
from scaffold.questions import Ask, Questionnaire, answer, missing
from scaffold.template import Template, open_template


@dataclass(frozen=True)
class Created:
    """What was made, or would be.

    Attributes:
        root: the repository.
        files: every file in it, relative, sorted.
        command: the same run without questions, for a shell.
        template: source and version of the template.
        committed: whether the repository has its first commit.
    """

    root: Path
    files: tuple[str, ...]
    command: str
    template: str
    committed: bool


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Attributes:
        name: the repository's name.
        path: where the repository is to stand; None is a folder of that name here.
        language: shorthand for the answer of that name.
        data: other answers, as typed.
        data_file: YAML file of answers; ``data`` wins over it.
        defaults: take the default of every answer that is not given.
        template: packaged template, folder, git repository or URL; None is that of services.
        template_version: tag or commit.
        git: make a git repository with a first commit.
    """

    name: str
    path: Path | None = None
    language: str | None = None
    data: tuple[str, ...] = ()
    data_file: Path | None = None
    defaults: bool = False
    template: str | None = None
    template_version: str | None = None
    git: bool = True


def create(
    wanted: Wanted,
    ask: Ask | None = None,
    *,
    dry_run: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Created:
    """Make the repository: all of it or nothing.

    Args:
        wanted: what to make.
        ask: puts questions to a person; None where there is no terminal.
        dry_run: render, list the files, keep nothing.
        tell: is told each step.

    Raises:
        UsageError: the answers, the template or the place cannot be used.
        ScaffoldError: rendering or git failed; the place is as it was.
    """
    destination = (wanted.path or Path(wanted.name)).absolute()
    given = _given(wanted)
    with open_template(wanted.template, wanted.template_version) as template:
        answers = _answers(template.questionnaire, given, wanted, ask)
        _require_free(destination)
        if dry_run:
            with tempfile.TemporaryDirectory(prefix="scaffold-new-") as scratch:
                files, committed = _render(template, answers, Path(scratch) / "repo"), False
        else:
            tell(f"Rendering {destination.name}")
            files, committed = _write(template, answers, destination, with_git=wanted.git)
        label = " ".join(filter(None, (template.source, template.version)))
        return Created(destination, files, _command(wanted, answers), label, committed)


def parse_data(words: tuple[str, ...]) -> dict[str, str]:
    """Split ``KEY=VALUE`` words.

    Raises:
        UsageError: a word has no ``=``, or a key is given twice.
    """
    data: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise UsageError(f"-d {word[:60]}: must be KEY=VALUE")
        if key in data:
            raise UsageError(f"-d {key}: given twice")
        data[key] = value
    return data


def read_data_file(path: Path) -> dict[str, Any]:
    """Read a YAML mapping of answers, without an answers file's own keys (``_commit``...).

    Raises:
        UsageError: no such file, or it is no mapping.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"--data-file {path}: cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise UsageError(f"--data-file {path}: must be a mapping of answers")
    return {str(key): value for key, value in data.items() if not str(key).startswith("_")}


def _given(wanted: Wanted) -> dict[str, Any]:
    data: dict[str, Any] = read_data_file(wanted.data_file) if wanted.data_file else {}
    typed = parse_data(wanted.data)
    if wanted.language is not None:
        if typed.get("language", wanted.language) != wanted.language:
            raise UsageError("--language and -d language= contradict each other")
        typed["language"] = wanted.language
    if wanted.data_file and "name" not in typed:
        data.pop("name", None)  # the command names the service; another one's answers may be reused
    given = data | typed
    if given.get("name", wanted.name) != wanted.name:
        raise UsageError(f"name={given['name']!r}: the repository is already named {wanted.name!r}")
    return {**given, "name": wanted.name}


def _answers(
    questionnaire: Questionnaire, given: Mapping[str, Any], wanted: Wanted, ask: Ask | None
) -> Answers:
    open_questions = missing(questionnaire, given)
    if not wanted.defaults and ask is None and open_questions:
        answer(questionnaire, given, None)  # what is wrong with the given ones is told first
        flags = "\n  ".join(f"-d {q.name}=...   {q.help}" for q in open_questions)
        raise UsageError(
            "without a terminal nothing is asked; give these answers, "
            f"or --defaults to take their defaults:\n  {flags}"
        )
    return answer(questionnaire, given, None if wanted.defaults else ask)


def _require_free(destination: Path) -> None:
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise UsageError(f"{destination}: exists and is no folder; choose another PATH")
    if destination.is_dir() and any(destination.iterdir()):
        raise UsageError(f"{destination}: the folder is not empty; choose another PATH")


def _render(template: Template, answers: Answers, root: Path) -> tuple[str, ...]:
    template.render(answers, root)
    return tuple(
        sorted(
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_symlink() or path.is_file()
        )
    )


def _write(
    template: Template, answers: Answers, destination: Path, *, with_git: bool
) -> tuple[tuple[str, ...], bool]:
    """Build the repository beside its place, then move it there in one step."""
    parent = destination.parent
    absent = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    scratch = parent / f".{destination.name}.{secrets.token_hex(4)}"
    try:
        _make(scratch)
        root = scratch / "repo"
        files = _render(template, answers, root)
        committed = with_git and not _belongs_to_repository(destination)
        if committed:
            git.start_repository(root, f"Create {answers.values['name']} from {template.source}")
        root.replace(destination)
    except BaseException as error:
        shutil.rmtree(scratch, ignore_errors=True)
        for folder in absent:
            with suppress(OSError):  # another process has put something there
                folder.rmdir()
        if isinstance(error, OSError):
            raise ScaffoldError(f"{destination}: cannot be written: {error}") from error
        raise
    scratch.rmdir()
    return files, committed


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder.parent}: cannot be made or written: {error}") from None


def _belongs_to_repository(place: Path) -> bool:
    """Whether a repository around a place would keep what is put there."""
    try:
        git.run("rev-parse", "--show-toplevel", cwd=place.parent)
    except ScaffoldError:
        return False
    return not git.ignores(place)


def _command(wanted: Wanted, answers: Answers) -> str:
    words = ["scaffold", "new", wanted.name]
    if wanted.path:
        words.append(str(wanted.path))
    for key, value in answers.values.items():
        if key == "language":
            words += ["--language", str(value)]
        elif key != "name" and key in answers.given:
            words += ["-d", f"{key}={typed(value)}"]
    if wanted.template:
        words += ["--template", wanted.template]
    if wanted.template_version:
        words += ["--template-version", wanted.template_version]
    if not wanted.git:
        words.append("--no-git")
    return shlex.join([*words, "--defaults"])


def typed(value: Any) -> str:
    """Write a value as it would be typed after ``-d key=``."""
    if isinstance(value, str):
        return value
    dumped = yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True)
    return dumped.removesuffix("...\n").strip()
