"""Whose a file is: the template's for good, or the user's after it was made once.

A template names the seeded ones in ``copier.yml``, as patterns of paths in the repository::

    _scaffold_seeded:
      - src/service/orders.py
      - "tests/*"

``*`` stands for any text, slashes included. Copier itself does not look at the key. No list of
files is kept in the repository: what the template made is known by rendering it again.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from scaffold.drift import Owner
from scaffold.errors import ScaffoldError
from scaffold.merging.merge import Sides, Tree
from scaffold.update import Note, Subject

if TYPE_CHECKING:
    from scaffold.questions import Questionnaire

_SETTING = "_scaffold_seeded"


def owner_of(path: str, rendered: Mapping[str, object], patterns: tuple[str, ...]) -> Owner:
    """Who looks after a path.

    Args:
        path: in the repository.
        rendered: what the template makes, by path.
        patterns: the template's seeded files.
    """
    if path not in rendered:
        return Owner.MINE
    seeded = any(fnmatchcase(path, pattern) for pattern in patterns)
    return Owner.SEEDED if seeded else Owner.MANAGED


def seeded_patterns(questionnaire: "Questionnaire") -> tuple[str, ...]:
    """Which files a template leaves to the user once they are made.

    Raises:
        ScaffoldError: the setting is no list of texts.
    """
    patterns = questionnaire.settings.get(_SETTING) or []
    if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
        raise ScaffoldError(f"copier.yml: {_SETTING}: must be a list of path patterns")
    return tuple(patterns)


def spare_seeded(sides: Sides, patterns: tuple[str, ...]) -> tuple[Sides, list[Note]]:
    """Take the template's changes to seeded files that the user edited out of the merge.

    One that the user never touched follows the template like any other; so does one in whose place
    the template has a folder, or a file where its folder was: the two cannot stand side by side.
    """
    theirs = dict(sides.theirs)
    notes = []
    for path, base in sides.base.items():
        if owner_of(path, sides.base, patterns) is not Owner.SEEDED:
            continue
        if sides.ours.get(path) == base or sides.theirs.get(path) in {base, sides.ours.get(path)}:
            continue
        if any(_exclude(path, other) for other in sides.theirs):
            continue
        theirs[path] = base
        notes.append(Note(path, Subject.SEEDED_KEPT, _said(path, sides.ours, sides.theirs)))
    return Sides(sides.base, sides.ours, theirs), notes


def _exclude(one: str, other: str) -> bool:
    """Whether one of two paths would have to be a folder for the other."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _said(path: str, ours: Tree, theirs: Tree) -> str:
    did = "changed" if path in theirs else "no longer has"
    yours = "yours was left as it is" if path in ours else "you deleted or moved it"
    return f"the template {did} this seeded file; {yours}"
