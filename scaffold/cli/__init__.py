"""The command line: parses, prints, sets the exit code. The only importer of typer."""

import sys
from typing import Annotated, NoReturn

import typer

from scaffold.cli import (
    catalogue,
    fleet,
    fleet_scorecard,
    incident,
    repository,
    scorecard,
    template,
    tools,
)
from scaffold.cli.terminal import InterruptedByUserError, err, heed_interrupts, out, paint
from scaffold.errors import Exit, ScaffoldError

_VERSION = "Show the program's version and exit."

app = typer.Typer(
    name="scaffold",
    help="Service repositories that are observable by default, and prove it.",
    epilog=(
        "Exit codes: 0 ok, 1 error, 2 bad usage or answers, 3 update or drift under --exit-code, "
        "4 untrusted template, 5 conflicts, 6 verify failed or level not reached, "
        "7 tool missing under --strict, 8 members of a fleet failed, 130 interrupted."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer passes it by position
    if wanted:
        from importlib.metadata import version

        out(f"scaffold {version('scaffold')}\n")
        raise typer.Exit


@app.callback()
def scaffold(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help=_VERSION),
    ] = False,
) -> None:
    """Take what stands before a command's name."""


app.command()(repository.new)
app.command()(repository.adopt)
app.command()(repository.verify)
app.command()(scorecard.scorecard)
app.command()(repository.update)
app.command()(repository.diff)
app.command()(repository.check_update)
app.command()(repository.rollback)
app.command("list")(catalogue.list_)
app.command()(catalogue.explain)
app.command()(catalogue.doctor)
app.add_typer(tools.app, name="tools")
app.add_typer(incident.app, name="incident")
app.add_typer(template.app, name="template")
fleet.app.command("scorecard")(fleet_scorecard.fleet_scorecard)
app.add_typer(fleet.app, name="fleet")


def main() -> NoReturn:
    """Run the program; turn what a user can mend into one clear error and an exit code."""
    heed_interrupts()
    try:
        app()
    except ScaffoldError as error:
        err(f"{paint('error:', '31', sys.stderr)} {error}\n")
        sys.exit(error.exit_code)
    except InterruptedByUserError:
        err("interrupted; nothing was left half-written\n")
        sys.exit(Exit.INTERRUPTED)
    sys.exit(Exit.OK)
