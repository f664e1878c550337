"""Kinds of Kubernetes objects, and the words by which kubectl knows them."""

import re

_SHORT = {
    "po": "Pod",
    "pods": "Pod",
    "deploy": "Deployment",
    "rs": "ReplicaSet",
    "ro": "Rollout",
    "sts": "StatefulSet",
    "ds": "DaemonSet",
    "svc": "Service",
    "cm": "ConfigMap",
    "sa": "ServiceAccount",
    "hpa": "HorizontalPodAutoscaler",
    "pdb": "PodDisruptionBudget",
    "netpol": "NetworkPolicy",
    "ns": "Namespace",
    "no": "Node",
    "ev": "Event",
    "ep": "Endpoints",
    "pmon": "PodMonitor",
    "promrule": "PrometheusRule",
    "ar": "AnalysisRun",
    "at": "AnalysisTemplate",
}
_KINDS = (
    *dict.fromkeys(_SHORT.values()),
    "CronJob",
    "EndpointSlice",
    "Ingress",
    "Job",
    "PersistentVolumeClaim",
    "ResourceQuota",
    "Secret",
)


def find_kind(word: str) -> str:
    """Kind of a word such as ``deploy`` or ``rollouts.argoproj.io``; the word if unknown."""
    name = word.partition(".")[0].lower()
    if name in _SHORT:
        return _SHORT[name]
    for kind in _KINDS:
        plural = re.sub(r"ys$", "ies", re.sub(r"ss$", "sses", f"{kind.lower()}s"))
        if name in {kind.lower(), plural, f"{kind.lower()}es"}:
            return kind
    return word


def is_known_kind(kind: str) -> bool:
    """Whether it is a kind that :func:`find_kind` knows."""
    return kind in _KINDS
