"""Features have flags.

Why: a feature behind a flag is switched off in seconds. One without is rolled back with
everything else that was deployed that day.

Met: code asks a feature-flag library for a value: OpenFeature, LaunchDarkly, Unleash, GrowthBook,
Flagsmith, Flipt, waffle, Togglz, FF4j.

Not met: none is asked. An environment variable that is read at the start is no flag: it needs a
deployment.

Fix: OpenFeature's SDK with any provider, a file to begin with.

Waive: when the service releases nothing that could be switched off.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import by_signs

ID = "features-have-flags"
LEVEL = Level.GOLD
SECTION = "4. Deployment Safety"
SENTENCE = "Feature Flags: Decouple deployment from release."

_SHOWS = "a feature flag is asked"

SIGNS = (
    Sign(
        Kind.PYTHON,
        r"\.get_(?:boolean|string|integer|float|object)_(?:value|details)(?:_async)?\(",
        _SHOWS,
        needs=r"\bopenfeature\b",
    ),
    Sign(Kind.PYTHON, r"\.variation\(", _SHOWS, needs=r"\b(?:ldclient|launchdarkly)\b"),
    Sign(Kind.PYTHON, r"\.is_enabled\(", _SHOWS, needs=r"(?i:unleash)"),
    Sign(Kind.PYTHON, r"\b(?:flag_is_active|switch_is_active|sample_is_active)\(", _SHOWS),
    Sign(Kind.PYTHON, r"\.is_feature_enabled\(", _SHOWS, needs=r"(?i:flagsmith)"),
    Sign(Kind.PYTHON, r"\.(?:is_on|isOn|get_feature_value)\(", _SHOWS, needs=r"(?i:growthbook)"),
    Sign(
        Kind.GO,
        r"\.(?:Boolean|String|Int|Float|Object)(?:Value(?:Details)?)?\(\s*\w*(?:ctx|context)",
        _SHOWS,
        needs=r"open-feature/go-sdk",
    ),
    Sign(Kind.GO, r"\.(?:Bool|String|Int|JSON)Variation\w*\(", _SHOWS, needs=r"launchdarkly"),
    Sign(Kind.GO, r"\bunleash\.IsEnabled\(", _SHOWS),
    Sign(
        Kind.JAVASCRIPT,
        r"\.get(?:Boolean|String|Number|Object)(?:Value|Details)\(",
        _SHOWS,
        needs=r"@openfeature/",
    ),
    Sign(Kind.JAVASCRIPT, r"\.(?:bool|string)?[vV]ariation\(", _SHOWS, needs=r"launchdarkly"),
    Sign(Kind.JAVASCRIPT, r"\.isEnabled\(", _SHOWS, needs=r"(?i:unleash|flipt)"),
    Sign(Kind.JAVASCRIPT, r"\.(?:isOn|getFeatureValue)\(", _SHOWS, needs=r"(?i:growthbook)"),
    Sign(
        Kind.JAVA,
        r"\.get(?:Boolean|String|Integer|Double|Object)(?:Value|Details)\(",
        _SHOWS,
        needs=r"\bdev\.openfeature\b",
    ),
    Sign(Kind.JAVA, r"\.(?:bool|string)Variation\(", _SHOWS, needs=r"launchdarkly"),
    Sign(Kind.JAVA, r"\.isEnabled\(", _SHOWS, needs=r"io\.getunleash"),
    Sign(Kind.JAVA, r"\bff4j\.check\(|\.isActive\(", _SHOWS, needs=r"\borg\.(?:ff4j|togglz)\b"),
)


def judge(reading: Reading) -> Verdict:
    """Look for a flag that is asked; see the module."""
    return by_signs(
        reading,
        SIGNS,
        wanted="feature flag",
        proof="ask who can switch a feature off without a deployment",
    )
