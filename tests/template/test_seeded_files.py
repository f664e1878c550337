"""Which files the service template leaves to the service once they are made."""

from pathlib import Path

import pytest
from write_examples import ANSWERS
from write_examples import EXAMPLES as PLACE

from scaffold.drift import Owner
from scaffold.merging.seeded import owner_of, seeded_patterns
from scaffold.questions import read_questionnaire
from scaffold.rendered import read
from scaffold.template import SERVICE

EXAMPLES = [PLACE / name for name, made in ANSWERS.items() if made.template == str(SERVICE)]
PATTERNS = seeded_patterns(read_questionnaire(SERVICE))


def seeded(root: Path, patterns: tuple[str, ...] = PATTERNS) -> list[str]:
    files = read(root).files
    return [path for path in files if owner_of(path, files, patterns) is Owner.SEEDED]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_language_has_its_orders_and_their_tests(example):
    """What a team replaces by its own business; all else is the template's."""
    found = seeded(example)
    assert [path for path in found if "test" in path and "orders" in path]
    assert [path for path in found if "stock" in path]
    assert len(found) <= 6


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_names_a_file(pattern):
    """One that names nothing is left over from a file that was renamed."""
    assert [path for example in EXAMPLES for path in seeded(example, (pattern,))]
