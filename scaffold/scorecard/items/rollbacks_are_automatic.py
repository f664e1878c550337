"""A release that fails its users is taken back automatically.

Why: from the first bad request to the rollback of a person who was asleep it takes half an hour.
An analysis takes five minutes.

Met: the deployment judges a release by what it measures and takes it back: Argo Rollouts with an
analysis, Flagger with metrics, CodeDeploy with alarms.

Not met: none of them is found. ``helm --atomic`` and a deployment's own check take back what does
not start; what starts and fails its users stays.

Fix: an AnalysisTemplate on the error ratio, a step ``analysis`` in the Rollout.

Waive: when there is a switch that is faster than a rollback; name it.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "rollbacks-are-automatic"
LEVEL = Level.GOLD
SECTION = "4. Deployment Safety"
SENTENCE = "Automated Rollbacks: If error rate spikes > SLO, revert automatically."

ANALYSES = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*-?\s*analysis:\s*$",
        "a step of the rollout is an analysis",
        needs=r"^[ \t]*kind:\s*Rollout\b",
        near=r"\btemplateName:",
    ),
)
TEMPLATES = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*(?:failureCondition|successCondition):",
        "the analysis decides by what it measures",
        needs=r"^[ \t]*kind:\s*(?:Cluster)?AnalysisTemplate\b",
    ),
)
WHOLE = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*(?:threshold|thresholdRange):",
        "Flagger takes back what fails its metrics",
        needs=r"\A(?=[\s\S]*flagger\.app)(?=[\s\S]*^[ \t]*analysis:)(?=[\s\S]*^[ \t]*metrics:)",
    ),
    Sign(Kind.DEPLOY, r"DEPLOYMENT_STOP_ON_ALARM", "CodeDeploy takes back what raises an alarm"),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*Alarms:\s*$",
        "CodeDeploy takes back what raises an alarm",
        needs=r"\bDeploymentPreference:",
    ),
)
AGAINST = (
    Sign(Kind.START, r"\bhelm\b.*--atomic\b", "only what does not start is taken back"),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*deployment_circuit_breaker\b|^[ \t]*atomic:\s*true",
        "only what does not start is taken back",
    ),
)


def judge(reading: Reading) -> Verdict:
    """Look for what takes a release back; see the module."""
    whole = reading.find(WHOLE)
    if whole:
        return met(whole[0].shows, whole)
    steps, templates = reading.find(ANALYSES), reading.find(TEMPLATES)
    if steps and templates:
        return met(templates[0].shows, (*steps, *templates))
    if steps:
        return not_met("the analysis that the rollout names is not in here", steps)
    if templates:
        return not_met("no rollout asks for this analysis", templates)
    count = len(reading.of_kind(Kind.DEPLOY))
    wanted = f"no analysis of a release: {were_read(count, 'manifest')}"
    against = reading.find(AGAINST)
    return not_met(against[0].shows if against else wanted, against)
