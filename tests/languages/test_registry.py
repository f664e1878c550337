"""Languages are looked up by the answer to the template's question."""

import pytest

from scaffold.errors import ScaffoldError
from scaffold.languages import LANGUAGES, find_language


def test_every_language_is_known_by_its_own_name():
    """The dictionary and the modules agree."""
    assert [module.NAME for module in LANGUAGES.values()] == list(LANGUAGES)


def test_unknown_language_is_an_error_that_lists_the_known_ones():
    """At the answers file, where it stands."""
    with pytest.raises(ScaffoldError) as error:
        find_language("cobol")
    assert str(error.value) == (
        f".copier-answers.yml: language 'cobol' is unknown; known: {', '.join(LANGUAGES)}"
    )
