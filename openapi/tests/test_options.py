"""Tests that a client offers the servers of the OpenAPI document as environments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from openapi.tests.inputs import CONTRACT, LIBRARY, LIGHTS, WAREHOUSE

TOKEN = "v2x-secret-token"
Package = Callable[[Path], ModuleType]


def test_environments_are_the_documents_servers(package: Package) -> None:
    assert list(package(CONTRACT).Environment) == ["test", "production"]
    assert list(package(LIBRARY).Environment) == ["default", "server_2"]
    assert list(package(LIGHTS).Environment) == ["test", "production", "pre-release"]
    assert package(LIBRARY).Environment.SERVER_2.base_url == "https://north.library.example/v1"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (CONTRACT, "https://app.bitgo-test.com"),
        (LIBRARY, "https://library.example/v1"),
        (LIGHTS, "https://test.lights.example"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_default_environment_is_test_or_else_the_first(
    package: Package, document: Path, expected: str
) -> None:
    assert package(document).Client(TOKEN).base_url == expected


def test_without_servers_the_base_url_is_required(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = package(WAREHOUSE)
    monkeypatch.setenv("BITGO_ACCESS_TOKEN", TOKEN)

    assert not hasattr(warehouse, "Environment")
    with pytest.raises(TypeError, match="base_url"):
        warehouse.Client(TOKEN)
    assert warehouse.Client(TOKEN, base_url="https://h").base_url == "https://h"
    with pytest.raises(ValueError, match="BITGO_BASE_URL"):
        warehouse.Client.from_env()
    monkeypatch.setenv("BITGO_BASE_URL", "https://i")
    assert warehouse.Client.from_env().base_url == "https://i"
