"""Find Chromium on this machine, and determine the options that start Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class ChromiumNotFoundError(Exception):
    """The error for a machine without Chromium. The message says how to install Chromium."""


def find_chromium(playwright_path: str = "") -> Path:
    """Return the path of Chromium, Chrome, or the Chromium that Playwright has installed.

    The environment variable `CHROMIUM`, a path or the name of a program, takes precedence.

    Args:
        playwright_path: The path at which Playwright installs its Chromium, if it is known.

    Raises:
        ChromiumNotFoundError: If there is no such program.
    """
    chosen = os.environ.get("CHROMIUM")
    for name in (chosen,) if chosen else (*_NAMES, *_PATHS, playwright_path or _playwright_path()):
        found = shutil.which(name)
        if found:
            return Path(found)
    subject = f"CHROMIUM={chosen} is not a program" if chosen else "Chromium was not found"
    raise ChromiumNotFoundError(
        f"{subject}: install it with `apt-get install chromium`, or on other systems with "
        "`python -m playwright install chromium`; the variable CHROMIUM can name its path."
    )


def launch_options(chromium: Path) -> dict[str, Any]:
    """Return the arguments of Playwright's `launch` that start Chromium without network access."""
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    # The sandbox of Chromium cannot be used by root.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {"executable_path": chromium, "args": arguments}


def _playwright_path() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
