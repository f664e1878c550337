"""Options and arguments that several commands share, and the forms that they take."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


def group(purpose: str) -> typer.Typer:
    """Return a command that has commands of its own."""
    return typer.Typer(help=purpose, no_args_is_help=True, rich_markup_mode=None)


class VerifyLevel(StrEnum):
    """How deep to go; each level includes the ones before it."""

    STATIC = "static"
    UNIT = "unit"
    LIVE = "live"
    FULL = "full"


class ReportFormat(StrEnum):
    """Forms of the report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    HTML = "html"


class ListFormat(StrEnum):
    """Forms of a list."""

    TEXT = "text"
    JSON = "json"


class ConflictStyle(StrEnum):
    """How conflicts are shown."""

    INLINE = "inline"
    REJ = "rej"
    FAIL = "fail"


Repository = Annotated[Path, typer.Argument(help="The repository.")]
Data = Annotated[
    list[str] | None,
    typer.Option("--data", "-d", metavar="KEY=VALUE", help="An answer; may be repeated."),
]
DataFile = Annotated[Path | None, typer.Option(help="YAML file of answers; -d wins over it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Say what would happen, write nothing.")
]
TemplateSource = Annotated[
    str | None,
    typer.Option(
        "--template",
        help="service or platform; or a folder (./platform), git bundle, repository or URL. "
        "[default: service]",
    ),
]
TemplateVersion = Annotated[
    str | None, typer.Option(help="Release (`scaffold list` names them). [default: the newest]")
]
Form = Annotated[ListFormat, typer.Option("--output-format", help="Form of the result.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]
