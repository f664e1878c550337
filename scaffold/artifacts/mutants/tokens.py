"""A PromQL expression as words with their places, for changing it where it stands.

``promql.py`` says what an expression means; its parser does not say where each part stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.errors import ScaffoldError

_SET_OPERATORS = ("and", "or", "unless")
_MATCHINGS = ("on", "ignoring")
_MODIFIERS = ("bool", *_MATCHINGS, "group_left", "group_right")

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|\#[^\n]*)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
    | (?P<range>\[[^\]]*\])
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<duration>\d\w*)
    | (?P<word>[A-Za-z_:][\w:]*)
    | (?P<open>[({])
    | (?P<close>[)}])
    | (?P<comma>,)
    | (?P<operator>=~|!~|==|!=|>=|<=|[-+*/%^@=<>])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """One word of an expression.

    Attributes:
        kind: ``string range number duration word open close comma operator``.
        text: as written.
        start: where it begins.
        depth: how many brackets are open around it; a bracket stands outside of itself.
    """

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def is_set_operator(self) -> bool:
        """Whether it is ``and``, ``or`` or ``unless``."""
        return self.kind == "word" and self.text.lower() in _SET_OPERATORS

    @property
    def is_matching(self) -> bool:
        """Whether it is ``on`` or ``ignoring``."""
        return self.kind == "word" and self.text.lower() in _MATCHINGS

    def binds_less(self, other: "Token") -> bool:
        """Whether it is an ``or`` beside another set operator."""
        return self.text.lower() == "or" != other.text.lower()


Tokens = Sequence[Token]


def tokenize(text: str) -> tuple[Token, ...]:
    """Words of an expression from left to right; white space and comments are left out.

    Raises:
        ScaffoldError: it holds what no PromQL has.
    """
    tokens: list[Token] = []
    position = depth = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found or not found.lastgroup:
            raise ScaffoldError(f"{text[position:]!r} begins with nothing that PromQL knows")
        depth -= found.lastgroup == "close"
        if found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found[0], position, depth))
        depth += found.lastgroup == "open"
        position = found.end()
    return tuple(tokens)


def closing(tokens: Tokens, opening: int) -> int:
    """Index of the bracket that closes the one at index ``opening``."""
    depth = tokens[opening].depth
    return next(
        index
        for index in range(opening + 1, len(tokens))
        if tokens[index].kind == "close" and tokens[index].depth == depth
    )


def is_called(tokens: Tokens, name: int) -> bool:
    """Whether a bracket opens after the word at index ``name``."""
    return [token.text for token in tokens[name + 1 : name + 2]] == ["("]


def after_modifiers(tokens: Tokens, operator: int) -> int:
    """Index of the first token of an operator's right side: ``on (a) group_left (b)`` skipped."""
    index = operator + 1
    while tokens[index].kind == "word" and tokens[index].text.lower() in _MODIFIERS:
        index += 1
        if tokens[index].text == "(" and tokens[index - 1].text.lower() != "bool":
            index = closing(tokens, index) + 1
    return index


def arms(tokens: Tokens, operator: int) -> tuple[range, range]:
    """Indices of what a set operator joins: up to the operators that bind less, on both sides.

    Of ``a and b and c`` the left arm of the second ``and`` is ``b``.
    """
    ends = ("or",) if tokens[operator].text.lower() == "or" else _SET_OPERATORS
    depth = tokens[operator].depth

    def bounds(token: Token) -> bool:
        ends_arm = token.is_set_operator and token.text.lower() in ends
        return token.depth < depth or (token.depth == depth and (ends_arm or token.kind == "comma"))

    left = operator
    while left > 0 and not bounds(tokens[left - 1]):
        left -= 1
    right = operator
    while right + 1 < len(tokens) and not bounds(tokens[right + 1]):
        right += 1
    return range(left, operator), range(after_modifiers(tokens, operator), right + 1)
