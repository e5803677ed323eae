"""Render the reference page as HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from ..contract import Contract
from ..installation import MOCK
from ..mock_server.world import World
from .inputs import inputs_of
from .operation_view import view_operation

# With `html: False`, HTML in a description is shown as text.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def render(contract: Contract, base_url: str, world: World | None) -> str:
    """Return the HTML of the reference page.

    Args:
        contract: The contract that the page shows.
        base_url: The URL of the mock server.
        world: The data of the mock server, whose tokens and ids the page offers, or None to offer
            no tokens and ids.
    """
    operations = [
        (view_operation(contract, operation), inputs_of(contract, operation, world))
        for operation in contract.operations
    ]
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            info=contract.document["info"],
            servers=contract.document.get("servers", []),
            operations=operations,
            base_url=base_url,
            local=world is not None,
            mock=MOCK,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = _to_html
    environment.filters["inline_markdown"] = _to_inline_html
    return environment


def _to_html(text: str) -> Markup:
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - the renderer escapes the text


def _to_inline_html(text: str) -> Markup:
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704 - the renderer escapes the text
