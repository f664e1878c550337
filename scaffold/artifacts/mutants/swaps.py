"""Changes that put another word in the place of one: a comparison, a number, a window, a name."""

from collections.abc import Container, Iterator, Sequence
from itertools import islice

from scaffold.artifacts.mutants.change import Change, replaced
from scaffold.artifacts.mutants.tokens import Tokens, tokenize
from scaffold.artifacts.promql import parse_seconds
from scaffold.errors import ScaffoldError

SISTERS = 2
_COMPARISONS = {
    ">": (">=", "<"),
    ">=": (">", "<"),
    "<": ("<=", ">"),
    "<=": ("<", ">"),
    "==": ("!=",),  # not "<=": of what is never negative "<= 0" says the same as "== 0"
    "!=": ("==",),
}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*"}
_AGGREGATIONS = {"sum": "min", "max": "min", "min": "max"}
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_FIXED = ("open", "close", "comma", "operator")


def swaps(
    text: str, tokens: Tokens, sisters: Sequence[str], added: Container[str]
) -> Iterator[Change]:
    """Every word that another can take the place of.

    Args:
        text: the expression.
        tokens: its words.
        sisters: expressions of other rules, the nearest first. What stands in the first two that
            are written alike is put in the same place here: a neighbour's factor or window.
        added: labels that its rule adds, so that ``by`` need not keep them.
    """
    for index in range(len(tokens)):
        for other in _others(tokens, index, added):
            yield replaced(text, tokens, index, other)
    alike = (other for other in map(tokenize, sisters) if _is_alike(tokens, other))
    for sister in islice(alike, SISTERS):
        for index, token in enumerate(sister):
            if token.text != tokens[index].text and token.kind != "range":
                yield replaced(text, tokens, index, token.text)


def halved_and_doubled(duration: str) -> tuple[str, ...]:
    """Half and twice a duration such as ``5m``; nothing for what is none."""
    try:
        seconds = parse_seconds(duration)
    except ScaffoldError:
        return ()
    return tuple(_duration(seconds * factor) for factor in (0.5, 2))


def _duration(seconds: float) -> str:
    for unit, size in _UNITS.items():
        if seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds * 1000:.0f}ms"


def _is_alike(tokens: Tokens, others: Tokens) -> bool:
    """Whether two expressions differ in names, texts and numbers alone."""
    return len(tokens) == len(others) and all(
        one.kind == other.kind and (one.kind not in _FIXED or one.text == other.text)
        for one, other in zip(tokens, others, strict=True)
    )


def _others(tokens: Tokens, index: int, added: Container[str]) -> tuple[str, ...]:
    """What takes the place of a word, whatever the neighbours say.

    Labels of ``by`` are changed, those of ``on`` and ``ignoring`` are not: where the selectors on
    both sides name one service, fewer labels match just as well.
    """
    token = tokens[index]
    others: tuple[str, ...] = ()
    match token.kind:
        case "operator" if token.text in _COMPARISONS:
            others = _COMPARISONS[token.text]
        case "operator" if token.text in _ARITHMETIC and _is_binary(tokens, index):
            others = (_ARITHMETIC[token.text],)
        case "number":
            others = _numbers(token.text, tokens[index - 1].text)
        case "range":
            others = tuple(f"[{other}]" for other in halved_and_doubled(token.text[1:-1]))
        case "word" if token.text in _AGGREGATIONS:
            others = (_AGGREGATIONS[token.text],)
        case "word" if token.text not in added and _is_grouped(tokens, index):
            others = (f"{token.text}_",)
    return others


def _is_binary(tokens: Tokens, index: int) -> bool:
    """Whether an operator stands between two operands; else it is a sign."""
    return index > 0 and tokens[index - 1].kind not in {"open", "comma", "operator"}


def _numbers(text: str, before: str) -> tuple[str, ...]:
    """Numbers next to a number.

    ``> 0`` is left as it is: a count is 0 or at least 1, and ``>= 0`` says more sharply what
    ``> 1`` would.
    """
    number = float(text)
    if not number:
        return () if before == ">" else ("1",)
    steps = (number - 1, number + 1) if number.is_integer() else (number * 0.9, number * 1.1)
    return tuple(f"{step:.10g}" for step in steps)


def _is_grouped(tokens: Tokens, index: int) -> bool:
    """Whether a word is a label in ``by (...)``."""
    while index > 0 and tokens[index].kind in {"word", "comma"}:
        index -= 1
    return tokens[index].text == "(" and index > 0 and tokens[index - 1].text.lower() == "by"
