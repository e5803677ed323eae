"""Tests of the reference page: the contract, the form *Try it*, the code and recent requests."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .. import pointer
from ..contract import load
from .visit import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Visit]
CONTRACT = load()
(OPERATION,) = CONTRACT.operations
LANGUAGES = {"client": "Client", "httpx": "httpx", "curl": "curl", "fetch": "JavaScript"}
FILL_IN = """(values) => {
  for (const control of document.querySelectorAll(".control, .token")) {
    control.value = values[control.dataset.name ?? "token"] ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const examples = [...document.querySelectorAll(".code")];
  return Object.fromEntries(examples.map((each) => [each.dataset.key, each.textContent]));
}"""
SCRIPT_ERRORS = re.compile(r"(?:SyntaxError|NameError|TypeError|ReferenceError)")


def logged(mock: str) -> list[dict[str, Any]]:
    """Return the requests that the mock server has received."""
    found: list[dict[str, Any]] = httpx.get(f"{mock}/_mock/requests").json()
    return found


def presets(page: Page) -> list[str]:
    return page.locator(".preset option:not([hidden])").all_text_contents()


def fill_in(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.get_by_label(re.compile(f"^{name}\\b")).fill(value)


def send(page: Page) -> int:
    """Press *Send request* on the reference page, and return the status that the page shows."""
    with page.expect_response(lambda response: "/enterprises/" in response.url):
        page.get_by_role("button", name="Send request").click()
    page.locator(".answer").wait_for()
    return int(page.locator(".answer-status").inner_text().split()[0])


def test_each_scenario_of_the_form_gets_its_documented_status(
    mock: str, open_page: OpenPage
) -> None:
    page = open_page(mock).page
    seen = set()
    for label in presets(page):
        page.get_by_label(re.compile("^Scenario")).select_option(label=label)
        status = send(page)
        assert str(status) == label.split(" · ")[0], label

        body = json.loads(page.locator(".answer-body").inner_text())
        CONTRACT.validator(OPERATION.bodies[status]).validate(body)
        assert logged(mock)[-1]["status"] == status
        seen.add(status)
    assert seen == set(OPERATION.bodies) == {200, 400, 401, 403, 404, 500}


def test_the_form_offers_a_preset_for_each_error_scenario(mock: str, open_page: OpenPage) -> None:
    labels = presets(open_page(mock).page)

    for scenario in OPERATION.scenarios:
        prefix = f"{scenario.status} · "
        named = [label for label in labels if label.endswith(scenario.when)]
        assert named, scenario.name
        assert all(label.startswith(prefix) for label in named)


def test_the_form_offers_the_callers_by_role(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page
    statuses = {}
    for option in page.locator(".caller option:not([hidden])").all_text_contents():
        page.get_by_label(re.compile("^Caller")).select_option(label=option)
        statuses[option] = send(page)

    assert statuses == {
        "Member who may view the balances": 200,
        "Outsider: not a member of the enterprise": 401,
        "Member without permission to view balances": 403,
        "No token": 401,
    }


def test_the_response_shows_headers_and_exact_values(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page
    page.get_by_label(re.compile("^Caller")).select_option(label="No token")
    send(page)
    page.get_by_text("Headers", exact=True).click()
    assert "www-authenticate: Bearer" in page.locator(".answer-headers").inner_text()

    # A page that parsed the body and wrote it again would lose the number and the duplicate key.
    body = '{"a":12345678901234567890123456789012.50,"a":[],"b":"x: [1,2] \\" {","c":{"d":[1,{}]}}'
    script = [{"status": 200, "body": body}]
    httpx.post(f"{mock}/_mock/script", json=script).raise_for_status()
    page.get_by_label(re.compile("^Scenario")).select_option(index=0)
    send(page)
    shown = page.locator(".answer-body").inner_text()
    assert re.sub(r"\n *", "", shown).replace('": ', '":') == body
    assert shown.count("\n") == 10


def test_a_value_that_a_browser_cannot_send_is_named(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page
    for value, sentence in (("", "is required"), ("..", "cannot be .."), ("%2E", "cannot be")):
        fill_in(page, enterpriseId=value)
        page.get_by_role("button", name="Send request").click()
        assert sentence in page.get_by_role("alert").inner_text()
        assert focused_name(page) == "enterpriseId"
    assert logged(mock) == []


def test_a_response_that_ends_early_is_named(mock: str, chromium: Browser) -> None:
    with visit(chromium, mock) as opened:
        httpx.post(f"{mock}/_mock/script", json=[{"failure": "half-body"}]).raise_for_status()
        opened.page.get_by_role("button", name="Send request").click()
        opened.page.get_by_text("The browser received no complete response").wait_for()
        assert not opened.page.locator(".answer").is_visible()
        assert send(opened.page) == 200
        assert opened.page.get_by_role("alert").inner_text() == ""


def test_a_page_that_may_not_read_the_requests_says_why(mock: str, chromium: Browser) -> None:
    reads = []

    def refuse(route: Route) -> None:
        reads.append(route)
        route.fulfill(status=403, json={"error": "Only this machine may use the control API."})

    with visit(chromium, "about:blank") as opened:
        opened.page.route("**/_mock/requests*", refuse)
        opened.page.goto(mock)
        opened.page.get_by_text("Only this machine may use the control API.").wait_for()
        opened.page.wait_for_timeout(1500)
    assert len(reads) == 1


HOSTILE = 'it\'s "q" $HOME `id` \\ \\n é 🚀 <b> &a=b #% {x} [y] !'

FILLED_IN: dict[str, tuple[dict[str, str], int]] = {
    "a page": ({"pageNumber": "2", "pageSize": "7"}, 200),
    "filters": (
        {
            "connectionIds": "0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d",
            "partnerIds": "9a47e000-0000-4000-8000-00000000000a\n"
            "9a47e000-0000-4000-8000-00000000000b",
        },
        200,
    ),
    "hostile text": ({"partnerIds": HOSTILE}, 400),
    "a hostile path": ({"enterpriseId": f"a/b?{HOSTILE}"}, 400),
    "an unknown token": ({"Access token": "unknown"}, 401),
}


@pytest.mark.parametrize("case", FILLED_IN)
def test_each_code_example_sends_the_request_of_the_form_as_copied(
    case: str, mock: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(mock).page
    values, status = FILLED_IN[case]
    fill_in(page, **values)
    assert send(page) == status
    (expected,) = logged(mock)

    for key, label in LANGUAGES.items():
        page.get_by_role("tab", name=label).click()
        page.get_by_role("button", name="Copy code").click()
        page.get_by_text("Copied").wait_for()
        code = page.evaluate("navigator.clipboard.readText()")
        run = subprocess.run(
            command(key, code, tmp_path), capture_output=True, text=True, check=False, timeout=60
        )

        assert not SCRIPT_ERRORS.search(run.stderr), run.stderr
        if key == "client" and "InvalidArgumentError" in run.stderr:
            assert status == 400
            continue
        if key == "client":
            assert (run.returncode == 0) == (status == 200), run.stderr
        else:
            assert run.returncode == 0, run.stderr
            assert str(status) in run.stdout
        sent = logged(mock)[-1]
        assert sent["number"] > expected["number"]
        for part in ("method", "path", "status"):
            assert sent[part] == expected[part], key
        assert httpx.QueryParams(sent["query"]) == httpx.QueryParams(expected["query"]), key
        expected = sent


# The form removes surrounding blanks, and a line break ends a value: the texts have neither.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")
TEXTS = st.text(CHARACTERS).map("x{}x".format)
SPECIAL = f"x{string.punctuation} é🚀x"


def test_the_code_has_any_text_of_the_form(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page

    @settings(max_examples=100, deadline=None)
    @given(token=TEXTS, enterprise=TEXTS, number=TEXTS, connections=st.lists(TEXTS))
    @example(token=SPECIAL, enterprise=SPECIAL, number=SPECIAL, connections=[SPECIAL, SPECIAL])
    def check(token: str, enterprise: str, number: str, connections: list[str]) -> None:
        fields = {"token": token, "enterpriseId": enterprise, "pageNumber": number}
        values = fields | {"connectionIds": "\n".join(connections)}
        credential = f"Bearer {token}"
        code: dict[str, str] = page.evaluate(FILL_IN, values)
        query = [("pageNumber", number), *(("connectionIds", each) for each in connections)]

        *_, header, curl = shlex.split(code["curl"].replace("\\\n", ""))
        assert header == f"Authorization: {credential}"
        address, rest = code["fetch"].removeprefix("fetch(").split(", {\n", 1)
        fetch = json.loads(address)
        assert f'"Authorization": {json.dumps(credential, ensure_ascii=False)},\n' in rest
        for url in (curl, fetch):
            path, _, pairs = url.partition("?")
            assert unquote(path.split("/")[-3]) == enterprise
            assert parse_qsl(pairs) == query
        positional, named = arguments_of(code["httpx"], "request")
        assert unquote(positional[1].split("/")[-3]) == enterprise
        assert named["params"] == query
        assert named["headers"] == {"Authorization": credential}
        positional, named = arguments_of(code["client"], "sync")
        assert positional == [enterprise]
        assert arguments_of(code["client"], "Client")[0] == [token]
        assert named["page_number"] == number
        assert named.get("connection_ids", []) == connections

    check()


def arguments_of(code: str, function: str) -> tuple[list[Any], dict[str, Any]]:
    """Return the literal arguments of the only call of a function in Python code."""
    (call,) = (
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == function
    )
    named = {each.arg or "": each.value for each in call.keywords if each.arg != "client"}
    return (
        [ast.literal_eval(each) for each in call.args],
        {name: ast.literal_eval(value) for name, value in named.items()},
    )


def command(key: str, code: str, folder: Path) -> list[str]:
    """Return the command that runs a code example of the reference page."""
    if key == "curl":
        return ["sh", "-c", code]
    suffix, program = (".js", shutil.which("node")) if key == "fetch" else (".py", sys.executable)
    assert program, "Node.js is not installed"
    file = folder / f"example{suffix}"
    file.write_text(code, encoding="utf-8")
    return [program, str(file)]


def test_recent_requests_appear_as_they_come_in(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page
    rows = page.locator(".requests tbody tr")
    page.get_by_text("has received no request yet").wait_for()
    for number in (1, 2):
        httpx.get(f"{mock}/api/unknown?n={number}", headers={"user-agent": f"agent/{number}"})
        page.get_by_role("cell", name=f"agent/{number}").wait_for()
        time, status, request, agent, duration = rows.first.locator("td").all_inner_texts()
        assert re.fullmatch(r"\d\d:\d\d:\d\d", time)
        assert (status, agent) == ("404", f"agent/{number}")
        assert request == f"GET /api/unknown?n={number}"
        assert duration.endswith(" ms")
        assert rows.count() == number
    send(page)
    page.get_by_role("cell", name="Mozilla/5.0").wait_for()
    assert rows.count() == 3

    httpx.post(f"{mock}/_mock/reset", headers={"content-type": "application/json"})
    httpx.get(f"{mock}/api/unknown", headers={"user-agent": "after the reset"})
    page.get_by_role("cell", name="after the reset").wait_for()
    assert rows.count() == 1


def facts() -> Iterator[tuple[str, str]]:
    """Yield texts from the OpenAPI document that the page must show, each with a JSON Pointer."""
    document = CONTRACT.document
    for server in document["servers"]:
        yield from (("/servers", server["url"]), ("/servers", server["description"]))
    for key in ("title", "summary", "description", "version"):
        yield f"/info/{key}", document["info"][key]
    raw = pointer.resolve(document, OPERATION.pointer)
    yield OPERATION.pointer, OPERATION.method
    yield OPERATION.pointer, OPERATION.path
    for key in ("summary", "description"):
        yield f"{OPERATION.pointer}/{key}", raw[key]
    for node in raw["parameters"]:
        parameter = pointer.dereference(document, node)
        where = node["$ref"]
        yield where, parameter["name"]
        yield where, parameter["description"]
        yield from schema_facts(parameter["schema"], where)
        example = parameter["example"]
        yield from ((where, each) for each in ([example] if isinstance(example, str) else example))
    for status, node in raw["responses"].items():
        response = pointer.dereference(document, node)
        where = node["$ref"]
        yield where, status
        yield where, response["description"]
        for scenario in response.get("x-scenarios", {}).values():
            yield where, scenario["when"]
        media = response["content"]["application/json"]
        for example in media["examples"].values():
            yield where, example["summary"]
        yield from schema_facts(media["schema"], where)
    for scheme in document["components"]["securitySchemes"].values():
        yield "/components/securitySchemes", scheme["description"]


def schema_facts(schema: Any, where: str) -> Iterator[tuple[str, str]]:
    for node in (schema, pointer.dereference(CONTRACT.document, schema)):
        for key in ("description", "pattern", "default"):
            if key in node:
                yield where, str(node[key])
        for name, value in node.get("properties", {}).items():
            yield where, name
            yield from schema_facts(value, where)
        for key in ("items", "additionalProperties", "propertyNames"):
            if isinstance(node.get(key), dict):
                yield from schema_facts(node[key], where)


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_every_fact_of_the_document_is_in_view(
    script: bool, mock: str, open_page: OpenPage
) -> None:
    opened = open_page(mock, java_script_enabled=script)
    # The form repeats texts of the document, so only the rest of the page is searched.
    shown = plain(" ".join(opened.page.locator("header, .intro, .contract").all_inner_texts()))

    missing = [(where, text) for where, text in facts() if plain(text) not in shown]
    assert missing == []


def test_each_example_of_the_document_can_be_chosen(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock, java_script_enabled=False).page
    raw = pointer.resolve(CONTRACT.document, OPERATION.pointer)
    for status, node in raw["responses"].items():
        response = pointer.dereference(CONTRACT.document, node)
        section = page.locator(f"section[aria-labelledby='{OPERATION.id}-{status}']")
        for given_example in response["content"]["application/json"]["examples"].values():
            details = section.locator("details").filter(has_text=given_example["summary"])
            if details.get_attribute("open") is None:
                details.locator("summary").click()
            assert json.loads(details.locator("pre").inner_text()) == given_example["value"]


def test_without_javascript_the_page_says_what_is_missing(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock, java_script_enabled=False).page

    assert page.locator("noscript p").is_visible()
    assert not page.get_by_role("button", name="Send request").is_visible()
    assert not page.locator(".requests").is_visible()


def test_the_page_can_be_used_by_keyboard_alone(mock: str, open_page: OpenPage) -> None:
    page = open_page(mock).page
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    reach(page, "select.preset")
    page.keyboard.press("ArrowDown")  # the first error scenario
    reach(page, "#listClientBalances-enterpriseId")
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    assert page.locator(".answer-status").inner_text().startswith("400")

    reach(page, ".answer-headers summary")
    page.keyboard.press("Enter")
    assert page.locator(".answer-headers pre").is_visible()
    reach(page, "[role=tab]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "curl"
    page.keyboard.press("End")
    assert focused(page) == "JavaScript"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Client"
    reach(page, "button.copy")
    page.keyboard.press("Enter")
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("from bitgo_oes")


def focused_name(page: Page) -> str:
    """Return the name of the invalid field that has the focus."""
    selector = "document.activeElement.matches('[aria-invalid=true]')"
    assert page.evaluate(selector)
    name: str = page.evaluate("document.activeElement.dataset.name")
    return name


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text.strip()


def reach(page: Page, selector: str) -> None:
    """Press the tab key until an element has the focus, and check that the focus is visible."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"the tab key does not reach {selector}")


@pytest.mark.parametrize(
    ("width", "script"), [(320, True), (360, True), (768, True), (1280, True), (360, False)]
)
def test_no_width_needs_sideways_scrolling(
    width: int, script: bool, mock: str, open_page: OpenPage
) -> None:
    opened = open_page(mock, width=width, java_script_enabled=script)
    closed = opened.page.locator("details:not([open]) > summary:visible")
    for _ in range(closed.count()):
        closed.first.click()
    if script:
        send(opened.page)
        opened.page.locator(".requests tbody tr").first.wait_for()
    assert opened.hidden_width() == 0


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("light", {"color_scheme": "light"}),
        ("dark", {"color_scheme": "dark"}),
        ("narrow", {"color_scheme": "light", "width": 360, "has_touch": True}),
    ],
)
def test_axe_finds_nothing_serious(
    name: str,
    options: dict[str, Any],
    mock: str,
    open_page: OpenPage,
    axe: str,
    screenshot: Callable[[Visit, str], None],
) -> None:
    opened = open_page(mock, **options)
    screenshot(opened, f"reference-{name}")
    send(opened.page)
    opened.page.locator(".requests tbody tr").first.wait_for()
    assert opened.accessibility_problems(axe) == []
    opened.page.locator(".console").evaluate("element => element.scrollTo(0, 1e6)")
    screenshot(opened, f"reference-{name}-sent")
