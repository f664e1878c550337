"""A template version: its source, its questions, its render. The only importer of copier."""

import hashlib
import re
import shutil
import tarfile
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version as distribution_version
from pathlib import Path

import platformdirs
from packaging.version import InvalidVersion, Version

from scaffold import git
from scaffold.answers import ANSWERS_FILE, Answers
from scaffold.errors import Exit, ScaffoldError, UsageError
from scaffold.questions import Questionnaire, read_questionnaire

PACKAGED = "scaffold:service"
"""How the answers file names the template that travels with this program."""


class UntrustedTemplateError(ScaffoldError):
    """The template would run code of its own."""

    exit_code = Exit.UNTRUSTED


@dataclass(frozen=True)
class Template:
    """One version of one template, on this machine.

    Attributes:
        source: what the answers file records: ``scaffold:service``, a URL, or an absolute path.
        version: git tag or commit; this program's version for the packaged template; empty for
            a plain folder.
        root: folder that holds ``copier.yml``.
        questionnaire: its questions.
    """

    source: str
    version: str
    root: Path
    questionnaire: Questionnaire

    def render(self, answers: Answers, destination: Path) -> None:
        """Render the project into a folder that does not exist yet or is empty.

        Raises:
            ScaffoldError: the template cannot be rendered; names the file where that is known.
        """
        import copier  # noqa: PLC0415 - 0.3 s, and only rendering needs it
        import copier.errors  # noqa: PLC0415
        import jinja2  # noqa: PLC0415

        try:
            copier.run_copy(
                str(self.root),
                destination,
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
        self._record(destination / ANSWERS_FILE)

    def _place(self, error: Exception) -> str:
        """``path:line`` in the template where rendering stopped, or the source when unknown."""
        frames = reversed(traceback.extract_tb(error.__traceback__))
        within = (frame for frame in frames if Path(frame.filename).is_relative_to(self.root))
        frame = next(within, None)
        if frame is None:
            return self.source
        return f"{Path(frame.filename).relative_to(self.root).as_posix()}:{frame.lineno}"

    def _record(self, path: Path) -> None:
        """Name the source and version that this is, not the scratch folder copier saw."""
        if not path.is_file():
            return
        kept = [
            line
            for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
            if not re.match(r"_(commit|src_path):", line)
        ]
        header = [f"_commit: {self.version}\n"] if self.version else []
        header.append(f"_src_path: {self.source}\n")
        first = next((n for n, line in enumerate(kept) if not line.startswith("#")), len(kept))
        path.write_text("".join(kept[:first] + header + kept[first:]), encoding="utf-8")


@contextmanager
def open_template(source: str | None = None, version: str | None = None) -> Iterator[Template]:
    """Bring a template version onto this machine for the length of a ``with`` block.

    Args:
        source: folder, git repository or git URL; None is the packaged template.
        version: tag or commit of a git source; None is the newest release tag, else the head.

    Raises:
        UsageError: no such source or version.
        UntrustedTemplateError: the template runs tasks, migrations or Jinja extensions.
    """
    if source is None:
        own = distribution_version("scaffold")
        if version not in {None, own, f"v{own}"}:
            raise UsageError(f"--template-version {version}: only {own} travels with this program")
        yield _trusted(Template(PACKAGED, own, *_read(packaged_root())))
        return
    path = Path(source).expanduser()
    if path.is_dir() and not (path / ".git").exists():
        if version is not None:
            raise UsageError(
                f"--template-version {version}: {source} has none, it is a plain folder"
            )
        yield _trusted(Template(str(path.resolve()), "", *_read(path.resolve())))
        return
    if not path.exists() and not re.match(r"[a-z+]+://|[^/]+@[^/]+:", source):
        raise UsageError(f"--template {source}: neither a folder nor a git URL")
    with tempfile.TemporaryDirectory(prefix="scaffold-template-") as scratch:
        root = Path(scratch) / "template"
        recorded = str(path.resolve()) if path.exists() else source
        found = _check_out(recorded, version, root)
        yield _trusted(Template(recorded, found, *_read(root)))


def packaged_root() -> Path:
    """Folder of the template that travels with this program.

    In a checkout that is ``templates/``. An installed program carries a tar, which is unpacked
    once into the user's cache: a wheel cannot hold the template's symbolic links.
    """
    here = Path(__file__).parent
    tar = here / "_templates.tar"
    if not tar.is_file():
        return here.parent / "templates" / "service"
    digest = hashlib.sha256(tar.read_bytes()).hexdigest()
    cache = platformdirs.user_cache_path("scaffold") / "templates"
    unpacked = cache / digest[:16]
    if not unpacked.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch, tarfile.open(tar) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # since 3.11.4
            archive.extractall(scratch)  # noqa: S202 - our own tar
            with suppress(OSError):  # another process was faster
                (Path(scratch) / "templates").rename(unpacked)
    return unpacked / "service"


def versions(source: str) -> tuple[str, ...]:
    """Release tags of a git source, newest first.

    Raises:
        ScaffoldError: git cannot read the source.
    """
    listed = git.run("ls-remote", "--tags", "--refs", "--", source, cwd=Path.cwd())
    tags = [line.rpartition("refs/tags/")[2] for line in listed.splitlines()]
    return tuple(sorted(filter(_parsed, tags), key=Version, reverse=True))


def _parsed(tag: str) -> bool:
    try:
        return not Version(tag).is_prerelease
    except InvalidVersion:
        return False


def _check_out(source: str, version: str | None, root: Path) -> str:
    try:
        git.run("clone", "--quiet", "--", source, str(root), cwd=root.parent)
    except ScaffoldError as error:
        raise UsageError(f"--template {source}: cannot be cloned: {error}") from None
    wanted = version or next(iter(versions(str(root))), "HEAD")
    try:
        git.run("checkout", "--quiet", "--detach", f"{wanted}^{{commit}}", cwd=root)
    except ScaffoldError:
        known = ", ".join(versions(str(root))[:5]) or "none"
        raise UsageError(
            f"--template-version {version}: no such version in {source}; newest releases: {known}"
        ) from None
    found = git.run("describe", "--tags", "--always", cwd=root).strip()
    shutil.rmtree(root / ".git")
    return found


def _read(root: Path) -> tuple[Path, Questionnaire]:
    return root, read_questionnaire(root)


def _trusted(template: Template) -> Template:
    if template.questionnaire.unsafe:
        runs = ", ".join(template.questionnaire.unsafe)
        raise UntrustedTemplateError(
            f"{template.source}: would run code of its own ({runs}); "
            "scaffold renders templates, it does not run them"
        )
    return template
