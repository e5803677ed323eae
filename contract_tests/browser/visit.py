"""Open web pages in Chromium. Record page errors, and requests that leave this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import field, frozen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

_LOCAL_HOSTS = frozenset({"127.0.0.1", None})
"""The hosts of allowed requests. `data:` and `file:` URLs have no host."""

_LIMIT = 10_000
"""The time limit of each step of a test, in milliseconds."""

# Chromium logs each response with an error status, also if the page expects the status.
_ERROR_STATUS = re.compile(r"Failed to load resource: the server responded with a status of [45]")

_ACCESSIBILITY = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}"""


@frozen
class Visit:
    """A page that is open in the browser, and the problems that the browser has reported.

    Attributes:
        page: The page, which Playwright controls.
        problems: Errors in the console, uncaught errors, and requests to other machines.
    """

    page: Page
    problems: list[str] = field(factory=list)

    def accessibility_problems(self, axe: str) -> list[str]:
        """Return the serious and critical problems that axe-core finds, with their elements."""
        self.page.evaluate(axe)
        found: list[str] = self.page.evaluate(_ACCESSIBILITY)
        return found

    def hidden_width(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(script))


@contextmanager
def visit(browser: Browser, url: str, width: int = 1280, **options: Any) -> Iterator[Visit]:
    """Open a URL in a new browser profile, and close the profile at the end.

    Args:
        browser: The running browser.
        url: The URL of the page.
        width: The width of the window in pixels.
        options: Other options of Playwright's `new_context`, such as `color_scheme`.
    """
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(_LIMIT)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = Visit(context.new_page())

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _ERROR_STATUS.match(message.text):
            opened.problems.append(f"{message.type}: {message.text}")

    def note_request(address: str) -> None:
        if urlsplit(address).hostname not in _LOCAL_HOSTS:
            opened.problems.append(f"request to {address}")

    opened.page.on("console", note_console)
    opened.page.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.page.on("websocket", lambda socket: note_request(socket.url))
    context.on("request", lambda request: note_request(request.url))
    try:
        opened.page.goto(url)
        yield opened
    finally:
        context.close()
