"""A repository that exists takes up a template: what that comes to, file by file.

Writing it stands in ``commands/adopt.py``.
"""
