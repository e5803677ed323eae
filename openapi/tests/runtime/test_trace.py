"""A call is a span, where somebody traces calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from openapi.tests.inputs import CONTRACT
from openapi.tests.test_client import module, operation

TOKEN = "token-not-to-be-traced"


@pytest.fixture
def exporter(
    package: Callable[[Path], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> InMemorySpanExporter:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    trace = module(package(CONTRACT), "_transport.tracing")
    monkeypatch.setattr(trace, "_tracer", lambda: provider.get_tracer("tests"))
    return exported


@pytest.mark.parametrize("form", ["sync_detailed", "asyncio_detailed"])
@pytest.mark.parametrize(("status", "sent"), [(404, 1), (503, 2)])
def test_a_call_is_one_span_however_often_it_is_sent(
    package: Callable[[Path], ModuleType],
    exporter: InMemorySpanExporter,
    form: str,
    status: int,
    sent: int,
) -> None:
    oes: Any = package(CONTRACT)
    headers = {"Retry-After": "0"}
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, json={"error": TOKEN}, headers=headers)
    )
    client = oes.Client(TOKEN, transport=transport, async_transport=transport, max_retries=1)

    result = getattr(operation(oes), form)("e-1", client=client)
    if form.startswith("async"):
        asyncio.run(result)

    (span,) = exporter.get_finished_spans()
    attributes = dict(span.attributes or {})
    path = "/api/network/v1/enterprises/{enterpriseId}/clients/balances"
    assert (span.name, span.kind) == (f"GET {path}", SpanKind.CLIENT)
    assert attributes["http.response.status_code"] == status
    assert attributes["http.request.resend_count"] == sent - 1
    assert attributes["server.address"] == "app.bitgo-test.com"
    assert attributes["url.template"] == path
    assert span.status.status_code is StatusCode.ERROR
    assert TOKEN not in shown(span)


def test_a_call_without_an_answer_is_a_span_with_its_error(
    package: Callable[[Path], ModuleType], exporter: InMemorySpanExporter
) -> None:
    oes: Any = package(CONTRACT)

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way with {request.headers['Authorization']}")

    client = oes.Client(TOKEN, transport=httpx.MockTransport(broken), max_retries=0)
    with pytest.raises(module(oes, "errors").TransportError):
        operation(oes).sync("e-1", client=client)

    (span,) = exporter.get_finished_spans()
    assert dict(span.attributes or {})["error.type"] == "TransportError"
    assert TOKEN not in shown(span)


def shown(span: ReadableSpan) -> str:
    return str(span.to_json())
