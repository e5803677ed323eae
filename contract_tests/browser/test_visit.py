"""Tests that the browser session records page errors and requests to other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .visit import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RUN_INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "window.hasRun = true";
  document.body.append(script);
  return window.hasRun ?? false;
}"""


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<script>console.error('wrong')</script>", "error: wrong"),
        ("<script>console.warn('odd')</script>", "warning: odd"),
        ("<script>throw Error('thrown')</script>", "thrown"),
        ("<img src='http://192.0.2.1/x.png'>", "request to http://192.0.2.1/x.png"),
        ("<script>new WebSocket('ws://192.0.2.1/')</script>", "request to ws://192.0.2.1/"),
    ],
)
def test_a_visit_records_each_problem_of_a_page(html: str, problem: str, chromium: Browser) -> None:
    with visit(chromium, "about:blank") as opened:
        opened.page.goto(f"data:text/html,{quote(html)}", wait_until="commit")
        opened.page.wait_for_timeout(500)

    assert problem in opened.problems


def test_the_policy_of_the_reference_page_blocks_inline_scripts(
    mock: str, chromium: Browser
) -> None:
    with visit(chromium, mock) as opened:
        assert opened.problems == []
        assert not opened.page.evaluate(RUN_INLINE)
        opened.page.evaluate("fetch('http://192.0.2.1/').catch(() => null)")

    assert any("Executing inline script violates" in each for each in opened.problems)
    assert any("violates" in each and "connect-src" in each for each in opened.problems)
    assert not any(each.startswith("request to") for each in opened.problems)
