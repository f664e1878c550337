"""A release set up to be rendered many times: what renders have in common is worked out once.

Compiled templates stay in memory. A module that several files of a project import is made once for
the project. A file whose sources and answers are those of an earlier render, of this release or of
another one, is taken from there: between two releases most files are the same.

All this holds as long as no file changes what another one reads. Whoever does so is noticed
(:class:`SharedStateError`), and the project is to be rendered as if nothing had been kept.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.utils import missing

from scaffold import jinja
from scaffold.questions import Questionnaire
from scaffold.reach import Reaches
from scaffold.rendered import File, mode_of
from scaffold.shared import SharedStateError, state_of, template_class, words_of
from scaffold.subset import Watched

_KEPT = 2_048
Entry = tuple[os.DirEntry[str], tuple[str, ...]]
"""What stands in a folder, and the parts of its path below the project's."""

Made = tuple[str, ...]
"""What a file is made of: its path, the digest of its sources, and the answers that it may read."""


drawn_before: dict[Made, bytes] = {}
"""Files of every release, the one that was used last at the end."""


@dataclass(frozen=True)
class _Module:
    """A module that files import, and what it was made of.

    Attributes:
        module: what they get.
        variables: everything that it sets.
        before: what these were when it was made.
        seen: the values that it was made of; while they are held, nothing else has their ids.
    """

    module: TemplateModule
    variables: Mapping[str, Any]
    before: str
    seen: tuple[Any, ...] = ()


@dataclass
class _Sheet:
    """One project on its way.

    Attributes:
        context: the answers, with what is computed from them.
        whole: the same with Jinja's own names.
        texts: the answers in words, for comparison.
        modules: made so far, by their template and what they were made of.
        drawn: files rendered so far.
        used: paths of the templates of all that were asked for.
    """

    context: Mapping[str, Any]
    whole: dict[str, Any]
    texts: Mapping[str, str]
    modules: dict[tuple[Any, ...], _Module] = field(default_factory=dict)
    drawn: dict[Made, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


class Press:
    """One release, set up.

    Attributes:
        root: its folder.
        questionnaire: what stands in its ``copier.yml``.
        environment: of Jinja, for the names of files as well.
        entries: what stands below a folder of it, kept by who has listed it.
        refused: whether its files share what they change; set by who has noticed it.
        proven: templates that were part of a project which was finished: they change nothing.
    """

    def __init__(self, root: Path, questionnaire: Questionnaire) -> None:
        """Take a release.

        Args:
            root: folder of its ``copier.yml``.
            questionnaire: what stands in that.
        """
        self.root = root = root.resolve()
        self.questionnaire, settings = questionnaire, questionnaire.settings
        self.refused = False
        self.proven: set[str] = set()
        self._loader = jinja.Kept(root)
        self.environment = jinja.environment(settings, root, self._loader)
        self.environment.context_class = Watched
        self.environment.template_class = template_class(self._module)
        self.entries: dict[Path, tuple[Entry, ...]] = {}
        self._files: dict[str, File] = {}
        self._reaches = Reaches(self.environment, self._loader, root, str(settings.get("_envops")))
        self._modes: dict[str, int] = {}
        self._defaults: list[_Module] = []
        self._sheet: _Sheet | None = None

    def begin(self, context: Mapping[str, Any]) -> None:
        """Begin a project with these answers."""
        texts = {name: words_of(value) for name, value in context.items()}
        whole = {**self.environment.globals, **context}
        self._sheet = _Sheet(context, whole, texts)

    def has(self, path: str) -> bool:
        """Whether there is a file or folder of this path."""
        return self._reaches.has(path)

    def read(self, place: str) -> File:
        """A file that is not rendered; read once."""
        if place not in self._files:
            path = Path(place)
            self._files[place] = File(path.read_bytes(), mode_of(path))
        return self._files[place]

    def made_of(self, place: str) -> tuple[Made, int]:
        """What a file of the project that was begun is made of, and its mode."""
        if place not in self._modes:
            self._modes[place] = mode_of(Path(place))
        path = place.removeprefix(f"{self.root}/")
        reach, texts = self._reaches.of(path), self._require_sheet().texts
        asked = sorted(reach.names & texts.keys())
        return (path, reach.digest, *(f"{name}={texts[name]}" for name in asked)), self._modes[
            place
        ]

    def draw(self, place: str) -> File:
        """Render one file of the project that was begun."""
        made, mode = self.made_of(place)
        sheet = self._require_sheet()
        sheet.used.add(made[0])
        content = drawn_before.pop(made, None)
        if content is None:
            content = sheet.drawn[made] = self._drawn(made[0])
        else:
            drawn_before[made] = content
        return File(content, mode)

    def _drawn(self, path: str) -> bytes:
        sheet = self._require_sheet()
        self._loader.loaded.clear()
        template = self.environment.get_template(path)
        context = template.new_context(sheet.whole, shared=True)
        content = "".join(template.root_render_func(context)).encode()
        beyond = self._loader.loaded - self._reaches.of(path).files
        if any(self._loader.source(each) is not None for each in beyond):
            raise SharedStateError
        return content

    def finish(self) -> None:
        """End the project: what was rendered may be used again.

        Raises:
            SharedStateError: something that files share is not as it was; nothing of it is kept.
        """
        sheet = self._require_sheet()
        self._sheet = None
        texts = {name: words_of(value) for name, value in sheet.context.items()}
        modules = (*sheet.modules.values(), *self._defaults)
        if texts != sheet.texts or any(state_of(one.variables) != one.before for one in modules):
            raise SharedStateError
        self.proven |= sheet.used
        drawn_before.update(sheet.drawn)
        for made in list(drawn_before)[: max(0, len(drawn_before) - _KEPT)]:
            del drawn_before[made]

    def _require_sheet(self) -> _Sheet:
        if self._sheet is None:
            message = "no project was begun"
            raise RuntimeError(message)
        return self._sheet

    def _module(
        self,
        template: jinja2.Template,
        variables: dict[str, Any] | None,
        local: Mapping[str, Any] | None,
        *,
        shared: bool,
    ) -> TemplateModule:
        """The module that a file gets from an import."""
        sheet, name = self._require_sheet(), str(template.name)
        if not shared:
            made = _made(template, variables, local, shared=False)
            self._defaults.append(made)
            return made.module
        known = {key: value for key, value in (local or {}).items() if value is not missing}
        seen, reach = {**(variables or {}), **known}, self._reaches.of(name).names
        asked = [(key, value) for key, value in seen.items() if key in reach]
        key = (name, *((word, id(value)) for word, value in asked))
        if key not in sheet.modules:
            values = tuple(value for _, value in asked)
            sheet.modules[key] = _made(template, variables, local, values, shared=True)
        return sheet.modules[key].module


def _made(
    template: jinja2.Template,
    variables: dict[str, Any] | None,
    local: Mapping[str, Any] | None,
    seen: tuple[Any, ...] = (),
    *,
    shared: bool,
) -> _Module:
    context = template.new_context(variables, shared, local)
    module = TemplateModule(template, context)
    return _Module(module, context.vars, state_of(context.vars), seen)
