"""What was read of a repository, once, for all items."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from scaffold.artifacts.document import Document, dig
from scaffold.artifacts.foreign_yaml import is_helm, read_foreign, without_helm
from scaffold.artifacts.markdown import Markdown
from scaffold.artifacts.rules import Rule, rules_in
from scaffold.clues.places import speaks_for_service
from scaffold.clues.sign import Evidence, Sign, find_signs
from scaffold.clues.source import CODE, UNREAD_CODE, Kind, Source
from scaffold.errors import ScaffoldError

_MOST_ALERTS = 2000
_MOST_YAML_BYTES = 3 * 1024 * 1024
_SHOWN = 4


@dataclass(frozen=True)
class Reading:
    """A repository as far as it was read.

    Attributes:
        name: what it is called.
        paths: every file that it has.
        sources: the files that were read; what stands further up comes first.
        left_out: what was not read, and why, one remark each.
    """

    name: str
    paths: tuple[str, ...]
    sources: tuple[Source, ...]
    left_out: tuple[str, ...]

    def find(self, signs: Iterable[Sign]) -> tuple[Evidence, ...]:
        """Lines that show one of the signs: of each sign the first, a few in all."""
        found: dict[str, Evidence] = {}
        for sign in signs:
            first = next(find_signs(self.sources, (sign,)), None)
            if first and first.place not in found:
                found[first.place] = first
            if len(found) == _SHOWN:
                break
        return tuple(found.values())

    def of_kind(self, *kinds: Kind) -> tuple[Source, ...]:
        """Files of these kinds."""
        return tuple(source for source in self.sources if source.kind in kinds)

    @cached_property
    def code(self) -> tuple[Source, ...]:
        """Source files of the service, in languages that are read."""
        return tuple(source for source in self.sources if source.kind in CODE)

    @cached_property
    def unread_language(self) -> str:
        """The language that most of the code is in, where it is none that is read; else empty."""
        ends = Counter(
            UNREAD_CODE[end]
            for path in self.paths
            if (end := PurePosixPath(path).suffix) in UNREAD_CODE and speaks_for_service(path)
        )
        language, count = next(iter(ends.most_common(1)), ("", 0))
        return language if count > len(self.code) else ""

    @cached_property
    def pages(self) -> tuple[Markdown, ...]:
        """Documents."""
        return tuple(Markdown(source.path, source.text) for source in self.of_kind(Kind.PAGE))

    @cached_property
    def pages_named(self) -> Mapping[str, list[Markdown]]:
        """Documents by the names of their files."""
        found: dict[str, list[Markdown]] = {}
        for page in self.pages:
            found.setdefault(PurePosixPath(page.path).name, []).append(page)
        return found

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """What stands in the files that tell how the service is deployed and watched."""
        return self._parsed[0]

    @cached_property
    def unparsed(self) -> tuple[str, ...]:
        """Remarks on such files that are no YAML, and on more rules than are looked at."""
        more = len(self._rules) - _MOST_ALERTS
        return (*self._parsed[1], *([f"{more} more alerts: more than is read"] if more > 0 else []))

    @property
    def alerts(self) -> tuple[Rule, ...]:
        """Alerting rules, in rule files and in PrometheusRules; a copy of one is not told."""
        return self._rules[:_MOST_ALERTS]

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        found: dict[tuple[str, str], Rule] = {}
        for document in self.documents:
            above = ("spec",) if dig(document.data, "kind") == "PrometheusRule" else ()
            for rule in rules_in(document, *above):
                if rule.alerts:
                    found.setdefault((rule.name, rule.expression), rule)
        return tuple(found.values())

    @cached_property
    def unrendered(self) -> tuple[Source, ...]:
        """Files of the deployment that are no YAML before something renders them."""
        parsed = {document.path for document in self.documents}
        return tuple(one for one in self.of_kind(Kind.DEPLOY) if one.path not in parsed)

    def of_object(self, *kinds: str) -> tuple[Document, ...]:
        """Kubernetes objects of these kinds."""
        return tuple(one for one in self.documents if dig(one.data, "kind") in kinds)

    def source(self, path: str) -> Source | None:
        """A file that was read."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> Mapping[str, Source]:
        return {source.path: source for source in self.sources}

    @cached_property
    def _parsed(self) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        documents: list[Document] = []
        remarks: list[str] = []
        spent = 0
        for source in self.of_kind(Kind.DEPLOY):
            if not _declares(source):
                continue
            spent += len(source.text)
            if spent > _MOST_YAML_BYTES:
                remarks.append(f"{source.path} and what follows: more YAML than is read")
                break
            try:
                documents += _documents(source)
            except ScaffoldError as error:
                remarks.append(str(error))
        return tuple(documents), tuple(remarks)


def _declares(source: Source) -> bool:
    """Whether it may hold an object or a rule; most YAML does not, and parsing takes long."""
    if not source.path.endswith((".yaml", ".yml")):
        return False
    return "kind:" in source.text or "alert:" in source.text


def _documents(source: Source) -> list[Document]:
    """What a file holds; of what Helm still has to fill in only rules, which stand as they are.

    Raises:
        ScaffoldError: it cannot be read.
    """
    try:
        return read_foreign(source.text, source.path)
    except ScaffoldError:
        if not is_helm(source.text):
            raise
        return (
            read_foreign(without_helm(source.code), source.path) if "alert:" in source.text else []
        )
