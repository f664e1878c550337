"""Readers: what stands in a repository, as small frozen dataclasses. They never judge."""
