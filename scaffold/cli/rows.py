"""Rows of a fleet as they are known: printed, counted, and how long the rest takes."""

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from scaffold.cli.options import ListFormat
from scaffold.cli.terminal import coloured, columns, err, out, steerable
from scaffold.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def follow(
    rows: "Iterator[Any]",
    names: list[str],
    write: "Callable[[Any, int], str]",
    output_format: ListFormat,
    *,
    quiet: bool,
) -> list[Any]:
    """Print each row as soon as it is known, and on a terminal how far it is meanwhile."""
    import time

    from scaffold.formats import fleet as written
    from scaffold.formats.progress import Progress
    from scaffold.formats.progress import write as bar
    from scaffold.ticker import Ticker

    width = max(map(len, names), default=0)
    began, failed = time.monotonic(), 0
    found: list[Any] = []
    show = err if steerable(sys.stderr) and not quiet else lambda _: None

    def progress() -> str:
        so_far = Progress(len(found), failed, len(names), time.monotonic() - began)
        return bar(so_far, columns(sys.stderr), colour=coloured(sys.stderr))

    with Ticker(show) as ticker:
        ticker.show(progress())
        for row in rows:
            found.append(row)
            failed += row.failed
            json = output_format is ListFormat.JSON
            if text := written.write_json(row) if json else write(row, width):
                ticker.show("")
                out(text)
                sys.stdout.flush()
            ticker.show(progress())
    return found


def count(counts: "Mapping[Any, int]", whole: int, output_format: ListFormat) -> None:
    """Say how many members are in each state, below their lines of text."""
    from scaffold.formats import fleet as written

    if output_format is ListFormat.TEXT:
        out(written.write_counts(counts, whole))


def end(found: list[Any], output_format: ListFormat) -> NoReturn:
    """Count the rows and leave with the exit code that they come to."""
    outcomes = [str(row.outcome) for row in found]
    count({kind: outcomes.count(kind) for kind in sorted(set(outcomes))}, len(found), output_format)
    raise typer.Exit(Exit.FLEET_FAILED if any(row.failed for row in found) else Exit.OK)
