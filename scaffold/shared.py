"""What the files of a template share while they are rendered, and how a change of it is noticed."""

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Macro, Undefined

from scaffold.subset import Configuration

_PLAIN = (str, int, float, bool, type(None), Configuration)


class SharedStateError(Exception):
    """One file of the template changes what another one reads."""


def template_class(make: Callable[..., TemplateModule]) -> type[jinja2.Template]:
    """Jinja's class of templates, whose modules ``make`` makes."""

    class Template(jinja2.Template):
        """A template whose modules are made elsewhere."""

        def make_module(
            self,
            vars: dict[str, Any] | None = None,  # noqa: A002 - Jinja's own names
            shared: bool = False,  # noqa: FBT001, FBT002
            locals: Mapping[str, Any] | None = None,  # noqa: A002
        ) -> TemplateModule:
            return make(self, vars, locals, shared=shared)

    return Template


def state_of(variables: Mapping[str, Any]) -> str:
    """What a module's variables are, in words.

    Raises:
        SharedStateError: one of them may change without its words.
    """
    rows = []
    for name, value in variables.items():
        if isinstance(value, (Macro, TemplateModule, Undefined)):
            rows.append((name, ""))
        else:
            rows.append((name, words_of(value)))
    return repr(rows)


def words_of(value: Any) -> str:
    """A value in words; two values with the same words are written alike.

    Raises:
        SharedStateError: it may change without its words.
    """
    _require_plain(value)
    return repr(value)


def _require_plain(value: Any) -> None:
    if isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            _require_plain(each)
    elif isinstance(value, (list, tuple, set)):
        for each in value:
            _require_plain(each)
    elif not isinstance(value, _PLAIN):
        raise SharedStateError
