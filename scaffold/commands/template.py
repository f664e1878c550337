"""``scaffold template release`` and ``publish``: how a template version begins its way."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from scaffold import history
from scaffold.bundle import Release, read_releases
from scaffold.errors import ScaffoldError, UsageError
from scaffold.questions import Questionnaire, answer
from scaffold.releases import PACKAGED, packaged, packaged_at
from scaffold.template import SERVICE, working_folder


def release(
    version: str,
    template: Path | None = None,
    into: Path | None = None,
    day: date | None = None,
) -> Release:
    """Add a folder, as it stands, to the released history of its template: all of it or nothing.

    Args:
        version: of the new release.
        template: folder that holds ``copier.yml``; None is the one of services in this checkout.
        into: bundle of the releases, made if need be; None is the one that this checkout packs of
            its own templates.
        day: date of the release; None is today.

    Raises:
        UsageError: the version is none or not newer; nothing has changed; a place cannot be used.
        UntrustedTemplateError: the template would run code of its own.
        ScaffoldError: it cannot be rendered; names the file where that is known.
    """
    folder, into = _places(template, into)
    _require_newer(version, into)

    def prove(tree: Path) -> None:
        opened = working_folder(tree, source=str(folder))
        for given in _variants(opened.questionnaire):
            opened.rendered(answer(opened.questionnaire, given, None))

    return history.append(into, version, folder, day or datetime.now(UTC).date(), prove)


def publish(url: str, released: Path | None = None, template: str | None = None) -> tuple[str, ...]:
    """Push every release to a git server, where copier and Renovate find them.

    Args:
        url: repository on the server; it exists.
        released: bundle of the releases; None is the one of a packaged template.
        template: name of that; None is the one of services.

    Returns:
        Versions that the server did not have.

    Raises:
        UsageError: there is no such packaged template, or a bundle is named beside it.
        ScaffoldError: the server refuses, or holds another history, which is never overwritten.
    """
    bundle = _released(released, template)
    where = Path(url).expanduser()
    address = str(where.resolve()) if where.exists() else url
    try:
        return history.push(bundle, address)
    except ScaffoldError as error:
        raise ScaffoldError(
            f"{url}: is left as it is: {error}\nwhat was published stays; "
            "publish another history to an empty repository"
        ) from None


def _released(released: Path | None, template: str | None) -> Path:
    """The file of the releases that are to be published."""
    if released and template:
        raise UsageError(f"--template {template}: name a packaged template or a --bundle, not both")
    known = packaged(template)
    if known is None:
        raise UsageError(f"--template {template}: is not packaged; {', '.join(PACKAGED)} are")
    return released or known.bundle


def _places(template: Path | None, into: Path | None) -> tuple[Path, Path]:
    """Folder of the template and file of its releases."""
    if template is None and not SERVICE.is_dir():
        raise UsageError("--template: name the folder of the template; this is no checkout")
    folder = (template or SERVICE).expanduser().resolve()
    if into is None:
        ours = packaged_at(folder)
        if ours is None:
            raise UsageError("--bundle: name the file that holds the releases of this template")
        into = ours.bundle
    into = into.expanduser().resolve()
    if not into.parent.is_dir():
        raise UsageError(f"--bundle {into}: there is no folder {into.parent}")
    if into.is_relative_to(folder):
        raise UsageError(f"--bundle {into}: must lie outside of the template, which it would enter")
    return folder, into


def _require_newer(version: str, into: Path) -> None:
    try:
        wanted = Version(version)
    except InvalidVersion:
        raise UsageError(f"{version}: is no version as PEP 440 knows them; try 1.0.0") from None
    if str(wanted) != version:
        raise UsageError(f"{version}: write it as {wanted}")
    if wanted.is_prerelease or wanted.local:
        raise UsageError(f"{version}: a release is final; nobody updates to anything else")
    newest = next(iter(read_releases(into)), None) if into.exists() else None
    if newest and wanted <= Version(newest.version):
        raise UsageError(f"{version}: is not newer than {newest.version}, the newest release")


def _variants(questionnaire: Questionnaire) -> Iterator[Mapping[str, Any]]:
    """Answers to render with: every default, then every choice of every question, one at a time."""
    yield {}
    for question in questionnaire.questions:
        if question.when is True and isinstance(question.choices, dict):
            for choice in question.choices.values():
                if choice != question.default:
                    yield {question.name: choice}
