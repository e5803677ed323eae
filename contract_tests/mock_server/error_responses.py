"""Every way in which the operation says no, with the status and name that callers rely on.

The sentences repeat nothing from the request: what came from outside is data,
and some of it is a secret.
"""

from __future__ import annotations

from uuid import UUID

from .call import ErrorResponse

_CHALLENGE = {"www-authenticate": "Bearer"}
"""A 401 names the scheme that would do: RFC 9110, section 11.6.1."""


def malformed(parameter: str, sentence: str) -> ErrorResponse:
    """400: a parameter, or the query as a whole, is not what the contract says."""
    return ErrorResponse(400, "InvalidRequestError", sentence, {"parameter": parameter})


def unauthenticated() -> ErrorResponse:
    """401: the same answer for every way of not being authenticated."""
    sentence = "A valid bearer token is needed."
    return ErrorResponse(401, "AuthenticationError", sentence, headers=_CHALLENGE)


def not_a_member(enterprise: UUID) -> ErrorResponse:
    """401: the caller is known, but does not belong to the enterprise."""
    sentence = "The caller is not a member of the enterprise."
    context = {"enterpriseId": str(enterprise)}
    return ErrorResponse(401, "AuthenticationError", sentence, context, _CHALLENGE)


def unlicensed(enterprise: UUID) -> ErrorResponse:
    """403: the enterprise may not use off-exchange settlement."""
    sentence = "The enterprise has no licence for off-exchange settlement."
    return ErrorResponse(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def no_permission(enterprise: UUID) -> ErrorResponse:
    """403: the caller is a member without the right to see balances."""
    sentence = "The caller has no permission to view balances."
    return ErrorResponse(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def unknown_enterprise(enterprise: UUID) -> ErrorResponse:
    """404: well-formed, but nobody's id."""
    sentence = "There is no such enterprise."
    return ErrorResponse(404, "NotFoundError", sentence, {"enterpriseId": str(enterprise)})


def unknown_path() -> ErrorResponse:
    """404: the path leads to no operation."""
    return ErrorResponse(404, "NotFoundError", "There is nothing at this path.")


def undeclared_method() -> ErrorResponse:
    """405: the path is right, the method is not."""
    sentence = "Only GET and HEAD are served here."
    return ErrorResponse(405, "MethodNotAllowedError", sentence, headers={"allow": "GET, HEAD"})


def internal_error(sentence: str) -> ErrorResponse:
    """500: nothing the caller could have done otherwise."""
    return ErrorResponse(500, "InternalServerError", sentence)
