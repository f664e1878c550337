"""Counts lines and comments: what a merge lost, and what it made up."""

from collections import Counter
from collections.abc import Callable

from scaffold.keys.format import Span


def keeps_every_line(
    comments: Callable[[str], list[Span]], base: str, ours: str, theirs: str, merged: str
) -> bool:
    """Whether every line of ours is in the result unless they took it away, and nothing new is.

    A line and the comment behind it are counted apart, since each side may have changed one of
    them. Indentation and the comma at a line's end are not counted.
    """
    counted = [_count(text, comments(text)) for text in (base, ours, theirs, merged)]
    return all(_is_kept(*(count[line] for count in counted)) for line in set().union(*counted))


def _is_kept(base: int, ours: int, theirs: int, merged: int) -> bool:
    """Judge how often a line stands in each version."""
    fewest = ours - max(0, base - theirs)
    most = max(theirs, ours + max(0, theirs - base))
    return fewest <= merged <= most


def _count(text: str, spans: list[Span]) -> Counter[str]:
    counts = Counter(text[start:end].strip() for start, end in spans)
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    counts.update(line.strip().removesuffix(",") for line in text.splitlines())
    del counts[""]
    return counts
