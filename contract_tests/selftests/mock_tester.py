"""A context manager that starts a mock server, and yields a tester of the server.

The tester runs checks of the contract suite against the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ..contract import load
from ..mock_server import Behaviour
from ..mock_server.default_world import MAIN
from ..mock_server.embedded import embedded_mock
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from ..server.transport.session import Session


@contextmanager
def mock_tester(
    behaviour: Behaviour,
    seed: int = 1,
    profile: Profile = Profile.DEFAULT,
    enterprise_id: UUID = MAIN,
) -> Iterator[OperationTester]:
    """Start a mock server with the given behaviour, and yield an object that tests the server.

    The server stops at the end of the `with` block.
    """
    contract, reuse = load(), profile.requests_per_connection
    with (
        embedded_mock(behaviour, enterprise_id) as target,
        Session(target, lambda _: None, requests_per_connection=reuse, seed=seed) as session,
    ):
        yield OperationTester(contract, contract.operations[0], session, profile, seed)
