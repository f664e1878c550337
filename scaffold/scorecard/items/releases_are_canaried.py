"""Releases go to a small part of the traffic first.

Why: what no test found is found by users. By five in a hundred of them, for five minutes, when
there is a canary.

Met: the deployment names a canary: Argo Rollouts with ``setWeight``, Flagger, weights of an
ingress or of Knative, CodeDeploy, Cloud Deploy.

Not met: none of them is found. A rolling update is no canary: it goes on whatever users see.

Fix: a Rollout whose first step is a few percent, and a pause after it.

Waive: when the service has no users to spare, such as one that runs once a night.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "releases-are-canaried"
LEVEL = Level.GOLD
SECTION = "4. Deployment Safety"
SENTENCE = "Canary Deployments: Roll out to small % of traffic first."

SIGNS = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*-\s*setWeight:",
        "the first users are a few",
        needs=r"\A(?=[\s\S]*^[ \t]*kind:\s*Rollout\b)(?=[\s\S]*^[ \t]*canary:)",
    ),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*(?:stepWeight|maxWeight|stepWeights):",
        "the first users are a few",
        needs=r"\A(?=[\s\S]*flagger\.app)(?=[\s\S]*^[ \t]*kind:\s*Canary\b)",
    ),
    Sign(
        Kind.DEPLOY,
        r"nginx\.ingress\.kubernetes\.io/canary-weight[\"']?:\s*[\"']?[1-9]",
        "the first users are a few",
    ),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*Type:\s*[\"']?(?:Canary|Linear)\d+Percent|CodeDeployDefault\.\w*(?:Canary|Linear)"
        r"|^[ \t]*canaryDeployment:",
        "the first users are a few",
    ),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*traffic:\s*$",
        "the first users are a few",
        needs=r"serving\.knative\.dev",
        near=r"percent:\s*[1-9]\d?\s*$",
    ),
)
ROLLING = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*(?:type:\s*)?[\"']?(?:RollingUpdate|rollingUpdate)\b",
        "a rolling update goes on whatever users see",
    ),
    Sign(Kind.DEPLOY, r"^[ \t]*kind:\s*Deployment\b", "a Deployment goes on whatever users see"),
)


def judge(reading: Reading) -> Verdict:
    """Look for a canary; see the module."""
    found = reading.find(SIGNS)
    if found:
        return met(found[0].shows, found)
    rolling = reading.find(ROLLING)[:1]
    if rolling:
        return not_met(rolling[0].shows, rolling)
    count = len(reading.of_kind(Kind.DEPLOY))
    return not_met(f"no canary: {were_read(count, 'manifest')}")
