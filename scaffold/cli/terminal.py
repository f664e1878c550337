"""What a person sees and says: text, colour, questions, an interrupt."""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from scaffold.questions import Ask, Question

_COLUMNS = 80


def out(text: str) -> None:
    """Write a result."""
    sys.stdout.write(text)


def err(text: str) -> None:
    """Say something beside the result, at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


def paint(text: str, code: str, stream: Any) -> str:
    """Return text in a colour (an ANSI code) where the stream shows colours."""
    return f"\x1b[{code}m{text}\x1b[0m" if coloured(stream) else text


def coloured(stream: Any) -> bool:
    """Whether a stream shows colours: a terminal, and nobody who asks for none."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def steerable(stream: Any) -> bool:
    """Whether a line of a stream can be written over: it is a terminal, and no simple one."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def columns(stream: Any) -> int:
    """How wide the terminal is that a stream writes to; one that does not say so has 80."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    except OSError:
        return _COLUMNS


def ask_on_terminal() -> "Ask | None":
    """Put questions to whoever sits there; None where nobody does."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: "Question", default: Any, problem: str) -> Any:
        if problem:
            err(f"  {paint(problem, '31', sys.stderr)}\n")
        text = question.help or question.name
        if question.type == "bool":
            return typer.confirm(text, default=bool(default), err=True)
        if question.choices:
            for label, value in question.choices.items():
                err(f"  {value}" + (f"  ({label})\n" if label != str(value) else "\n"))
        return typer.prompt(f"{text}\n  {question.name}", default=_shown(default), err=True)

    return ask


def _shown(default: Any) -> str:
    if isinstance(default, (list, dict)):
        from json import dumps

        return dumps(default)
    return str(default)


class InterruptedByUserError(BaseException):
    """SIGINT or SIGTERM. Not a KeyboardInterrupt, which typer would swallow without a word."""


def heed_interrupts() -> None:
    """SIGINT and SIGTERM end the command in order."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)


def ignore_interrupts() -> None:
    """What is finished is told, and what is being cleaned up is cleaned up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    ignore_interrupts()
    raise InterruptedByUserError
