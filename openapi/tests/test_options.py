"""The client calls the server that its options, or the environment of the process, say."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest

from openapi.tests.inputs import CONTRACT, LIBRARY, LIGHTS, WAREHOUSE
from openapi.tests.test_client import TOKEN, Package, Server, module, operation


@pytest.fixture
def oes(package: Package) -> Any:
    return package(CONTRACT)


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({}, "https://app.bitgo-test.com/api/"),
        ({"environment": "test"}, "https://app.bitgo-test.com/api/"),
        ({"environment": "production"}, "https://app.bitgo.com/api/"),
        ({"base_url": "http://127.0.0.1:8080"}, "http://127.0.0.1:8080/api/"),
        ({"base_url": "http://[::1]:8080"}, "http://[::1]:8080/api/"),
        ({"base_url": "https://h/some/prefix"}, "https://h/some/prefix/api/"),
        ({"base_url": "https://h/some/prefix/"}, "https://h/some/prefix/api/"),
        ({"base_url": "https://h", "environment": "production"}, "https://h/api/"),
        ({"base_url": "http://h", "allow_http": True}, "http://h/api/"),
    ],
    ids=str,
)
def test_the_environment_or_the_base_url_says_which_server(
    oes: Any, options: dict[str, Any], start: str
) -> None:
    server = Server()

    with oes.Client(TOKEN, transport=server.transport, **options) as client:
        operation(oes).sync_detailed("e-1", client=client)

    assert str(server.requests[0].url).startswith(start)


def test_an_environment_may_be_given_as_a_member(oes: Any) -> None:
    client = oes.Client(TOKEN, environment=oes.Environment.PRODUCTION)

    assert client.base_url == oes.Environment.PRODUCTION.base_url == "https://app.bitgo.com"


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


@pytest.mark.parametrize(
    ("variables", "overrides", "expected"),
    [
        ({}, {}, "https://app.bitgo-test.com"),
        ({"BITGO_ENVIRONMENT": "production"}, {}, "https://app.bitgo.com"),
        ({"BITGO_ENVIRONMENT": "production", "BITGO_BASE_URL": "https://h"}, {}, "https://h"),
        ({"BITGO_BASE_URL": "https://h"}, {"environment": "test"}, "https://app.bitgo-test.com"),
        ({"BITGO_ENVIRONMENT": "production"}, {"base_url": "https://i"}, "https://i"),
        ({"BITGO_BASE_URL": ""}, {}, "https://app.bitgo-test.com"),
    ],
    ids=str,
)
def test_the_environment_of_the_process_gives_way_to_what_is_passed(
    oes: Any,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    overrides: dict[str, str],
    expected: str,
) -> None:
    for name in ("BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BITGO_ACCESS_TOKEN", TOKEN)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert oes.Client.from_env(**overrides).base_url == expected


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": ""}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": TOKEN, "BITGO_ENVIRONMENT": "stage"}, "BITGO_ENVIRONMENT must be"),
    ],
    ids=str,
)
def test_a_variable_that_cannot_be_meant_is_named(
    oes: Any, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], says: str
) -> None:
    for name in ("BITGO_ACCESS_TOKEN", "BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(module(oes, "errors").InvalidArgumentError, match=says):
        oes.Client.from_env()


@pytest.mark.parametrize(
    "options",
    [
        {"environment": "staging"},
        {"environment": "staging", "base_url": "https://h"},
        {"base_url": ""},
        {"base_url": "app.bitgo.com"},
        {"base_url": "/api"},
        {"base_url": "ftp://h"},
        {"base_url": "https://h/?a=b"},
        {"base_url": "https://h/#a"},
        {"base_url": "https://me:secret@h"},
        {"base_url": "https://h:port"},
        {"base_url": "http://h"},
        {"base_url": "http://localhost.h"},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": None},
        {"deadline": -1},
        {"deadline": True},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_body_bytes": "1"},
        {"tolerant": 1},
        {"http_client": "me"},
    ],
    ids=str,
)
def test_an_option_that_cannot_be_meant_is_refused_by_name(
    oes: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(
        module(oes, "errors").InvalidArgumentError, match=next(iter(options))
    ) as caught:
        oes.Client(TOKEN, **options)

    assert "secret" not in "".join(traceback.format_exception(caught.value))
