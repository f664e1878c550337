"""Conditions of an Argo Rollouts analysis, evaluated: the part of expr that they need."""

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Any

from scaffold.errors import ScaffoldError

_WORDS = (
    (r"&&", " and "),
    (r"\|\|", " or "),
    (r"!(?!=)", " not "),
    (r"\btrue\b", "True"),
    (r"\bfalse\b", "False"),
)
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len,
    "isNaN": math.isnan,
    "isInf": math.isinf,
    "asFloat": float,
    "default": lambda value, otherwise: otherwise if value is None else value,
}


def evaluate(text: str, result: list[float]) -> bool:
    """What a condition says of a query's result.

    Args:
        text: such as ``len(result) > 0 && result[0] < 14.4``.
        result: one number for each series that the query returned.

    Raises:
        ScaffoldError: it uses what is not known here, or reads a series that is not there.
    """
    try:
        return bool(_value(ast.parse(_translate(text), mode="eval").body, result))
    except SyntaxError:
        raise ScaffoldError(f"cannot be read: {text}") from None
    except IndexError:
        raise ScaffoldError("reads a series that is not there") from None


def _translate(text: str) -> str:
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text)
    return text.strip()


def _value(node: ast.expr, result: list[float]) -> Any:
    match node:
        case ast.BoolOp():
            combine = all if isinstance(node.op, ast.And) else any
            found = combine(_value(value, result) for value in node.values)
        case ast.UnaryOp(op=ast.Not()):
            found = not _value(node.operand, result)
        case ast.Compare(ops=[compare], comparators=[right]) if type(compare) in _COMPARISONS:
            found = _COMPARISONS[type(compare)](_value(node.left, result), _value(right, result))
        case ast.Call(func=ast.Name(id=name)) if name in _FUNCTIONS:
            found = _FUNCTIONS[name](*(_value(argument, result) for argument in node.args))
        case ast.Subscript(value=ast.Name(id="result"), slice=ast.Constant(value=int(index))):
            return result[index]
        case ast.Name(id="result"):
            return result
        case ast.Constant():
            return node.value
        case _:
            raise ScaffoldError(f"uses what is not known here: {ast.unparse(node)}")
    return found
