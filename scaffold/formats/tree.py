"""A list of files as an indented tree."""

from collections.abc import Iterable, Iterator

_Branch = dict[str, "_Branch"]


def write(top: str, files: Iterable[str]) -> str:
    """Return the tree below ``top``: folders first, a chain of single folders on one line."""
    root: _Branch = {}
    for path in files:
        branch = root
        for part in path.split("/"):
            branch = branch.setdefault(part, {})
    return "\n".join([f"{top}/", *_lines(root, "  ")]) + "\n"


def _lines(branch: _Branch, indent: str) -> Iterator[str]:
    for name, below in sorted(branch.items(), key=lambda item: (not item[1], item[0])):
        joined, rest = name, below
        while len(rest) == 1 and next(iter(rest.values())):
            only = next(iter(rest))
            joined, rest = f"{joined}/{only}", rest[only]
        yield f"{indent}{joined}{'/' if rest else ''}"
        yield from _lines(rest, indent + "  ")
