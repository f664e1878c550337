"""Which trials there are: at random, and those that are known to cost a user something."""

from collections.abc import Callable
from random import Random

from trials.edits import PLACES, Edit, Kind
from trials.stage import BASE, RED, Trial

PATHS = (*BASE, *PLACES, ".gitignore")
AUTHORS = tuple(kind for kind in Kind if kind not in {Kind.CRLF, Kind.IGNORE})
"""What a template's author does."""

_TEXTS = "README.md", "docs/guide.md", "src/app.py", "src/deep/config.yml"


def at_random(random: Random) -> Trial:
    """Up to five edits on each side, of few files, so that they meet."""
    paths = random.sample(PATHS, 3)

    def some(kinds: tuple[Kind, ...]) -> tuple[Edit, ...]:
        return tuple(
            Edit(random.choice(kinds), random.choice(paths), random.randrange(30))
            for _ in range(random.randint(1, 5))
        )

    data = random.choice([(), (), ("colour=blue",)])
    return Trial(some(tuple(Kind)), some(AUTHORS), data, asks=random.random() < 1 / 4)


def _pair(
    mine: Kind, template: Kind | None, paths: tuple[str, ...] = _TEXTS, **more: object
) -> Callable[[Random], Trial]:
    """One edit on each side of the same file; the numbers differ."""

    def trial(random: Random) -> Trial:
        path = random.choice(paths)
        edits = Edit(mine, path, random.randrange(30)), Edit(Kind.APPEND, "run.sh")
        changes = (Edit(template, path, random.randrange(30)),) if template else ()
        return Trial(edits, (*changes, Edit(Kind.CHANGE, "docs/über uns.md", 3)), **more)

    return trial


def _same_line(random: Random) -> Trial:
    edit = Edit(Kind.CHANGE, random.choice(_TEXTS), random.randrange(30))
    return Trial((edit,), (edit,))


def _same_new_file(random: Random) -> Trial:
    edit = Edit(Kind.ADD, "", random.randrange(len(PLACES)))
    return Trial((edit,), (edit,))


def _ignored(_: Random) -> Trial:
    return Trial((Edit(Kind.IGNORE, ""),), (Edit(Kind.ADD, "", PLACES.index("local/extra.txt")),))


CLASSES: dict[str, Callable[[Random], Trial]] = {
    "1 same line on both sides": _same_line,
    "2 template renames an edited file": _pair(Kind.CHANGE, Kind.MOVE),
    "3 template deletes an edited file": _pair(Kind.CHANGE, Kind.DELETE),
    "4 answer turns an edited file off": _pair(Kind.CHANGE, None, (RED,), data=("colour=blue",)),
    "5 binary file on both sides": _pair(Kind.BINARY, Kind.BINARY, ("docs/logo.png",)),
    "6 user moved a changed file": _pair(Kind.MOVE, Kind.CHANGE),
    "7 new file where git ignores it": _ignored,
    "9 choice is removed": _pair(Kind.CHANGE, None, choices="red, green", colour="blue"),
    "10 unknown answer is given": _pair(Kind.CHANGE, None, data=("color=blue",)),
    "file of one name added by both": _same_new_file,
    "user deleted a changed file": _pair(Kind.DELETE, Kind.CHANGE),
    "user made a changed file executable": _pair(Kind.MODE, Kind.CHANGE),
    "user turned line ends": _pair(Kind.CRLF, Kind.CHANGE),
    "file on one side, folder on the other": _pair(Kind.TO_FOLDER, Kind.CHANGE),
    "user moved a folder": _pair(Kind.MOVE_FOLDER, Kind.CHANGE, ("src/app.py", "docs/guide.md")),
    "anything": at_random,
}
"""Trials by name; numbers are those of the tests in ``tests/update/test_losses.py``."""
