"""files-are-rendered: no file holds what a template or a merge left behind."""

import pytest

from scaffold.checks import files_are_rendered as check
from scaffold.finding import Finding


@pytest.mark.parametrize(
    "residue",
    [
        "[[ name ]]",
        "[[ description | to_json ]]",
        "[[ slo.name if canary else name ]]",
        "[[ slo.factor(1) ]]",
        "[% if canary %]",
        "[%- endfor -%]",
        "[# a comment #]",
    ],
)
def test_piece_of_the_template_is_found(broken, findings, residue):
    """Expressions, blocks and comments, at their line."""
    (broken / "docs/x.md").write_text(f"one\ntwo {residue} three\n")
    assert findings(check, broken) == [
        Finding(
            "docs/x.md",
            2,
            f"holds an unrendered piece of the template: {residue}",
            "write what it stands for",
        )
    ]


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "||||||| base", ">>>>>>> theirs"])
def test_conflict_marker_is_found(broken, findings, marker):
    """Each of the three; a line of equal signs is a heading."""
    (broken / "docs/x.md").write_text(f"Title\n=======\n{marker}\n")
    assert findings(check, broken) == [
        Finding(
            "docs/x.md",
            3,
            f"holds a marker of a merge conflict: {marker}",
            "settle the conflict and remove the markers",
        )
    ]


@pytest.mark.parametrize("word", ["changeme", "CHANGE_ME", "replace-me", "your-org"])
def test_placeholder_is_found(broken, findings, word):
    """In any case and spelling."""
    (broken / "docs/x.md").write_text(f"token: {word}\n")
    assert findings(check, broken) == [
        Finding("docs/x.md", 1, f"holds a placeholder: {word}", "write the real value")
    ]


@pytest.mark.parametrize("name", ["x.md.jinja", "x.md.rej", "[[ name ]].md"])
def test_name_of_a_template_is_found(broken, findings, name):
    """The file's content may be sound."""
    (broken / name).write_text("sound\n")
    assert findings(check, broken) == [
        Finding(name, 0, "has the name of a template or of a rejected change", "remove it")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[[tool.mypy.overrides]]",
        '[[ -f "$file" ]] && [[ $a == b ]]',
        "{{ $labels.job }} ${{ github.sha }}",
        "a list [1, [2, [3]]] of 5% [%s]",
        "[#12](https://example.com)",
    ],
)
def test_brackets_of_other_languages_are_no_residue(broken, findings, text):
    """TOML, bash, Prometheus, GitHub, Python and Markdown have their own."""
    (broken / "docs/x.md").write_text(text + "\n")
    assert findings(check, broken) == []
