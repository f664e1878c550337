"""runbook-queries-parse: every query of a runbook parses."""

import pytest

from scaffold.checks import runbook_queries_parse as check
from scaffold.finding import Finding

PATH = "runbooks/ServiceAbsent.md"
QUERY = 'sum(up{namespace="orders", job="orders"})'


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (QUERY[:-1], "is no PromQL: unclosed left parenthesis"),
        (QUERY.replace("sum", "summe"), "is no PromQL: unknown function with name 'summe'"),
        (f"{QUERY[:-1]}[5m)", "is no PromQL: unexpected character inside brackets: ')'"),
    ],
)
def test_query_that_does_not_parse_is_found_at_its_line(broken, findings, edit, new, message):
    """It was typed and never tried."""
    line = edit(broken / PATH, QUERY, new)
    expected = Finding(PATH, line, message, "try it in Prometheus")
    assert findings(check, broken) == [expected]


def test_second_query_of_a_block_is_judged_too(broken, findings, edit):
    """An empty line parts them; a comment belongs to none."""
    line = edit(broken / PATH, QUERY, f"{QUERY}\n\n# the same\n\n{QUERY} >") + 4
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
