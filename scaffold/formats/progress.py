"""How far a run over many members is, in one line of a terminal."""

from dataclasses import dataclass

BAR_COLUMNS = 24
_SPARE_COLUMNS = 10  # the ticker adds how many seconds nothing came
_GREEN, _RED = "32", "31"


@dataclass(frozen=True)
class Progress:
    """What a run has come to.

    Attributes:
        done: how many members are done.
        failed: how many of these failed.
        whole: how many there are.
        seconds: how long it has taken so far.
    """

    done: int
    failed: int
    whole: int
    seconds: float


def write(progress: Progress, columns: int, *, colour: bool = False) -> str:
    """Return bar, count, failures and the time that is left at this pace, as far as there is room.

    On a narrow terminal the bar goes first, then the time, then the failures.

    Args:
        progress: the run.
        columns: how wide the terminal is; the line is never longer.
        colour: whether it is to be coloured.
    """
    parts = (
        _bar(progress),
        f"{progress.done}/{progress.whole}",
        _failed(progress),
        _left(progress),
    )
    kept = _fitting(parts, columns - _SPARE_COLUMNS)
    if colour:
        done = kept[0].rstrip("-]")
        kept[0] = f"{_paint(done, _GREEN)}{kept[0].removeprefix(done)}" if kept[0] else ""
        kept[2] = _paint(kept[2], _RED) if kept[2] else ""
    head, *rest = kept
    return " ".join(filter(None, (head, ", ".join(filter(None, rest)))))


def _fitting(parts: tuple[str, str, str, str], room: int) -> list[str]:
    """The parts that fit, the others empty; the count always stands."""
    kept = list(parts)
    for place in (0, 3, 2):
        if sum(len(part) + 2 for part in kept if part) - 2 <= room:
            break
        kept[place] = ""
    return kept


def _bar(progress: Progress) -> str:
    full = BAR_COLUMNS * progress.done // max(progress.whole, 1)
    return f"[{'#' * full}{'-' * (BAR_COLUMNS - full)}]"


def _failed(progress: Progress) -> str:
    return f"{progress.failed} failed" if progress.failed else ""


def _left(progress: Progress) -> str:
    left = progress.whole - progress.done
    if not progress.done or not left:
        return ""
    return f"{_duration(progress.seconds / progress.done * left)} left"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
