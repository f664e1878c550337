"""Servers of repositories, and their APIs."""
