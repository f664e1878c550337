"""The command that judges any repository by the checklist."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.cli.options import Repository
from scaffold.cli.terminal import coloured, out

if TYPE_CHECKING:
    from scaffold.scorecard.scorecard import Level, Scorecard


class CardLevel(StrEnum):
    """Levels; each includes the ones before it."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class CardFormat(StrEnum):
    """Forms of a scorecard."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def scorecard(
    path: Repository = Path(),
    level: Annotated[
        CardLevel | None,
        typer.Option(help="Exit with 6 when this level is not reached. [default: only tell]"),
    ] = None,
    output_format: Annotated[CardFormat, typer.Option(help="Form of the scorecard.")] = (
        CardFormat.TEXT
    ),
) -> None:
    """Judge any repository by the checklist, with the lines that show each verdict.

    Files are read, nothing is run. Waivers stand in its .scaffold.yml.
    """
    from scaffold.commands.scorecard import score
    from scaffold.scorecard.scorecard import Level

    card = score(path)
    demanded = Level(level) if level else None
    out(_written(card, output_format, demanded))
    code = card.exit_code(demanded)
    if code:
        raise typer.Exit(code)


def _written(card: "Scorecard", output_format: CardFormat, demanded: "Level | None") -> str:
    if output_format is CardFormat.HTML:
        from scaffold.commands.catalogue import item_pages
        from scaffold.formats import scorecard_html

        return scorecard_html.write(card, item_pages(), demanded)
    from scaffold.formats import scorecard as written

    if output_format is CardFormat.JSON:
        return written.write_json(card, demanded)
    return written.write(card, demanded, colour=coloured(sys.stdout))
