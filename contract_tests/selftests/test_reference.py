"""Tests of the reference page without a browser: resources, headers, and values of the forms.

`contract_tests/browser/` tests the page in Chromium.
"""

from __future__ import annotations

import asyncio
import json
from html.parser import HTMLParser
from pathlib import Path

import attrs
import httpx
import pytest

from ..contract import Contract, Parameter, load
from ..installation import DOCUMENT
from ..mock_server import World, build_world, create_app
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.world import Caller
from ..reference import app as reference_app
from ..reference import with_reference
from ..reference.inputs import Inputs, inputs_of
from ..reference.page import render
from . import second_operation

CONTRACT = load()
(OPERATION,) = CONTRACT.operations
LOCAL, REMOTE = ("127.0.0.1", 1), ("192.0.2.1", 1)


class Links(HTMLParser):
    """A parser of an HTML page. It collects the linked paths, and the inline scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.paths: set[str] = set()
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.paths |= {given[key] or "" for key in ("src", "href") if key in given}
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


def get(
    path: str,
    *,
    world: World | None = None,
    remote: bool = False,
    client: tuple[str, int] = LOCAL,
    method: str = "GET",
) -> httpx.Response:
    world = world or build_world()
    app = with_reference(create_app(world), world, remote=remote)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as session:
            return await session.request(method, path)

    return asyncio.run(send())


def test_the_page_refers_only_to_its_own_server_and_everything_it_refers_to_exists() -> None:
    links = Links(get("/").text)

    assert {"/reference/page.js", "/reference/page.css", "/reference/icon.svg"} <= links.paths
    for path in links.paths:
        assert path.startswith(("/", "#")), path
        if path.startswith("/"):
            assert get(path).status_code == 200, path
    ids = [each.split('"')[0] for each in get("/").text.split(' id="')[1:]]
    assert {path[1:] for path in links.paths if path.startswith("#")} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_policy_allows_only_scripts_styles_and_connections_of_the_mock() -> None:
    policy = get("/").headers["content-security-policy"]
    directives = dict(each.split(maxsplit=1) for each in policy.split("; "))

    assert directives["default-src"] == "'none'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert directives["script-src"] == directives["connect-src"] == "'self'"
    assert Links(get("/").text).inline == []


def test_the_document_is_served_as_it_is() -> None:
    assert get("/openapi.yaml").content == DOCUMENT.read_bytes()
    assert get("/openapi.json").json() == CONTRACT.document
    assert get("/openapi.json").headers["content-type"] == "application/json"


def test_the_page_adds_at_most_100_kilobytes_to_the_distribution() -> None:
    files = Path(reference_app.__file__).parent.rglob("*")

    assert sum(file.stat().st_size for file in files if file.suffix != ".pyc") < 100_000


def test_all_other_requests_reach_the_mock() -> None:
    for path, method in (("/", "POST"), ("/reference/unknown", "GET"), ("/openapi.json/", "GET")):
        response = get(path, method=method)
        assert response.status_code == 404
        assert response.json()["name"] == "NotFoundError"


def test_clients_on_other_machines_get_no_token_unless_they_may_control_the_mock() -> None:
    assert MEMBER in get("/").text
    assert MEMBER in get("/", client=REMOTE, remote=True).text
    text = get("/", client=REMOTE).text
    assert "--remote-control" in text
    assert not [token for token in build_world().callers if token in text]
    assert str(MAIN) not in text


def test_text_of_a_world_and_of_a_document_is_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    text = CONTRACT.document["info"] | {"title": hostile, "description": hostile}
    contract = attrs.evolve(CONTRACT, document=CONTRACT.document | {"info": text})
    world = build_world()
    world.replace(World(tuple(world.enterprises.values()), (Caller(hostile, frozenset({MAIN})),)))

    page = render(contract, f"http://{hostile}", world)

    assert "<script>alert" not in page
    assert Links(page).inline == []


def offered(world: World) -> Inputs:
    return inputs_of(CONTRACT, OPERATION, world)


def test_the_offers_follow_the_world() -> None:
    world = build_world()
    assert {each.value for each in offered(world).callers} == set(world.callers)
    assert {p.scenario for p in offered(world).presets} == {
        "",
        *(scenario.name for scenario in OPERATION.scenarios),
    }

    outsider = World(tuple(world.enterprises.values()), (Caller("only"),))
    assert offered(outsider).presets == ()
    assert [each.value for each in offered(outsider).callers] == ["only"]


def test_an_operation_with_an_unknown_path_parameter_offers_callers_but_no_scenarios(
    tmp_path: Path,
) -> None:
    contract = load(second_operation.document(tmp_path))
    (operation,) = contract.select({"listPartnerBalances"})

    inputs = inputs_of(contract, operation, build_world())

    assert inputs.callers == offered(build_world()).callers
    assert inputs.presets == ()


@pytest.mark.parametrize("name", ["pageNumber", "connectionIds"])
def test_an_invalid_value_is_a_value_that_the_scenario_refuses(name: str) -> None:
    parameter: Parameter = OPERATION.parameter(name)
    values = [p.values[name] for p in offered(build_world()).presets if name in p.values]

    assert values
    for value in values:
        instance = [value] if parameter.is_array else value
        assert not CONTRACT.validator(parameter.schema).is_valid(instance)


def test_the_page_shows_every_operation_of_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract: Contract = load(second_operation.document(tmp_path))
    monkeypatch.setattr(reference_app, "_contract", lambda: contract)

    text = get("/").text

    assert len(contract.operations) == 2
    for operation in contract.operations:
        assert f'id="{operation.id}"' in text
        assert f'data-path="{operation.path}"' in text
    assert json.loads(get("/openapi.json").text) == contract.document
