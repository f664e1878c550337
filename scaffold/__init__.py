"""Service repositories that are observable by default, and prove it."""
