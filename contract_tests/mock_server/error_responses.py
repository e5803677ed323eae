"""Every way in which the operation says no, with the status and name that callers rely on.

The sentences repeat nothing from the request: what came from outside is data,
and some of it is a secret.
"""

from __future__ import annotations

from uuid import UUID

from .call import Refusal

_CHALLENGE = {"www-authenticate": "Bearer"}
"""A 401 names the scheme that would do: RFC 9110, section 11.6.1."""


def malformed(parameter: str, sentence: str) -> Refusal:
    """400: a parameter, or the query as a whole, is not what the contract says."""
    return Refusal(400, "InvalidRequestError", sentence, {"parameter": parameter})


def unauthenticated() -> Refusal:
    """401: the same answer for every way of not being authenticated."""
    sentence = "A valid bearer token is needed."
    return Refusal(401, "AuthenticationError", sentence, headers=_CHALLENGE)


def not_a_member(enterprise: UUID) -> Refusal:
    """401: the caller is known, but does not belong to the enterprise."""
    sentence = "The caller is not a member of the enterprise."
    context = {"enterpriseId": str(enterprise)}
    return Refusal(401, "AuthenticationError", sentence, context, _CHALLENGE)


def unlicensed(enterprise: UUID) -> Refusal:
    """403: the enterprise may not use off-exchange settlement."""
    sentence = "The enterprise has no licence for off-exchange settlement."
    return Refusal(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def no_permission(enterprise: UUID) -> Refusal:
    """403: the caller is a member without the right to see balances."""
    sentence = "The caller has no permission to view balances."
    return Refusal(403, "PermissionDeniedError", sentence, {"enterpriseId": str(enterprise)})


def unknown_enterprise(enterprise: UUID) -> Refusal:
    """404: well-formed, but nobody's id."""
    sentence = "There is no such enterprise."
    return Refusal(404, "NotFoundError", sentence, {"enterpriseId": str(enterprise)})


def unknown_path() -> Refusal:
    """404: the path leads to no operation."""
    return Refusal(404, "NotFoundError", "There is nothing at this path.")


def undeclared_method() -> Refusal:
    """405: the path is right, the method is not."""
    sentence = "Only GET and HEAD are served here."
    return Refusal(405, "MethodNotAllowedError", sentence, headers={"allow": "GET, HEAD"})


def internal_error(sentence: str) -> Refusal:
    """500: nothing the caller could have done otherwise."""
    return Refusal(500, "InternalServerError", sentence)
