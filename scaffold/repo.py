"""A service repository under proof. It writes nothing, and it reads each artifact once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scaffold.answers import ANSWERS_FILE
from scaffold.artifacts.alertmanager import Alertmanager, read_alertmanager
from scaffold.artifacts.chart import Chart
from scaffold.artifacts.contract import Contract, read_contract
from scaffold.artifacts.dashboards import Dashboard, read_dashboards
from scaffold.artifacts.document import read_document
from scaffold.artifacts.files import list_files
from scaffold.artifacts.promql import LocatedQuery
from scaffold.artifacts.rules import Case as RuleCase
from scaffold.artifacts.rules import Rule, read_cases, read_rules, recorded_series
from scaffold.artifacts.runbooks import Runbook, read_runbooks
from scaffold.artifacts.terraform import Module, read_modules
from scaffold.artifacts.workflows import Workflow, read_workflows
from scaffold.errors import ScaffoldError, UsageError
from scaffold.language import Case, Language
from scaffold.languages import find_language
from scaffold.live.bench import Bench


def open_repo(root: Path) -> "ServiceRepo":
    """The repository in a folder.

    Raises:
        UsageError: it is no repository of ours.
    """
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder")
    if not (root / ANSWERS_FILE).is_file():
        raise UsageError(
            f"{root}: no {ANSWERS_FILE} here, so scaffold did not make it; "
            "name the repository's top folder"
        )
    return ServiceRepo(root.resolve())


@dataclass(frozen=True)
class ServiceRepo:
    """One generated repository.

    Attributes:
        root: its folder.
    """

    root: Path

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """The answers it was made from.

        Raises:
            ScaffoldError: the answers file is missing or is no mapping.
        """
        answers = read_document(self.root, ANSWERS_FILE).data
        if not isinstance(answers, dict):
            raise ScaffoldError(f"{ANSWERS_FILE}: must be a mapping of answers")
        return answers

    @property
    def name(self) -> str:
        """The service's name."""
        return str(self.answers["name"])

    @property
    def is_service(self) -> bool:
        """Whether it holds a service, and not a platform that services run on."""
        return "language" in self.answers

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Paths of everything that belongs to it, sorted; what git ignores does not."""
        return list_files(self.root)

    @cached_property
    def language(self) -> Language:
        """The language its service is written in.

        Raises:
            ScaffoldError: nothing is known of that language.
        """
        return find_language(str(self.answers["language"]))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The service's test cases, run once.

        Raises:
            ScaffoldError: they cannot be run; quotes the tool.
        """
        return self.language.test(self.root)

    @cached_property
    def live(self) -> Bench:
        """Where its service runs; whoever uses it closes the repository."""
        return Bench(self.root, self.language.serve, self.contract)

    def close(self) -> None:
        """End whatever runs."""
        if "live" in self.__dict__:
            self.live.close()

    @cached_property
    def chart(self) -> Chart:
        """The Helm chart."""
        return Chart(self.root, self.name, str(self.answers["namespace"]))

    @cached_property
    def terraform(self) -> tuple[Module, ...]:
        """The Terraform modules."""
        return read_modules(self.root, self.files)

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """The GitHub workflows, and the actions of its own.

        Raises:
            ScaffoldError: one does not parse; names ``path:line``.
        """
        return read_workflows(self.root, self.files)

    @cached_property
    def contract(self) -> Contract:
        """The telemetry contract.

        Raises:
            ScaffoldError: it is missing or does not parse.
        """
        return read_contract(self.root)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The recording and alerting rules, in the order of the files.

        Raises:
            ScaffoldError: a file does not parse; names ``path:line``.
        """
        return read_rules(self.root, self.files)

    @property
    def alerts(self) -> tuple[Rule, ...]:
        """The alerting rules."""
        return tuple(rule for rule in self.rules if rule.alerts)

    @cached_property
    def rule_cases(self) -> tuple[RuleCase, ...]:
        """The moments at which the unit tests of the rules look at an alert.

        Raises:
            ScaffoldError: a file does not parse; names ``path:line``.
        """
        return read_cases(self.root, self.files)

    @cached_property
    def series(self) -> Mapping[str, frozenset[str]]:
        """Every series that a query can name, emitted or recorded, with the labels it can have."""
        emitted = self.contract.series
        return {**emitted, **recorded_series(self.rules, emitted)}

    @cached_property
    def alertmanager(self) -> Alertmanager:
        """The Alertmanager configuration.

        Raises:
            ScaffoldError: it is missing or does not parse.
        """
        return read_alertmanager(self.root)

    @cached_property
    def dashboards(self) -> tuple[Dashboard, ...]:
        """The dashboards.

        Raises:
            ScaffoldError: one does not parse; names ``path:line``.
        """
        return read_dashboards(self.root, self.files)

    @cached_property
    def runbooks(self) -> tuple[Runbook, ...]:
        """The runbooks."""
        return read_runbooks(self.root, self.files)

    @cached_property
    def queries(self) -> tuple[LocatedQuery, ...]:
        """Every PromQL expression of rules, dashboards and runbooks, whether it parses or not."""
        in_rules = (
            LocatedQuery(rule.expression, *rule.place("expr"), "rule") for rule in self.rules
        )
        in_dashboards = (
            LocatedQuery(text, *dashboard.place(*keys), "dashboard")
            for dashboard in self.dashboards
            for text, keys in dashboard.expressions
        )
        in_runbooks = (
            LocatedQuery(text, runbook.path, line, "runbook")
            for runbook in self.runbooks
            for text, line in runbook.queries
        )
        return (*in_rules, *in_dashboards, *in_runbooks)
