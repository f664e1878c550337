"""Errors as callers see them: `application/problem+json` (RFC 9457) with the request ID in it."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.endpoints import Endpoints
from service.request_id import current_request_id
from service.tracing import mark_span

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Raised anywhere in a request to answer it with this problem."""

    def __init__(self, status: int, detail: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds


def problem_response(
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Build the response; `members` extend the problem document."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": current_request_id(),
        **members,
    }
    return Response(json.dumps(document), status, headers, MEDIA_TYPE)


def retry_after(seconds: int | None) -> dict[str, str] | None:
    """Return the header that asks the caller to come back after `seconds`."""
    return None if seconds is None else {"Retry-After": str(seconds)}


def answer_with_problems(api: FastAPI, endpoints: Endpoints) -> None:
    """Let `api` answer every error, its own and the framework's, with a problem document."""

    async def on_problem(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)
        headers = retry_after(error.retry_after_seconds)
        return problem_response(error.status, error.detail, headers=headers)

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(endpoints.allowed_methods(request.url.path))
        # The framework tells a body that it cannot parse (400) from one that is wrong (422).
        status = 422 if error.status_code == HTTPStatus.BAD_REQUEST else error.status_code
        return problem_response(status, str(error.detail), headers=headers)

    async def on_invalid_request(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        detail = "The request is not valid."
        return problem_response(422, detail, errors=[_invalid(item) for item in error.errors()])

    async def on_unhandled(_request: Request, error: Exception) -> Response:
        mark_span(error)
        return problem_response(500, "An unexpected error occurred.")

    api.add_exception_handler(ProblemError, on_problem)
    api.add_exception_handler(HTTPException, on_http_error)
    api.add_exception_handler(RequestValidationError, on_invalid_request)
    api.add_exception_handler(Exception, on_unhandled)


def _invalid(item: Mapping[str, Any]) -> dict[str, str]:
    """Say where and why, but never echo the value: it may be a secret."""
    return {"at": ".".join(str(part) for part in item["loc"]), "reason": str(item["msg"])}
