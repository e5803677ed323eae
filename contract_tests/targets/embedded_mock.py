"""The mock inside this process, for runs that name no target."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ..mock_server import CORRECT, Behaviour, build_world, create_app, render_target, serving
from ..mock_server.default_world import MAIN
from . import target_file
from .target_file import Target


@contextmanager
def embedded_mock(behaviour: Behaviour = CORRECT, enterprise_id: UUID = MAIN) -> Iterator[Target]:
    """Serve the mock for as long as the block lasts, and yield it as a target.

    ``enterprise_id`` is one of the shipped enterprises that the mock's member may see.
    """
    with serving(create_app(build_world(), behaviour)) as base_url:
        yield target_file.parse(render_target(base_url, enterprise_id), "the embedded mock")
