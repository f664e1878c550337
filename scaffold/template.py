"""A template version: its source, its questions, its render. The only importer of copier."""

import re
import shutil
import tempfile
import traceback
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from scaffold import git, releases, renderer
from scaffold.answers import ANSWERS_FILE, Answers
from scaffold.bundle import Release, check_out
from scaffold.carried import Carried, carry
from scaffold.errors import Exit, ScaffoldError, UsageError
from scaffold.press import Press
from scaffold.questions import Questionnaire, read_questionnaire
from scaffold.render_cache import remembered
from scaffold.rendered import File, Rendered, read
from scaffold.shared import SharedStateError
from scaffold.subset import BeyondError

SERVICE = releases.PACKAGED["service"].folder
PLATFORM = releases.PACKAGED["platform"].folder
"""In a checkout, the folders that the releases are made from."""


class UntrustedTemplateError(ScaffoldError):
    """The template would run code of its own."""

    exit_code = Exit.UNTRUSTED


@dataclass(frozen=True)
class Template:
    """One version of one template, on this machine.

    Attributes:
        source: what the answers file records: ``scaffold:service``, a URL, or an absolute path.
        version: tag, or what git calls another commit; empty for a folder without versions.
        root: folder that holds ``copier.yml``.
        questionnaire: its questions.
        commit: id of a release, which never changes; empty for anything else.
    """

    source: str
    version: str
    root: Path
    questionnaire: Questionnaire
    commit: str = ""

    def render(self, answers: Answers, destination: Path) -> None:
        """Render the project into a folder that does not exist yet or is empty.

        Raises:
            ScaffoldError: the template cannot be rendered; names the file where that is known.
        """
        self.rendered(answers).write(destination)

    def rendered(self, answers: Answers, without: Container[str] = ()) -> Rendered:
        """Render the project in memory; a release and the same answers are rendered once.

        Args:
            answers: validated.
            without: paths that may be left out.

        Raises:
            ScaffoldError: as :meth:`render`.
        """
        try:
            if not self.commit or without:
                return self._ours(answers, without)
            key = {"commit": self.commit, "answers": answers.values, **self._origin}
            return remembered(key, lambda: self._ours(answers))
        except (BeyondError, jinja2.TemplateError, TypeError, ValueError):
            return self._by_copier(answers)  # the reference: it can, or says why not

    def recipe(self, answers: Answers) -> Mapping[str, object]:
        """What files are made of, by path, as far as that is known; see :func:`renderer.recipe`.

        Between two releases, files that are made of the same are the same.
        """
        if not self.commit or self._press.refused:
            return {}
        try:
            return renderer.recipe(self._press, answers, self._origin)
        except (BeyondError, SharedStateError, jinja2.TemplateError, TypeError, ValueError):
            return {}  # rendering it says why

    def answers_from(
        self,
        recorded: Mapping[str, Any],
        changes: Mapping[str, Any] | None = None,
        before: Questionnaire | None = None,
    ) -> Carried:
        """Carry answers that were given to another version over to this one; see :func:`carry`."""
        return carry(self.questionnaire, recorded, changes or {}, before)

    @property
    def _origin(self) -> dict[str, str]:
        commit = {"_commit": self.version} if self.version else {}
        return {**commit, "_src_path": self.source}

    @cached_property
    def _press(self) -> Press:
        return Press(self.root, self.questionnaire)

    def _ours(self, answers: Answers, without: Container[str] = ()) -> Rendered:
        if self.commit and not self._press.refused:
            try:
                return renderer.render_on(self._press, answers, self._origin, without)
            except (SharedStateError, jinja2.TemplateError, TypeError, ValueError) as error:
                self._press.refused = isinstance(error, SharedStateError)
        return renderer.render(self.root, self.questionnaire, answers, self._origin)

    def _by_copier(self, answers: Answers) -> Rendered:
        import copier  # noqa: PLC0415 - 0.3 s, and few templates need it
        import copier.errors  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="scaffold-render-") as scratch:
            root = Path(scratch) / "project"
            try:
                copier.run_copy(
                    str(self.root),
                    root,
                    data=dict(answers.values),
                    settings=copier.Settings(),  # a person's own settings file changes no render
                    defaults=True,
                    overwrite=True,
                    quiet=True,
                )
            except jinja2.TemplateError as error:
                raise ScaffoldError(f"{self._place(error)}: cannot be rendered: {error}") from error
            except (copier.errors.CopierError, ValueError, TypeError) as error:
                raise ScaffoldError(f"{self.source}: cannot be rendered: {error}") from error
            return self._recorded(read(root))

    def _place(self, error: Exception) -> str:
        """``path:line`` in the template where rendering stopped, or the source when unknown."""
        frames = reversed(traceback.extract_tb(error.__traceback__))
        within = (frame for frame in frames if Path(frame.filename).is_relative_to(self.root))
        frame = next(within, None)
        if frame is None:
            return self.source
        return f"{Path(frame.filename).relative_to(self.root).as_posix()}:{frame.lineno}"

    def _recorded(self, rendered: Rendered) -> Rendered:
        """Name the source and version that this is, not the scratch folder copier saw."""
        file = rendered.files.get(ANSWERS_FILE)
        if file is None:
            return rendered
        kept = [
            line
            for line in file.content.decode().splitlines(keepends=True)
            if not re.match(r"_(commit|src_path):", line)
        ]
        header = [f"{key}: {value}\n" for key, value in self._origin.items()]
        first = next((n for n, line in enumerate(kept) if not line.startswith("#")), len(kept))
        content = "".join(kept[:first] + header + kept[first:]).encode()
        files = {**rendered.files, ANSWERS_FILE: File(content, file.mode)}
        return Rendered(files, rendered.folders)


@contextmanager
def open_template(
    source: str | None = None,
    version: str | None = None,
    known: tuple[Release, ...] | None = None,
) -> Iterator[Template]:
    """Bring a template version onto this machine for the length of a ``with`` block.

    Args:
        source: packaged template, folder, bundle, git repository or git URL; None is the packaged
            template of a service.
        version: a release; of a repository also a branch or commit. None is the newest release,
            or the head where nothing was released.
        known: the source's releases, where the caller has them already.

    Raises:
        UsageError: no such source or version.
        UntrustedTemplateError: the template runs tasks, migrations or Jinja extensions.
    """
    address = releases.origin(source)
    if releases.is_plain_folder(address):
        if version is not None:
            raise UsageError(f"--template-version {version}: {source} is a folder without versions")
        yield working_folder(Path(address))
        return
    recorded = _named(address)
    known = releases.releases(source) if known is None else known
    release = releases.find(known, version) if version else next(iter(known), None)
    if release:
        root = releases.unpacked(address, release)
        yield _trusted(recorded, release.version, root, release.commit)
        return
    with tempfile.TemporaryDirectory(prefix="scaffold-template-") as scratch:
        root = Path(scratch) / "template"
        try:
            check_out(address, version or "HEAD", root)
        except ScaffoldError as error:
            if version:
                raise releases.no_such(recorded, version, known) from None
            raise UsageError(f"--template {source}: cannot be cloned: {error}") from None
        found = git.run("describe", "--tags", "--always", cwd=root).strip()
        shutil.rmtree(root / ".git")
        yield _trusted(recorded, found, root)


def working_folder(folder: Path, source: str | None = None) -> Template:
    """A folder as it stands now, whatever was released of it.

    Args:
        folder: holds ``copier.yml``.
        source: what the answers file is to record; None is the folder, and the checkout's own go
            by the names that their releases have.

    Raises:
        UntrustedTemplateError: as :func:`open_template`.
    """
    folder = folder.resolve()
    return _trusted(source or _named(str(folder)), "", folder)


def _named(address: str) -> str:
    """What an answers file calls a source: the name of a packaged template, or where it is."""
    ours = releases.packaged_at(Path(address))
    return ours.source if ours else address


def _trusted(source: str, version: str, root: Path, commit: str = "") -> Template:
    questionnaire = read_questionnaire(root)
    if questionnaire.unsafe:
        runs = ", ".join(questionnaire.unsafe)
        raise UntrustedTemplateError(
            f"{source}: would run code of its own ({runs}); "
            "scaffold renders templates, it does not run them"
        )
    return Template(source, version, root, questionnaire, commit)
