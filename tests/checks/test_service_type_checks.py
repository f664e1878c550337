"""service-type-checks: the service passes its type checker."""

from scaffold.checks import service_type_checks as check

PATH = "src/service/extra.py"


def test_what_the_type_checker_says_is_found_at_its_line(broken, findings):
    """With its code."""
    (broken / PATH).write_text('"""More."""\n\nNUMBER: int = "one"\n')
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, 3)
    assert found.message.endswith("[assignment]")
