"""Tests of the HTML report: violations, rules, requests, and changes since another run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .. import command
from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.default_world import MEMBER, UNPERMITTED
from ..mock_server.variants import behaviour_with
from ..selftests.suite_process import TIMEOUT, read_verdict, run
from .visit import Visit

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Visit]
#: A fault for each rule that the faulty server violates.
FAULTS = {
    "scenarios.no_permission": "serves-without-permission",
    "pagination.past_the_end": "no-page-past-the-end",
    "errors.no_internals": "stack-traces",
}
RULES = ",".join([*FAULTS, "data.ids", "scenarios", "filters.exact"])
TOKENS = {"BITGO_ACCESS_TOKEN": MEMBER, "NO_PERMISSION_TOKEN": UNPERMITTED}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the suite against mock servers, and yield the folder with the reports.

    The servers are a correct one and one with several faults. A further server has a fault that
    violates many rules. The suite tests the correct server with and without the error scenarios in
    the target file.
    """
    folder = tmp_path_factory.mktemp("runs")
    with (
        serving(create_app(build_world(), behaviour_with(FAULTS.values()))) as faulty,
        serving(create_app(build_world())) as correct,
    ):
        targets = {
            "faulty": render_target(faulty),
            "correct": render_target(correct),
            "unscripted": render_target(correct).partition("[scenarios]")[0],
        }
        for name, text in targets.items():
            target = folder / f"{name}.toml"
            target.write_text(text, "utf-8")
            options = ("--target", target, "--report", folder / name, "--seed", 5)
            run(*options, "--rules", RULES)
        with serving(create_app(build_world(), behaviour_with(["byte-order-mark"]))) as broken:
            target = folder / "broken.toml"
            target.write_text(render_target(broken), "utf-8")
            run("--target", target, "--report", folder / "broken", "--seed", 5)
        yield folder


@pytest.fixture
def open_report(open_page: OpenPage, runs: Path) -> Callable[..., Visit]:
    """Return a function that opens the HTML report of a run of the server suite."""

    def open_file(name: str, **options: object) -> Visit:
        return open_page((runs / name / "report.html").as_uri(), **options)

    return open_file


def test_exactly_the_violated_rules_are_shown_with_their_requests(
    open_report: Callable[..., Visit], runs: Path
) -> None:
    page = open_report("faulty").page

    articles = page.locator("article")
    assert set(FAULTS) == set(articles.evaluate_all("all => all.map((a) => a.id)"))
    assert page.locator(".verdict").inner_text().startswith("The server violates 3 of ")
    sent = {
        rule["id"]: rule["operations"][0]["requests"]
        for rule in read_verdict(runs / "faulty")["rules"]
    }
    for name in FAULTS:
        page.locator(f"[id='{name}']").get_by_role("link", name="sent for this rule").click()
        assert page.locator("#count").inner_text().startswith(f"{len(sent[name])} of ")
        rows = page.locator("#request-table tbody tr")
        assert set(rows.locator("td:nth-child(5)").all_inner_texts()) == {name}
        assert rows.filter(has=page.locator(f"a[href='#{name}']")).count() >= 1
        named = rows.locator("td.url .soft").all_inner_texts()
        credentials = [f"({one['credential']})" for one in sent[name] if "credential" in one]
        assert sorted(map(str.strip, named)) == sorted(credentials)


def test_a_cause_is_stated_once_and_a_link_opens_each_rule_that_it_may_explain(
    open_report: Callable[..., Visit],
) -> None:
    page = open_report("broken").page

    causes = page.locator(".cause h3")
    assert causes.count() == 1
    assert "byte order mark" in causes.inner_text()
    rule = page.locator("[id='filters.exact']")
    assert rule.get_by_text("The suite expects").first.is_hidden()
    page.get_by_role("link", name="violation of filters.exact").click()
    # Chromium handles the change of the fragment after the click.
    rule.get_by_text("The suite expects").first.wait_for(state="visible")


def test_a_copied_command_repeats_the_response(open_report: Callable[..., Visit]) -> None:
    page = open_report("faulty").page
    article = page.locator("[id='scenarios.no_permission']")

    article.get_by_role("button", name="Copy the curl command of the request").click()

    copied = page.evaluate("navigator.clipboard.readText()")
    ended = subprocess.run(
        ["bash", "-c", copied],
        env={**os.environ, **TOKENS},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    assert shlex.split(copied)[0] == "curl"
    assert ended.stdout.startswith("HTTP/1.1 200 ")
    assert "networkBalances" in ended.stdout


def test_rules_without_scenarios_are_shown_as_not_checked(
    open_report: Callable[..., Visit],
) -> None:
    page = open_report("unscripted").page

    unchecked = page.locator(".tiles li.not-checked")
    assert "scenarios.no_permission" in "".join(unchecked.all_inner_texts())
    assert "the target file has no scenarios.no_permission.token" in unchecked.nth(1).inner_text()
    assert page.locator("article").count() == 0


def test_a_comparison_shows_what_broke(open_page: OpenPage, runs: Path, tmp_path: Path) -> None:
    old, new = (str(runs / name / "verdict.json") for name in ("correct", "faulty"))
    assert command.main(["compare", old, new, "--html", str(tmp_path)]) == 1

    page = open_page((tmp_path / "report.html").as_uri()).page

    changes = page.locator("section[aria-labelledby='changes']")
    assert changes.get_by_role("heading", name="Broken").count() == 1
    assert set(changes.locator("li code").all_inner_texts()) == set(FAULTS)
    changes.get_by_role("link", name="pagination.past_the_end").click()
    assert page.locator("article:target").get_attribute("id") == "pagination.past_the_end"


def test_requests_are_filtered_by_status_and_text(open_report: Callable[..., Visit]) -> None:
    page = open_report("correct").page

    page.locator("#status").select_option("404")
    statuses = page.locator("#request-table tbody td:first-child").all_inner_texts()
    assert set(statuses) == {"404"}
    page.get_by_label("Violations only").check()
    assert page.locator("#request-table tbody tr").count() == 0
    page.get_by_label("Violations only").uncheck()
    page.get_by_label("Text in the URL").fill("no such text")
    assert page.locator("#request-table tbody tr").count() == 0


def test_the_page_is_used_by_keyboard_alone(open_report: Callable[..., Visit]) -> None:
    page = open_report("faulty").page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"A", "BUTTON", "SUMMARY", "rule", "status", "text"} <= reached


@pytest.mark.parametrize("name", ["faulty", "correct", "unscripted", "broken"])
@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
)
def test_the_page_is_accessible_and_fits_the_window(
    open_report: Callable[..., Visit],
    axe: str,
    screenshot: Callable[[Visit, str], None],
    name: str,
    scheme: str,
    width: int,
) -> None:
    shown = open_report(name, color_scheme=scheme, width=width, bypass_csp=True)

    screenshot(shown, f"report-{name}-{scheme}-{width}")
    assert shown.hidden_width() == 0
    assert shown.accessibility_problems(axe) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_history_is_accessible_and_fits_the_window(
    open_page: OpenPage,
    axe: str,
    screenshot: Callable[[Visit, str], None],
    runs: Path,
    tmp_path: Path,
    scheme: str,
    width: int,
) -> None:
    assert command.main(["compare", str(runs), "--html", str(tmp_path)]) in (0, 1)

    url = (tmp_path / "history.html").as_uri()
    shown = open_page(url, color_scheme=scheme, width=width, bypass_csp=True)

    screenshot(shown, f"history-{scheme}-{width}")
    assert shown.page.locator("tbody tr").count() > len(FAULTS)
    assert shown.hidden_width() == 0
    assert shown.accessibility_problems(axe) == []


def test_a_link_opens_the_folded_part_around_its_target(
    open_report: Callable[..., Visit],
) -> None:
    page = open_report("faulty").page
    page.evaluate("document.querySelector('article details').id = 'folded'")
    page.evaluate("document.querySelector('#folded > :last-child').id = 'target'")

    page.evaluate("location.hash = '#target'")

    page.locator("#target").wait_for(state="visible")


def test_the_page_can_be_read_without_javascript(open_report: Callable[..., Visit]) -> None:
    page = open_report("faulty", java_script_enabled=False).page

    text = page.locator("main").inner_text()
    assert all(name in text for name in FAULTS)
    assert "The list of requests needs JavaScript." in text
    assert page.get_by_role("button", name=re.compile("Copy")).count() == 0


def test_the_printed_page_has_the_colours_of_each_outcome(
    open_report: Callable[..., Visit],
) -> None:
    page = open_report("unscripted").page
    colours = """all => all.map((each) => {
      const style = getComputedStyle(each);
      return [each.className, style.backgroundColor, style.printColorAdjust];
    })"""
    shown = page.locator(".pill").evaluate_all(colours)
    page.emulate_media(media="print")
    printed = page.locator(".pill").evaluate_all(colours)

    assert {name for name, *_ in printed} >= {"pill holds", "pill not-checked"}
    assert [each[:2] for each in printed] == [each[:2] for each in shown]
    assert {adjust for *_, adjust in printed} == {"exact"}


def test_the_printed_page_has_every_rule(open_report: Callable[..., Visit]) -> None:
    page = open_report("faulty").page
    page.emulate_media(media="print")

    assert page.locator(".filters").is_hidden()
    assert all(page.locator(f"[id='{name}']").is_visible() for name in FAULTS)
