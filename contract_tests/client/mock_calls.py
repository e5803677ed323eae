"""Calls of the generated client to a running mock server that fails on demand."""

from __future__ import annotations

from typing import Any

from bitgo_oes import Client

from ..fixtures.running_mock import RunningMock
from .calls import Form, MakeClient, outcomes
from .document import OPERATION

BROKEN_CONNECTIONS = (
    *("reset", "disconnect", "half-head", "half-body", "reset-in-body"),
    *("length-too-long", "no-last-chunk", "not-http"),
)
"""The failures of scripts with which the client gets no complete response."""


def client_of(mock: RunningMock, **options: Any) -> MakeClient:
    """Return a function that creates clients of a mock server."""
    given: dict[str, Any] = {"token": mock.token, "timeout": 60.0, "deadline": 120.0}
    return lambda: Client(base_url=mock.base_url, **(given | options))


def call_mock(form: Form, mock: RunningMock, **options: Any) -> Any:
    """Call the operation once, and return the result or the error.

    The options are those of the client.
    """
    arguments = {"enterprise_id": mock.enterprise_id}
    (outcome,) = outcomes(form, OPERATION, client_of(mock, **options), [arguments])
    return outcome
