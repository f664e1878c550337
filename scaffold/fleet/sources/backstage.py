"""A Backstage catalog: its components, as the files that they are registered with describe them."""

import re
from collections.abc import Iterator
from pathlib import Path

from scaffold.artifacts.document import Document, dig, read_documents
from scaffold.errors import UsageError
from scaffold.fleet.members import Member

_FILE = "catalog-info.yaml"
_LOCATION = "backstage.io/source-location"
_SLUG = "github.com/project-slug"


def find_members(where: str, base: Path) -> Iterator[Member]:
    """Yield the components of a file, or of every ``catalog-info.yaml`` below a folder.

    A component's repository is its source location, or else its GitHub slug, or else the clone
    that its file stands in; one with none of them is refused.

    Raises:
        UsageError: there is no such place, or a component's repository is not known.
        ScaffoldError: a file does not parse; names ``path:line``.
    """
    place = (base / where).absolute()
    if not place.exists():
        raise UsageError(f"{place}: no such Backstage catalog")
    for file in [place] if place.is_file() else sorted(place.rglob(_FILE)):
        for document in read_documents(file.parent, file.name):
            if dig(document.data, "kind") == "Component":
                yield _member(file, document)


def _member(file: Path, document: Document) -> Member:
    line = f"{file}:{document.line('metadata', 'name')}"
    name = dig(document.data, "metadata", "name")
    if not isinstance(name, str):
        raise UsageError(f"{line}: the component has no metadata.name")
    url, folder = _repository(document)
    clone = file.parent if (file.parent / ".git").exists() else None
    if not url and clone is None:
        raise UsageError(f"{line}: {name} names no repository; annotate it with {_LOCATION}")
    return Member(
        name=name,
        place=line,
        path=None if url and not clone else clone,
        url="" if clone else url,
        folder="" if clone else folder,
        team=str(dig(document.data, "spec", "owner") or "").rpartition(":")[2].rpartition("/")[2],
        tier=str(dig(document.data, "metadata", "labels", "tier") or ""),
    )


def _repository(document: Document) -> tuple[str, str]:
    """What git clones, and the folder in it."""
    annotations = dig(document.data, "metadata", "annotations") or {}
    location = str(annotations.get(_LOCATION, ""))
    if found := re.fullmatch(r"url:(.+?)/(?:-/)?tree/[^/]+/?(.*?)/?", location):
        return found[1], found[2]
    if location.startswith("url:"):
        return location.removeprefix("url:").rstrip("/"), ""
    slug = annotations.get(_SLUG)
    return (f"https://github.com/{slug}.git" if slug else ""), ""
