"""What the pages share: one head, one style, and text of others that is only text."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scaffold.formats.plain import plain

_FOLDER = Path(__file__).parent
_CODE = re.compile(r"``(.+?)``", re.DOTALL)


def render(
    name: str, filters: Mapping[str, Callable[..., Any]], tests: Mapping[str, Any], **known: Any
) -> str:
    """Return a page; whatever text it is given is made harmless and escaped.

    Args:
        name: of its template, ``NAME.html.jinja``, and of what it adds to the style, ``NAME.css``.
        filters: what else its template knows beside ``code``.
        tests: the same for ``is``.
        known: what it shows.
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters |= {"code": code, **filters}
    environment.tests |= tests
    style = own("sheet.css") + own(f"{name}.css")
    return environment.get_template(f"{name}.html.jinja").render(style=style, **known)


def own(name: str) -> Markup:
    """A file that stands beside this one, as it is."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704 - our own


def code(text: str) -> Markup:
    """Escape a text; what stands in double backquotes becomes code."""
    pieces = _CODE.split(plain(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def moment(started: str) -> str:
    """A time of ISO 8601 in words; empty for none."""
    return f"{datetime.fromisoformat(started):%Y-%m-%d %H:%M:%S} UTC" if started else ""


def _shown(value: Any) -> Any:
    """A value as a page shows it; what is markup already is ours."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
