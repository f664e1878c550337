"""What the contract calls a request."""

import re

from scaffold.artifacts.contract import Contract
from scaffold.live.service import Question


def method_of(contract: Contract, question: Question) -> str:
    """Label of its method: a known one, or the one that stands for all others."""
    known = question.method in contract.term("http", "methods")
    return question.method if known else str(contract.term("http", "other_method"))


def endpoint_of(contract: Contract, question: Question) -> str:
    """Label of its endpoint: the template of its route, or the one of no route."""
    path = question.path.partition("?")[0]
    for route in contract.term("http", "routes"):
        pattern = "[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", route["endpoint"])))
        if route["method"] == question.method and re.fullmatch(pattern, path):
            return str(route["endpoint"])
    return str(contract.term("http", "unmatched_endpoint"))
