"""Reads a repository: within bounds, by name what is left out, and nothing of it is run."""

from collections.abc import Iterable, Iterator, Mapping

from scaffold.artifacts.tree import Tree
from scaffold.clues.source import CODE, Kind, Source, kind_of
from scaffold.scorecard.reading import Reading

LARGEST_BYTES = 256 * 1024
MOST_BYTES = 24 * 1024 * 1024
MOST_FILES = 6000
_LONGEST_LINES = dict.fromkeys(CODE, 4000)
_LONGEST_LINE = 20_000
_OTHER_ENDS = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
"""What some readers take for the end of a line and others do not."""


def read(tree: Tree) -> Reading:
    """Read what can say something of a service; what is too much of it is left out by name."""
    kinds = {path: kind for path in tree.paths if (kind := kind_of(path))}
    left_out: list[str] = []
    chosen = _choose(tree.sizes(kinds), left_out)
    contents = tree.read(chosen)
    sources = tuple(_sources(chosen, contents, kinds, left_out))
    return Reading(tree.name, tree.paths, sources, tuple(left_out))


def _choose(sizes: Mapping[str, int], left_out: list[str]) -> list[str]:
    """Paths to be read: what stands further up first, as far as the bounds go."""
    order = sorted(sizes, key=lambda path: (path.count("/"), path))
    large = [path for path in order if sizes[path] > LARGEST_BYTES]
    if large:
        left_out.append(_several(large, f"larger than {LARGEST_BYTES // 1024} KiB"))
    chosen: list[str] = []
    total = 0
    small = [path for path in order if sizes[path] <= LARGEST_BYTES]
    for path in small:
        total += sizes[path]
        if total > MOST_BYTES or len(chosen) == MOST_FILES:
            left_out.append(_several(small[len(chosen) :], "more than is read"))
            break
        chosen.append(path)
    return chosen


def _sources(
    chosen: Iterable[str],
    contents: Mapping[str, bytes],
    kinds: Mapping[str, Kind],
    left_out: list[str],
) -> Iterator[Source]:
    odd: dict[str, list[str]] = {}
    for path in chosen:
        content = contents.get(path, b"")
        why = _oddity(content, kinds[path])
        if why:
            odd.setdefault(why, []).append(path)
        elif path in contents:
            text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
            yield Source(path, kinds[path], text.translate(_OTHER_ENDS))
    left_out += [_several(paths, why) for why, paths in odd.items()]


def _oddity(content: bytes, kind: Kind) -> str:
    """Why a file is none that a person wrote; empty where it may be one."""
    if b"\0" in content:
        return "binary"
    if kind in CODE and (b"DO NOT EDIT" in content[:600] or b"@generated" in content[:600]):
        return "generated"
    if kind not in {Kind.PAGE, Kind.DASHBOARD}:
        longest = len(max(content.split(b"\n"), key=len))
        if longest > _LONGEST_LINES.get(kind, _LONGEST_LINE):
            return "minified"
    return ""


def _several(paths: list[str], why: str) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}: {why}"
