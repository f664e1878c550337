"""Two renders laid beside the user's tree: what is merged, and what is left out of the merge."""

from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.answers import ANSWERS_FILE
from scaffold.merging.checkout import Checkout
from scaffold.merging.line_ends import write_renders
from scaffold.merging.merge import Sides, Tree
from scaffold.merging.objects import ObjectFolder
from scaffold.merging.seeded import spare_seeded
from scaffold.own import without_own
from scaffold.rendered import File
from scaffold.update import Note, Subject


@dataclass(frozen=True)
class Renders:
    """What a template makes of a repository's answers.

    Attributes:
        before: files of the version that it is at.
        after: files of the version that it is brought to.
        own: patterns of what the repository has in a form of its own.
        seeded: patterns of what is the user's once it is made.
    """

    before: Mapping[str, File]
    after: Mapping[str, File]
    own: tuple[str, ...]
    seeded: tuple[str, ...]


def lay_out(
    checkout: Checkout, store: ObjectFolder, ours: Tree, renders: Renders
) -> tuple[Sides, list[Note]]:
    """Write the blobs of both renders; return what is merged, and notes on what is not."""
    before, after = (without_own(each, renders.own) for each in (renders.before, renders.after))
    base, theirs = write_renders(checkout, store, ours, before, after)
    notes = []
    if ANSWERS_FILE in base and ANSWERS_FILE in ours and base[ANSWERS_FILE] != ours[ANSWERS_FILE]:
        base[ANSWERS_FILE] = ours[ANSWERS_FILE]  # it follows the answers alone, never the merge
        message = "was not as it is rendered; it is written anew, comments in it are not kept"
        notes.append(Note(ANSWERS_FILE, Subject.ANSWERS_REWRITTEN, message))
    sides, kept = spare_seeded(Sides(base, ours, theirs), renders.seeded)
    return sides, notes + kept
