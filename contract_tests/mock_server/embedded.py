"""The mock server in the process of the suite, for runs without a target file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from .. import target_file
from ..target_file import Target
from . import CORRECT, Behaviour, build_world, create_app, render_target, serving
from .default_world import MAIN


@contextmanager
def embedded_mock(behaviour: Behaviour = CORRECT, enterprise_id: UUID = MAIN) -> Iterator[Target]:
    """Serve the mock for the duration of the block, and yield it as a target.

    ``enterprise_id`` is one of the enterprises whose data the mock's member may read.
    """
    with serving(create_app(build_world(), behaviour)) as base_url:
        yield target_file.parse(render_target(base_url, enterprise_id), "the embedded mock")
