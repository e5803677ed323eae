"""The error responses of the mock server, with the statuses and error names in the contract.

The messages never repeat text of the request, because a request may contain a secret.
"""

from __future__ import annotations

from uuid import UUID

from .call import ErrorResponse

_CHALLENGE = {"www-authenticate": "Bearer"}
"""The header of a 401 response that names the authentication scheme (RFC 9110, section 11.6.1)."""


def malformed(parameter: str, sentence: str) -> ErrorResponse:
    """Return the 400 response for a malformed parameter, or for a malformed query string."""
    return ErrorResponse(400, "InvalidRequestError", sentence, {"parameter": parameter})


def unauthenticated() -> ErrorResponse:
    """Return the 401 response for missing or invalid credentials of any kind."""
    sentence = "A valid bearer token is required."
    return ErrorResponse(401, "AuthenticationError", sentence, headers=_CHALLENGE)


def too_many_requests(seconds: int) -> ErrorResponse:
    """Return the 429 response for a caller who may send the next request after some seconds."""
    sentence = "The caller has sent too many requests."
    return ErrorResponse(429, "RateLimitError", sentence, headers={"retry-after": str(seconds)})


def not_a_member(enterprise: UUID) -> ErrorResponse:
    """Return the 401 response for a caller who is not a member of the enterprise."""
    sentence = "The caller is not a member of the enterprise."
    context = {"enterpriseId": str(enterprise)}
    return ErrorResponse(401, "AuthenticationError", sentence, context, _CHALLENGE)


def unlicensed(enterprise: UUID) -> ErrorResponse:
    """Return the 403 response for an enterprise without a licence for off-exchange settlement."""
    sentence = "The enterprise has no licence for off-exchange settlement."
    return ErrorResponse(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def no_permission(enterprise: UUID) -> ErrorResponse:
    """Return the 403 response for a member without the permission to view balances."""
    sentence = "The caller has no permission to view balances."
    return ErrorResponse(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def unknown_enterprise(enterprise: UUID) -> ErrorResponse:
    """Return the 404 response for an enterprise that does not exist."""
    sentence = "The enterprise does not exist."
    return ErrorResponse(404, "NotFoundError", sentence, {"enterpriseId": str(enterprise)})


def unknown_filter_id() -> ErrorResponse:
    """Return the 404 response for a filter by an id that the enterprise does not have."""
    return ErrorResponse(404, "NotFoundError", "The enterprise has no connection with this id.")


def unknown_path() -> ErrorResponse:
    """Return the 404 response for a path that is not the path of an operation."""
    return ErrorResponse(404, "NotFoundError", "No operation has this path.")


def undeclared_method() -> ErrorResponse:
    """Return the 405 response for a method other than GET and HEAD."""
    sentence = "Only GET and HEAD are allowed."
    return ErrorResponse(405, "MethodNotAllowedError", sentence, headers={"allow": "GET, HEAD"})


def internal_error(sentence: str) -> ErrorResponse:
    """Return the 500 response for an internal error of the server."""
    return ErrorResponse(500, "InternalServerError", sentence)
