"""What is read out of a Markdown file."""

from scaffold.artifacts.markdown import Block, Heading, Link, Markdown

TEXT = """\
# Title

See [one](a.md#b "t"), `[no](c.md)` and ![two](<d.png>).

## What is up?

```promql
up == 0

# [no](e.md)
```

- item

  ```sh
  kubectl get pods
  ```

<!-- [no](f.md)
-->
## What is up?
### Deeper
"""
PAGE = Markdown("a.md", TEXT)


def test_headings_are_read():
    """A comment within code is none."""
    assert PAGE.headings == (
        Heading(1, "Title", 1),
        Heading(2, "What is up?", 5),
        Heading(2, "What is up?", 21),
        Heading(3, "Deeper", 22),
    )


def test_links_are_read():
    """Pictures too; what stands in code or in a comment is none."""
    assert PAGE.links == (Link("a.md#b", 3), Link("d.png", 3))


def test_blocks_are_read():
    """Their indentation is that of their fence."""
    assert PAGE.blocks == (
        Block("promql", "up == 0\n\n# [no](e.md)", 8),
        Block("sh", "kubectl get pods", 16),
    )


def test_inline_code_is_read():
    """With its line."""
    assert PAGE.code == ((3, "[no](c.md)"),)


def test_anchors_are_those_of_github():
    """The second of a name is numbered."""
    assert PAGE.anchors == {"title", "what-is-up", "what-is-up-1", "deeper"}


def test_section_ends_at_the_next_heading_of_its_level():
    """What stands below deeper headings belongs to it."""
    assert [number for number, _ in PAGE.section("Title")] == list(range(2, 23))
    assert [number for number, _ in PAGE.section("What is up?")] == list(range(6, 21))
    assert PAGE.section("Nothing") == ()
