"""Commands on the programs that checks run."""

from typing import Annotated

import typer

from scaffold.cli.options import Quiet, group
from scaffold.cli.terminal import err, out

app = group("The pinned programs that checks run.")


@app.command()
def install(
    names: Annotated[
        list[str] | None, typer.Argument(help="Tools. [default: those that checks need]")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every tool that can be installed.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Bring the tools that are missing: pinned, checked by hash, once."""
    from scaffold.commands.tools import install_tools

    def progress(line: str) -> None:
        if not quiet:
            err(f"{line}\n")

    for installed in install_tools(names or [], everything=everything, progress=progress):
        out(f"{installed.name} {installed.tool.version}  {installed.tool.path}\n")
