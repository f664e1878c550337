"""Logs are structured JSON.

Why: at 3 a.m. somebody asks for all errors of one customer. Fields answer in seconds, sentences
have to be read one by one.

Met: code or settings of the service set up a logger that writes JSON, such as structlog's
``JSONRenderer``, slog's JSON handler, pino, winston's ``format.json()`` or logback's encoders.

Not met: no such logger is set up. A library that is only listed or imported shows nothing.

Fix: let every line of the process pass through one JSON formatter, also the lines of libraries.

Waive: when the platform's agent makes JSON of the lines before they are stored.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import by_signs

ID = "logs-are-structured"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "Logs are structured JSON."

SIGNS = (
    Sign(Kind.PYTHON, r"\bJSONRenderer\(", "structlog writes JSON", needs=r"\bstructlog\b"),
    Sign(
        Kind.PYTHON,
        r"\bjson\.dumps\(|\borjson\.dumps\(",
        "its own formatter writes JSON",
        needs=r"class \w+\((?:logging\.)?Formatter\)|\bProcessorFormatter\(",
    ),
    Sign(Kind.PYTHON, r"[\"']pythonjsonlogger\.[\w.]+", "python-json-logger writes JSON"),
    Sign(
        Kind.PYTHON,
        r"(?<!class )\b(?:JsonFormatter|JSONFormatter|StdlibFormatter)\(",
        "a formatter writes JSON",
        needs=r"\bsetFormatter\(|\bformatter\s*=|[\"']formatters[\"']",
    ),
    Sign(Kind.PYTHON, r"\bserialize\s*=\s*True\b", "loguru writes JSON", needs=r"\bloguru\b"),
    Sign(Kind.PYTHON, r"\bStructuredLogHandler\(", "a handler writes JSON"),
    Sign(Kind.GO, r"\bslog\.NewJSONHandler\(", "slog writes JSON"),
    Sign(
        Kind.GO,
        r"\bzap\.(?:NewProduction|NewProductionConfig)\(|\bzapcore\.NewJSONEncoder\(",
        "zap writes JSON",
    ),
    Sign(Kind.GO, r"\bEncoding:\s*\"json\"", "zap writes JSON", needs=r"go\.uber\.org/zap"),
    Sign(Kind.GO, r"\bzerolog\.New\((?!\s*zerolog\.ConsoleWriter)", "zerolog writes JSON"),
    Sign(Kind.GO, r"\blogrus\.JSONFormatter\{", "logrus writes JSON"),
    Sign(Kind.GO, r"\blog\.NewJSONLogger\(", "go-kit writes JSON"),
    Sign(Kind.JAVASCRIPT, r"\b(?:pino|pinoHttp)\(", "pino writes JSON", needs=r"[\"']pino"),
    Sign(
        Kind.JAVASCRIPT,
        r"\bformat\.json\(\)|(?<![.\w])json\(\)",
        "winston writes JSON",
        needs=r"[\"']winston[\"']",
    ),
    Sign(Kind.JAVASCRIPT, r"\bbunyan\.createLogger\(", "bunyan writes JSON"),
    Sign(
        Kind.JAVASCRIPT,
        r"\b[fF]astify\(\s*\{",
        "Fastify logs with pino, which writes JSON",
        needs=r"[\"']fastify[\"']",
        near=r"\blogger\s*:\s*(?:true|\{)",
    ),
    Sign(Kind.JAVASCRIPT, r"\bLoggerModule\.forRoot", "pino writes JSON", needs=r"nestjs-pino"),
    Sign(
        Kind.SETTINGS,
        r"LogstashEncoder|LoggingEventCompositeJsonEncoder|JsonEncoder|JsonLayout|EcsEncoder"
        r"|EcsLayout|JsonTemplateLayout|StackdriverJsonLayout",
        "the encoder writes JSON",
    ),
    Sign(
        Kind.SETTINGS,
        r"^logging\.structured\.format\.\w+|^quarkus\.log\.(?:console\.)?json(?:\.\w+)?\s*=\s*true",
        "the framework writes JSON",
    ),
    Sign(
        Kind.SETTINGS,
        r"^[ \t]+structured:\s*$",
        "Spring writes JSON",
        near=r"^[ \t]+(?:console|file):\s*(?:ecs|gelf|logstash)",
    ),
)
AGAINST = (
    Sign(Kind.PYTHON, r"^[ \t]*print\(|\blogging\.basicConfig\(", "this writes plain lines"),
    Sign(Kind.GO, r"\b(?:fmt|log)\.Print(?:f|ln)?\(", "this writes plain lines"),
    Sign(Kind.JAVASCRIPT, r"\bconsole\.(?:log|info|error)\(|\bmorgan\(", "this writes plain lines"),
    Sign(Kind.JAVA, r"\bSystem\.(?:out|err)\.print", "this writes plain lines"),
)


def judge(reading: Reading) -> Verdict:
    """Look for a logger that writes JSON; see the module."""
    return by_signs(
        reading,
        SIGNS,
        wanted="logger that writes JSON",
        proof="start the service and look at its standard output, each line must be JSON",
        against=AGAINST,
    )
