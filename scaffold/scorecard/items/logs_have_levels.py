"""Logs have levels: ERROR, WARN and INFO are told apart.

Why: a filter on ERROR is the first thing that anybody types. When everything is INFO, or
everything is ERROR, it finds nothing or all.

Met: the code logs at the levels INFO, WARN and ERROR.

Not met: one of the three is never used, or there are no levels at all (``print``).

Fix: ERROR for what needs somebody at once, WARN for what went wrong and was handled, INFO for
what the business did, DEBUG for developers.

Waive: when the service is too small to have all three; say so.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, unfound

ID = "logs-have-levels"
LEVEL = Level.SILVER
SECTION = "1. Observability: Logging - MANDATORY"
SENTENCE = (
    "Levels: ERROR: Attention required immediately. WARN: Anomalous but handled. "
    "INFO: Business events. DEBUG: Dev context."
)

_LOGGERS = {
    Kind.PYTHON: r"\b(?!math\b)(?:\w*[lL]og(?:ger|ging)?|LOG(?:GER)?)(?:\(\))?\.(?:LEVEL)\b",
    Kind.GO: r"\b(?:\w*[lL]og(?:ger)?|logrus|sugar|zap\.[LS]\(\))(?:\([\w.]*\))?"
    r"(?:\.With\w*\([^()\n]{0,100}\)){0,2}\.(?:LEVEL)(?:f|w|ln|Context|S)?\(",
    Kind.JAVASCRIPT: r"(?<!console)(?:\b|#)\w*(?:[lL]og(?:ger)?)\.(?:LEVEL)\(",
    Kind.JAVA: r"\b(?i:log|logger)\.(?:at)?(?:LEVEL)\(",
}
_WORDS = {
    "ERROR": {
        Kind.PYTHON: "error|exception|critical",
        Kind.GO: "Error",
        Kind.JAVASCRIPT: "error|fatal",
        Kind.JAVA: "error|Error|severe",
    },
    "WARN": {
        Kind.PYTHON: "warning|warn",
        Kind.GO: "Warn|Warning",
        Kind.JAVASCRIPT: "warn|warning",
        Kind.JAVA: "warn|Warn|warning",
    },
    "INFO": {
        Kind.PYTHON: "info",
        Kind.GO: "Info",
        Kind.JAVASCRIPT: "info|log",
        Kind.JAVA: "info|Info",
    },
}
SIGNS = {
    level: tuple(
        Sign(kind, _LOGGERS[kind].replace("LEVEL", word), f"{level} is used")
        for kind, word in words.items()
    )
    for level, words in _WORDS.items()
}


def judge(reading: Reading) -> Verdict:
    """Look for calls at each level; see the module."""
    found = {level: reading.find(signs)[:1] for level, signs in SIGNS.items()}
    used = [level for level, lines in found.items() if lines]
    evidence = [line for lines in found.values() for line in lines]
    if len(used) == len(SIGNS):
        return met("ERROR, WARN and INFO are used", evidence)
    if used:
        never = " and ".join(level for level in SIGNS if level not in used)
        verb = "is" if len(used) == len(SIGNS) - 1 else "are"
        return not_met(f"{never} {verb} never used", evidence)
    return unfound(reading, "logger with levels", "look at the levels of a day's log")
