"""Texts that are no HTML, written from templates that stand beside the code."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def texts_in(folder: Path) -> Environment:
    """Set up Jinja for a folder of templates; ``[[ ]]`` and ``[% %]`` leave braces alone."""
    return Environment(  # noqa: S701 - no HTML
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
