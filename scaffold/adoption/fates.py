"""What becomes of each file of a render; what stands there is never written over.

Plain values in, plain values out: nothing is read here.
"""

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.adoption.adoption import Fate, Part
from scaffold.adoption.comparison import compare
from scaffold.answers import ANSWERS_FILE
from scaffold.own import is_own
from scaffold.rendered import File


@dataclass(frozen=True)
class Standing:
    """What stands in the repository.

    Attributes:
        paths: of all files, those that git does not know included.
        read: the file at a path; None for a folder.
    """

    paths: frozenset[str]
    read: Callable[[str], File | None]

    def has_below(self, folder: str) -> bool:
        """Whether anything stands in a folder."""
        return any(path.startswith(f"{folder}/") for path in self.paths)


_Reason = tuple[str, str]
"""Pattern of paths that stay out where they are missing, and why."""

_OTHER_NAMES = {  # where the same thing may stand as well: two of them would contradict each other
    ".github/CODEOWNERS": ("CODEOWNERS", "docs/CODEOWNERS"),
    ".github/pull_request_template.md": (
        "pull_request_template.md",
        "docs/pull_request_template.md",
    ),
    ".pre-commit-config.yaml": (".pre-commit-config.yml",),
    "Makefile": ("GNUmakefile", "makefile"),
    "catalog-info.yaml": ("catalog-info.yml",),
    "mkdocs.yml": ("mkdocs.yaml",),
    "renovate.json": (
        ".github/dependabot.yaml",
        ".github/dependabot.yml",
        ".github/renovate.json",
        ".github/renovate.json5",
        ".renovaterc",
        ".renovaterc.json",
        "renovate.json5",
    ),
}
_FOR_NEW_ONES = {  # shared by all languages, and still only for what `scaffold new` makes
    ".github/workflows/ci.yml": "it builds and tests the service as the template lays it out",
    ".github/workflows/release.yml": "it builds the service as the template lays it out",
    ".pre-commit-config.yaml": "its hooks run the service's tools as the template lays them out",
    "README.md": "it describes the service as the template lays it out",
    ".gitattributes": "it would change how git stores the files that are here",
}
_TO_REWRITE = {  # others link to it
    "docs/architecture.md": "it describes the service that `scaffold new` makes: tell of yours",
}
_WHOLES = frozenset({"Chart.yaml", "main.tf", "compose.yaml"})
_MAKE_CALLERS = (".github/workflows/*", ".github/actions/*")


def decide(
    files: Mapping[str, File], standing: Standing, service_files: tuple[str, ...]
) -> tuple[Part, ...]:
    """Decide for every file of a render; what stands there is never written over.

    Args:
        files: the render.
        standing: the repository.
        service_files: patterns of what only a new service needs.
    """
    reasons = (*_service(service_files), *_halves(files, standing), *_make(files, standing))
    reasons += tuple(_FOR_NEW_ONES.items())
    return tuple(
        sorted(
            _part(path, file, standing, reasons)
            for path, file in files.items()
            if path != ANSWERS_FILE
        )
    )


def own_patterns(parts: Iterable[Part]) -> tuple[str, ...]:
    """What later updates are to leave alone, sorted."""
    return tuple(sorted({part.pattern for part in parts if part.pattern}))


def _part(path: str, file: File, standing: Standing, reasons: tuple[_Reason, ...]) -> Part:
    pattern, why = next((one for one in reasons if is_own(path, one[:1])), (glob.escape(path), ""))
    there = _other(standing, path)
    if there and there != path:
        return Part(path, Fate.DIFFERS, f"yours is {there}", pattern)
    if there:
        here = standing.read(path)
        if here == file:
            return Part(path, Fate.SAME)
        return Part(path, Fate.DIFFERS, compare(path, here, file), pattern)
    if why := why or _blocked(path, standing):
        return Part(path, Fate.LEFT_OUT, why, pattern)
    return Part(path, Fate.ADDED, _TO_REWRITE.get(path, ""))


def _service(service_files: tuple[str, ...]) -> Iterator[_Reason]:
    for pattern in service_files:
        yield pattern, "the service itself: yours stays as it is"


def _halves(files: Mapping[str, File], standing: Standing) -> Iterator[_Reason]:
    """Charts, Terraform modules and compose stacks that are here: they only work as a whole."""
    for path in files:
        unit = PurePosixPath(path).parent.as_posix()
        if PurePosixPath(path).name in _WHOLES and standing.has_below(unit):
            yield f"{glob.escape(unit)}/*", f"{unit}/ is yours; half of another one would break it"


def _make(files: Mapping[str, File], standing: Standing) -> Iterator[_Reason]:
    """What calls the template's Makefile, where the repository has one of its own."""
    makefile = _other(standing, "Makefile")
    if makefile and standing.read(makefile) != files.get("Makefile"):
        for pattern in _MAKE_CALLERS:
            yield pattern, f"it calls targets of the template's Makefile, and {makefile} is yours"


def _blocked(path: str, standing: Standing) -> str:
    folders = [parent.as_posix() for parent in PurePosixPath(path).parents]
    return next((f"{one} is no folder here" for one in folders if one in standing.paths), "")


def _other(standing: Standing, path: str) -> str:
    """The path where the repository has the same thing: this one, or another name for it."""
    if path in standing.paths or standing.has_below(path):
        return path
    other = next((name for name in _OTHER_NAMES.get(path, ()) if name in standing.paths), "")
    alike = (name for name in sorted(standing.paths) if name.casefold() == path.casefold())
    return other or next(alike, "")
