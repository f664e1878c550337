"""runbooks-have-sections: the same six questions in the same order."""

import pytest

from scaffold.checks import runbooks_have_sections as check
from scaffold.finding import Finding

PATH = "runbooks/ServiceAbsent.md"


@pytest.mark.parametrize("name", check.SECTIONS)
@pytest.mark.parametrize("new", ["## Something", "### {name}", "{name}"])
def test_section_that_is_missing_is_found(broken, findings, edit, name, new):
    """Another level is another heading."""
    edit(broken / PATH, f"## {name}\n", f"{new.format(name=name)}\n")
    expected = Finding(PATH, 0, f"has no section {name}", f"add ## {name}")
    assert findings(check, broken) == [expected]


def test_section_without_text_is_found(broken, findings):
    """A heading answers nothing."""
    text = (broken / PATH).read_text()
    head, heading, tail = text.partition("## Impact\n")
    (broken / PATH).write_text(head + heading + "\n" + tail[tail.index("## Diagnosis") :])
    line = head.count("\n") + 1
    expected = Finding(PATH, line, "the section Impact is empty", "write it")
    assert findings(check, broken) == [expected]


def test_sections_in_another_order_are_found(broken, findings, edit):
    """One looks where it always stands."""
    edit(broken / PATH, "## Impact\n", "## Escalation\n")
    text = (broken / PATH).read_text()
    head, _, tail = text.rpartition("## Escalation\n")
    (broken / PATH).write_text(f"{head}## Impact\n{tail}")
    found = findings(check, broken)
    assert [one.message for one in found] == ["the section Escalation stands where Impact belongs"]
    assert all(one.hint.startswith("the order is Description, Impact") for one in found)


def test_heading_within_code_is_no_section(broken, findings, edit):
    """A comment of the shell."""
    edit(broken / PATH, "## Impact\n", "```sh\n## Impact\n```\n")
    messages = [one.message for one in findings(check, broken)]
    assert messages == ["has no section Impact"]
