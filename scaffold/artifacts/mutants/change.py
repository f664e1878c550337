"""One change of an expression: pieces of its text, and what takes their place."""

from dataclasses import dataclass

from scaffold.artifacts.mutants.tokens import Tokens


@dataclass(frozen=True)
class Change:
    """Pieces of an expression, and what takes their place.

    Attributes:
        words: what it comes to, for a person.
        pieces: begin, end and new text of each.
    """

    words: str
    pieces: tuple[tuple[int, int, str], ...]

    def apply(self, text: str) -> str:
        """The expression with the change made."""
        for start, end, new in sorted(self.pieces, reverse=True):
            text = text[:start] + new + text[end:]
        return text.strip()


def left_out(text: str, start: int, end: int) -> Change:
    """A piece that is gone."""
    return Change(f"{_plain(text[start:end])} left out", ((start, end, ""),))


def replaced(text: str, tokens: Tokens, index: int, new: str) -> Change:
    """One word replaced; the arm of ``and`` or ``or`` in which it stands says where."""
    token = tokens[index]
    first = last = index
    while first > 0 and not tokens[first - 1].is_set_operator:
        first -= 1
    while last + 1 < len(tokens) and not tokens[last + 1].is_set_operator:
        last += 1
    around = text[tokens[first].start : token.start] + new + text[token.end : tokens[last].end]
    return Change(f"{token.text} becomes {new}: {_plain(around)}", ((token.start, token.end, new),))


def _plain(text: str) -> str:
    return " ".join(text.split())
