"""A context manager that starts a mock server, and yields a tester of the server.

The tester runs checks of the contract suite against the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ..contract import Contract, load
from ..mock_server import Behaviour, World, build_world, create_app, render_target, serving
from ..mock_server.default_world import MAIN
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from ..server.transport.session import Session
from ..target_file import parse

CONTRACT = load()
"""The contract, which most tests share, because reading the document takes long."""


@contextmanager
def mock_tester(
    behaviour: Behaviour,
    seed: int = 1,
    profile: Profile = Profile.DEFAULT,
    enterprise_id: UUID = MAIN,
    *,
    world: World | None = None,
    contract: Contract | None = None,
    concurrency: int | None = None,
) -> Iterator[OperationTester]:
    """Start a mock server with the given behaviour, and yield an object that tests the server.

    By default, the server has the data of the default world, and is tested against the OpenAPI
    document. ``concurrency`` is the largest number of requests that the tester sends at the same
    time. The server stops at the end of the `with` block.
    """
    contract, reuse = contract or CONTRACT, profile.requests_per_connection
    with (
        serving(create_app(world or build_world(), behaviour)) as url,
        Session(
            parse(render_target(url, enterprise_id), "the mock"),
            lambda _: None,
            requests_per_connection=reuse,
            seed=seed,
            concurrency=concurrency,
        ) as session,
    ):
        yield OperationTester(
            contract,
            contract.operations[0],
            session,
            profile,
            seed,
            prefetches=(concurrency or 1) > 1,
        )
