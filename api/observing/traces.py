"""Traces by OpenTelemetry: request, act, block. Nothing is recorded unless a collector is named.

The request's span is FastAPI's own and takes up a W3C `traceparent`; within it each act has a span,
whose end says in which block of the ledger it stands. Without the extra `traces` and its settings
the calls here come to nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from dhow.errors import BadInputError
from dhow.ledger.types import Receipt

REQUESTS: Final[TelemetryConfig] = {
    "tracing": True,
    "metrics": False,  # those are Prometheus' here
    "logs": False,  # with a request's own values in them
    "operation_spans": False,
    "auto_configure": False,
}
"""What FastAPI records of a request: method, route, status and time."""

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_EXTRA: Final = "opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http, the extra `traces`"

Result = TypeVar("Result")


class ActSpan:
    """The span of one act."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def mined(self, receipt: Receipt[Any]) -> None:
        """The act stands in a block."""
        if self._span.is_recording():
            self._span.set_attribute("dhow.transaction", receipt.transaction_hash)
            self._span.set_attribute("dhow.block", receipt.block_number)
            self._span.set_attribute("dhow.gas_used", receipt.gas_used)
            self._span.add_event(
                "block", {"number": receipt.block_number, "timestamp": receipt.timestamp}
            )


@contextmanager
def act(name: str, key: str | None) -> Iterator[ActSpan]:
    """The span of an act, from its trial to its block.

    Args:
        name: the contract's function.
        key: under which the outbox knows it, for finding what was taken up after a restart.
    """
    tracer = trace.get_tracer("dhow")
    with tracer.start_as_current_span(
        f"act {name}", kind=SpanKind.PRODUCER, record_exception=False, set_status_on_exception=False
    ) as span:
        if span.is_recording() and key:
            span.set_attribute("dhow.outbox_key", key)
        try:
            yield ActSpan(span)
        except Exception as problem:
            # by its kind: the words may hold what a person wrote
            span.set_status(Status(StatusCode.ERROR, type(problem).__name__))
            raise


@contextmanager
def recorded(environment: Mapping[str, str]) -> Iterator[None]:
    """Send spans to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names; to nobody without it.

    Raises:
        BadInputError: a collector is named, and the extra is not installed.
    """
    if not any(environment.get(name) for name in _ENDPOINTS):
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise BadInputError(
            f"a collector of traces is named ({_ENDPOINTS[-1]}), and {error.name} is not "
            f"installed. Install {_EXTRA}, or leave that variable out."
        ) from error
    name = environment.get("OTEL_SERVICE_NAME", "dhow")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
