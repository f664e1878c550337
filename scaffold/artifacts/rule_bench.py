"""Where unit tests of rules run one by one, with the rules as they are or with one changed."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from scaffold import tool
from scaffold.artifacts.mutants.rule import Mutant
from scaffold.artifacts.nodes import compose, edited, write
from scaffold.artifacts.rule_tests import RuleTest
from scaffold.artifacts.rules import Rule, rule_files
from scaffold.errors import ScaffoldError

TIMEOUT_SECONDS = 300
VERDICTS = ("got:", ", err:")
"""What promtool says of a test that it ran and that failed; else it could not run it."""


@dataclass(frozen=True)
class RuleBench:
    """The rules of a repository, and a folder for what promtool reads.

    Attributes:
        rules: all of them.
        trees: the files they stand in.
        scratch: the folder, which nobody else uses.
    """

    rules: tuple[Rule, ...]
    trees: Mapping[str, yaml.MappingNode]
    scratch: Path

    def passes(self, test: RuleTest, mutant: Mutant | None = None) -> bool:
        """Whether a test passes.

        Raises:
            ScaffoldError: promtool cannot run it; quotes promtool.
        """
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            self._lay_out(Path(folder), test, mutant)
            done = tool.run(
                "promtool",
                *("test", "rules", "test.yaml"),
                cwd=Path(folder),
                environment={**os.environ, "GOMAXPROCS": "1"},  # others run beside it
                timeout_seconds=TIMEOUT_SECONDS,
            )
        said = done.stdout + done.stderr
        if done.code and not any(verdict in said for verdict in VERDICTS):
            where = f"with {mutant.original.name} changed: {mutant.words}" if mutant else "as it is"
            raise ScaffoldError(f"{test.path}: promtool cannot run it {where}:\n{said.strip()}")
        return not done.code

    def _lay_out(self, folder: Path, test: RuleTest, mutant: Mutant | None) -> None:
        """Write the test and, of the rules, those that it sees: the rest only takes time."""
        rules = self.rules
        if mutant:
            rules = tuple(mutant.changed if one is mutant.original else one for one in rules)
        seen = {(rule.document.path, rule.keys) for rule in test.sees(rules)}
        for number, path in enumerate(test.rule_files):
            here = {rule.keys for rule in rules if rule.document.path == path}
            gone = {keys for keys in here if (path, keys) not in seen}
            written = mutant.texts if mutant and mutant.original.document.path == path else {}
            gone |= {keys for keys, text in written.items() if text is None}
            texts = {keys: text for keys, text in written.items() if text is not None}
            sliced = write(edited(self.trees[path], gone, texts))
            (folder / f"{number}.yaml").write_text(sliced, encoding="utf-8")
        (folder / "test.yaml").write_text(test.text, encoding="utf-8")


def open_bench(
    root: Path, files: tuple[str, ...], rules: tuple[Rule, ...], scratch: Path
) -> RuleBench:
    """A bench for the rules of a repository.

    Raises:
        ScaffoldError: a rule file does not parse; names it.
    """
    return RuleBench(rules, {path: compose(root, path) for path in rule_files(files)}, scratch)
