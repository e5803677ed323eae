"""Several mock servers behind a load balancer, to test how the suite finds a single wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from random import Random

from starlette.types import ASGIApp, Receive, Scope, Send

from ..app import create_app
from ..behaviour import CORRECT, Behaviour
from ..world import World

Balancer = Callable[[Scope], int]
"""A function that returns the index of the replica that responds to a request."""


def one_wrong_replica(world: World, wrong: Behaviour, replicas: int, balancer: Balancer) -> ASGIApp:
    """Return an application with copies of a mock server (replicas). The last replica is wrong.

    Args:
        world: The data, which all replicas share.
        wrong: The behaviour of the wrong replica.
        replicas: The number of replicas.
        balancer: The function that chooses the replica for a request.
    """
    apps = [*[create_app(world, CORRECT)] * (replicas - 1), create_app(world, wrong)]

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[balancer(scope)](scope, receive, send)

    return dispatch


def in_turn(replicas: int) -> Iterator[int]:
    """Yield the index of each replica (a copy of the mock server) in turn, without end."""
    return (number % replicas for number in count())


def at_random(replicas: int, seed: int) -> Iterator[int]:
    """Yield random indexes, each of which selects a replica (a copy of the mock server)."""
    random = Random(seed)  # noqa: S311
    return (random.randrange(replicas) for _ in count())


def per_request(indexes: Iterator[int]) -> Balancer:
    """Return a load balancer that sends each request to the replica with the next index."""
    return lambda _scope: next(indexes)


def per_connection(indexes: Iterator[int]) -> Balancer:
    """Return a load balancer that sends each new connection to the replica with the next index."""
    chosen: dict[Sequence[object], int] = {}

    def choose(scope: Scope) -> int:
        # A client has another port for each connection.
        client = tuple(scope["client"])
        if client not in chosen:
            chosen[client] = next(indexes)
        return chosen[client]

    return choose
