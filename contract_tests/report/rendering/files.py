"""Write the report files of a run: an HTML page, JUnit XML, a Markdown summary and a badge."""

from __future__ import annotations

from pathlib import Path

from ...contract import Json
from ..atomic_write import write_atomically
from . import badge, junit, markdown
from .comparison import Comparison

PAGE, JUNIT, SUMMARY, BADGE = "report.html", "junit.xml", "summary.md", "badge.svg"
RENDERED = (PAGE, JUNIT, SUMMARY, BADGE)


def render_all(verdict: Json, folder: Path) -> None:
    """Write the HTML page, JUnit XML, Markdown summary and badge of a verdict to a folder."""
    write_page(verdict, folder)
    write_atomically(folder / JUNIT, junit.render(verdict))
    write_atomically(folder / SUMMARY, markdown.summary(verdict))
    write_atomically(folder / BADGE, badge.render(verdict))


def write_page(verdict: Json, folder: Path, changes: Comparison | None = None) -> Path:
    """Write the HTML page of a verdict to a folder, and return the path of the page.

    The page also shows `changes`, which compare the verdict with an older verdict.
    """
    from .page import report_page  # imported late, because jinja2 takes time to import

    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / PAGE, report_page(verdict, changes))
    return folder / PAGE
