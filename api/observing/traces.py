"""Traces by OpenTelemetry: request, act, block. Nothing is recorded unless a collector is named.

The request's span is FastAPI's own and takes up a W3C `traceparent`; within it each act has a span,
which links to the span of the block that took it. That one belongs to the span in which the act was
accepted, whose context the outbox keeps: where a process dies after that, whoever takes the request
up again closes its trace. Without the extra `traces` and its settings the calls here come to
nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

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
_W3C: Final = TraceContextTextMapPropagator()
_EXTRA: Final = "opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http, the extra `traces`"

Result = TypeVar("Result")


class ActSpan:
    """The span of one act."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def is_recorded(self) -> bool:
        """Whether anybody will read it."""
        return self._span.is_recording()

    @property
    def traceparent(self) -> str | None:
        """Its W3C trace context; None where it is not recorded."""
        if not self.is_recorded:
            return None
        carrier: dict[str, str] = {}
        _W3C.inject(carrier, trace.set_span_in_context(self._span))
        return carrier.get("traceparent")

    def mined(self, receipt: Receipt[Any], *, accepted_in: str | None = None) -> None:
        """The act stands in a block, whose span and this one link to each other.

        Args:
            receipt: of its transaction.
            accepted_in: trace context of the span in which it was accepted; None: this one.
        """
        if not self.is_recorded:
            return
        self._span.set_attribute("dhow.transaction", receipt.transaction_hash)
        self._span.set_attribute("dhow.block", receipt.block_number)
        self._span.set_attribute("dhow.gas_used", receipt.gas_used)
        self._span.add_event(
            "block", {"number": receipt.block_number, "timestamp": receipt.timestamp}
        )
        here = trace.set_span_in_context(self._span)
        block = trace.get_tracer("dhow").start_span(
            "block",
            _W3C.extract({"traceparent": accepted_in}, here) if accepted_in else here,
            kind=SpanKind.CONSUMER,
            links=[Link(self._span.get_span_context())],
            attributes={
                "dhow.block": receipt.block_number,
                "dhow.transaction": receipt.transaction_hash,
            },
        )
        self._span.add_link(block.get_span_context())
        block.end()


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
