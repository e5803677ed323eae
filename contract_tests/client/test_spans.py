"""Tests of the OpenTelemetry spans of calls."""

from __future__ import annotations

import httpx
import pytest
from bitgo_oes import errors
from bitgo_oes._transport import tracing
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from .calls import Form, client_factory, outcomes
from .document import OPERATION
from .generated_arguments import required
from .token_echo import TOKEN, assert_not_shown

each_form = pytest.mark.parametrize("form", Form)


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    monkeypatch.setattr(tracing, "_tracer", lambda: provider.get_tracer("tests"))
    return exported


def assert_shows_no_token(span: ReadableSpan) -> None:
    assert_not_shown(span.to_json())


@each_form
@pytest.mark.parametrize(("status", "sent"), [(404, 1), (503, 2)])
def test_a_call_is_one_span_with_any_number_of_retries(
    exporter: InMemorySpanExporter, form: Form, status: int, sent: int
) -> None:
    headers = {"Retry-After": "0"}
    client = client_factory(
        lambda _: httpx.Response(status, json={"error": TOKEN}, headers=headers),
        token=TOKEN,
        max_retries=1,
    )

    outcomes(form, OPERATION, client, [required(OPERATION)])

    (span,) = exporter.get_finished_spans()
    attributes = dict(span.attributes or {})
    assert (span.name, span.kind) == (f"GET {OPERATION.path}", SpanKind.CLIENT)
    assert attributes["http.response.status_code"] == status
    assert attributes["http.request.resend_count"] == sent - 1
    assert attributes["server.address"] == "api.test"
    assert attributes["url.template"] == OPERATION.path
    assert span.status.status_code is StatusCode.ERROR
    assert_shows_no_token(span)


@each_form
def test_a_call_without_a_response_is_a_span_with_its_error(
    exporter: InMemorySpanExporter, form: Form
) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way with {request.headers['authorization']}")

    client = client_factory(broken, token=TOKEN, max_retries=0)
    (error,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert isinstance(error, errors.TransportError)
    (span,) = exporter.get_finished_spans()
    assert dict(span.attributes or {})["error.type"] == "TransportError"
    assert_shows_no_token(span)


def test_a_call_is_not_traced_if_the_variable_for_the_tracer_provider_is_invalid(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_PYTHON_TRACER_PROVIDER", "missing")
    monkeypatch.setattr(tracing, "_tracer", tracing._tracer.__wrapped__)
    caplog.set_level("WARNING", "bitgo_oes")

    client = client_factory(lambda _: httpx.Response(404, json={}))
    (error,) = outcomes(Form.SYNC, OPERATION, client, [required(OPERATION)])

    assert isinstance(error, errors.NotFoundError)
    assert "OpenTelemetry" in caplog.text
