"""A span of OpenTelemetry for each call, if its API is installed.

Names and attributes are those of the semantic conventions for HTTP clients.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any

import httpx

from .._about import __version__


class Span:
    """What is known of a call, for whoever traces it."""

    __slots__ = ("_span",)

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def set(self, name: str, value: str | int) -> None:
        """Set an attribute."""
        if self._span is not None:
            self._span.set_attribute(name, value)

    def fail(self, error: BaseException) -> None:
        """Say that the call failed, and of what kind the error is."""
        if self._span is not None:
            self._span.set_attribute("error.type", type(error).__qualname__)
            status = import_module("opentelemetry.trace")
            self._span.set_status(status.Status(status.StatusCode.ERROR, str(error)))


@contextmanager
def span(method: str, path: str, base_url: str) -> Generator[Span]:
    """Trace what is done under `with`."""
    tracer = _tracer()
    if tracer is None:
        yield Span()
        return
    trace = import_module("opentelemetry.trace")
    url = httpx.URL(base_url)
    attributes: dict[str, str | int] = {
        "http.request.method": method,
        "url.template": path,
        "server.address": url.host,
        "server.port": url.port or (443 if url.scheme == "https" else 80),
    }
    with tracer.start_as_current_span(
        f"{method} {path}",
        kind=trace.SpanKind.CLIENT,
        attributes=attributes,
        record_exception=False,  # its traceback would go with it
        set_status_on_exception=False,
    ) as started:
        seen = Span(started)
        try:
            yield seen
        except BaseException as error:
            seen.fail(error)
            raise


@lru_cache(maxsize=1)
def _tracer() -> Any:
    try:
        trace = import_module("opentelemetry.trace")
    except ImportError:
        return None
    return trace.get_tracer("bitgo_oes", __version__)
