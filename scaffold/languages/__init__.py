"""The languages of services, one module each; ``language.py`` says what a module must have."""

from scaffold.errors import ScaffoldError
from scaffold.language import Language
from scaffold.languages import go, python, typescript

LANGUAGES: dict[str, Language] = {
    python.NAME: python,
    go.NAME: go,
    typescript.NAME: typescript,
}


def find_language(name: str) -> Language:
    """Look a language up by the answer to the template's question.

    Raises:
        ScaffoldError: there is none of that name.
    """
    try:
        return LANGUAGES[name]
    except KeyError:
        raise ScaffoldError(
            f".copier-answers.yml: language {name!r} is unknown; known: {', '.join(LANGUAGES)}"
        ) from None
