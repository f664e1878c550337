"""Changes that leave a piece of an expression out: an arm, a matcher, ``on (...)``, a clamp."""

from collections.abc import Iterator

from scaffold.artifacts.mutants.change import Change, left_out, replaced
from scaffold.artifacts.mutants.tokens import Tokens, after_modifiers, arms, closing, is_called

_CLAMPS = ("clamp", "clamp_min", "clamp_max")


def losses(text: str, tokens: Tokens) -> Iterator[Change]:
    """Every piece that can be left out."""
    for index, token in enumerate(tokens):
        if token.is_set_operator:
            yield from _arms(text, tokens, index)
        elif token.is_matching:
            end = tokens[after_modifiers(tokens, index - 1) - 1].end
            yield left_out(text, token.start, end)
        elif token.text in _CLAMPS and is_called(tokens, index):
            yield _unclamped(tokens, index)
    yield from _matchers(text, tokens)


def _arms(text: str, tokens: Tokens, operator: int) -> Iterator[Change]:
    """One arm of ``and``, ``or`` and ``unless``; each arm of a chain once."""
    left, right = arms(tokens, operator)
    before = tokens[left.start - 1] if left.start else None
    if not before or not before.is_set_operator or before.binds_less(tokens[operator]):
        yield left_out(text, tokens[left.start].start, tokens[right.start].start)
    yield left_out(text, tokens[operator].start, tokens[right.stop - 1].end)


def _unclamped(tokens: Tokens, name: int) -> Change:
    """The first argument of a clamp in place of it."""
    opening, end = name + 1, closing(tokens, name + 1)
    comma = next(
        token
        for token in tokens[opening:end]
        if token.kind == "comma" and token.depth == tokens[opening].depth + 1
    )
    pieces = (tokens[name].start, tokens[name].end, ""), (comma.start, tokens[end].start, "")
    return Change(f"{tokens[name].text} left out", pieces)


def _matchers(text: str, tokens: Tokens) -> Iterator[Change]:
    """Matchers that are left out, and a label in each selector that no series has.

    A matcher goes from all selectors at once: what ``and`` or ``/`` joins has equal labels, so that
    in one selector a matcher says nothing once another has it. One misspelt label of a selector is
    enough: whichever it is, nothing is selected. Misspelt before ``!=`` it selects everything, as
    when the matcher is left out.
    """
    places: dict[str, list[tuple[int, int, str]]] = {}
    for opening in (index for index, token in enumerate(tokens) if token.text == "{"):
        labels = [
            index
            for index in range(opening + 1, closing(tokens, opening))
            if tokens[index].kind == "word" and tokens[index + 1].kind == "operator"
        ]
        for label in labels:
            matcher = text[tokens[label].start : tokens[label + 2].end]
            places.setdefault(matcher, []).append(_with_comma(tokens, label))
        positive = [label for label in labels if tokens[label + 1].text in {"=", "=~"}]
        for label in positive[:1]:
            yield replaced(text, tokens, label, f"{tokens[label].text}_")
    for matcher, pieces in places.items():
        yield Change(f"{matcher} left out", tuple(pieces))


def _with_comma(tokens: Tokens, label: int) -> tuple[int, int, str]:
    """The place of a matcher and of one comma beside it."""
    before, after = tokens[label - 1], tokens[label + 3]
    if after.kind == "comma":
        return tokens[label].start, tokens[label + 4].start, ""
    start = before.start if before.kind == "comma" else tokens[label].start
    return start, tokens[label + 2].end, ""
