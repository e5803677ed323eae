from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..faults.server import behaviour_with
from ..mock_server import create_app, render_target, serving, shipped_world


@pytest.fixture
def target_file(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A target file for a mock with the faults that the test names."""
    with serving(create_app(shipped_world(), behaviour_with(getattr(request, "param", ())))) as url:
        path = tmp_path / "target.toml"
        path.write_text(render_target(url), "utf-8")
        yield path
