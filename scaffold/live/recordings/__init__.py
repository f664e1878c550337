"""What services did in a situation that was made for them: one situation a module.

Each has ``record(bench)``, which returns a small frozen dataclass. No recording judges.
"""
