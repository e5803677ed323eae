"""Run a mock server in a thread, for runs of the contract suite without a target file.

A target file is the configuration for testing another server.
"""

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
    """Run the mock server during a `with` block, and yield a `Target` for tests of the server.

    Args:
        behaviour: The steps that compute each response.
        enterprise_id: The enterprise to test.
    """
    with serving(create_app(build_world(), behaviour)) as base_url:
        yield target_file.parse(render_target(base_url, enterprise_id), "the embedded mock")
