"""Traces: from a request over its act to the block; and none where nobody asked for them."""

import asyncio
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.util._once import Once

from api.observing import traces
from dhow.errors import BadInputError
from tests.support.api import EXPORTER, Network, commercial_invoice, open_network
from tests.support.operations import let_the_lease_end, run_what_was_left, runner_of

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is recorded, by a provider of this test's alone."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    monkeypatch.setattr(trace, "_TRACER_PROVIDER_SET_ONCE", Once())
    yield exporter
    provider.shutdown()


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def test_an_acts_span_is_within_its_requests_and_names_the_block(
    network: Network, spans: InMemorySpanExporter
) -> None:
    network.token(EXPORTER)
    spans.clear()
    made = network.send(
        "POST",
        "/documents",
        EXPORTER,
        json={"document": commercial_invoice("TRACED")},
        headers={"traceparent": PARENT},
    ).json()
    found = {each.name: each for each in spans.get_finished_spans()}
    request, act = found["POST /documents"], found["act register"]
    assert f"{request.context.trace_id:032x}" == TRACE
    assert act.context.trace_id == request.context.trace_id
    assert act.attributes is not None
    assert act.attributes["dhow.transaction"] == made["receipt"]["transaction"]
    assert act.attributes["dhow.block"] == made["receipt"]["block"]
    assert [event.name for event in act.events] == ["block"]


def links_of(span: ReadableSpan) -> set[int]:
    return {link.context.span_id for link in span.links}


def test_an_act_and_its_block_link_to_each_other(
    network: Network, spans: InMemorySpanExporter
) -> None:
    network.token(EXPORTER)
    spans.clear()
    body = {"document": commercial_invoice("LINKED")}
    made = network.post("/documents", EXPORTER, body)
    found = {each.name: each for each in spans.get_finished_spans()}
    act, block = found["act register"], found["block"]
    assert block.parent is not None
    assert links_of(act) == {block.context.span_id}
    assert links_of(block) == {act.context.span_id}
    assert block.parent.span_id == act.context.span_id
    assert block.attributes is not None
    assert block.attributes["dhow.block"] == made["receipt"]["block"]


def test_the_block_of_an_act_taken_up_after_a_crash_is_in_the_trace_that_had_it_accepted(
    network: Network, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.token(EXPORTER)
    spans.clear()
    headers = {"Idempotency-Key": '"crashed"', "Prefer": "respond-async"}
    body = {"document": commercial_invoice("CRASHED")}

    def died(_: object) -> None:
        raise ZeroDivisionError  # accepted, and the process came no further

    with monkeypatch.context() as crash:
        crash.setattr(network.context.sender.node, "send", died)
        told = network.send("POST", "/documents", EXPORTER, json=body, headers=headers).json()
        network.run(until_idle(network))
    first = next(each for each in spans.get_finished_spans() if each.name == "act register")
    assert not first.links
    spans.clear()

    let_the_lease_end(network, told["id"])
    assert run_what_was_left(network) == 1
    ended = network.get(f"/operations/{told['id']}", EXPORTER)
    assert (ended["state"], ended["answer"]["standing"]) == ("done", "REGISTERED")
    found = {each.name: each for each in spans.get_finished_spans()}
    again, block = found["act register"], found["block"]
    assert again.context.trace_id != first.context.trace_id
    assert block.context.trace_id == first.context.trace_id
    assert block.parent is not None
    assert block.parent.span_id == first.context.span_id
    assert links_of(block) == {again.context.span_id}
    assert links_of(again) == {block.context.span_id}


async def until_idle(network: Network) -> None:
    while runner_of(network).running:
        await asyncio.sleep(0.01)


def test_a_refused_acts_span_says_so_without_words(
    network: Network, spans: InMemorySpanExporter
) -> None:
    network.refused("/users", EXPORTER, {"name": "checker2", "duty": "maker", "password": "x" * 7})
    body = {"document": commercial_invoice("TWICE")}
    network.post("/documents", EXPORTER, body)
    spans.clear()
    network.refused(f"/documents/0x{'0f' * 32}/revocation", EXPORTER, {"reason": "jane.doe"})
    network.refused("/documents", EXPORTER, body)
    for span in spans.get_finished_spans():
        written = f"{span.attributes} {span.status.description} {span.events}"
        assert "jane" not in written


def test_without_a_collector_nothing_is_recorded(network: Network) -> None:
    network.post("/documents", EXPORTER, {"document": commercial_invoice("UNTRACED")})
    with traces.act("register", "key") as span:
        assert not span._span.is_recording()
    with traces.recorded({}):
        assert not trace.get_current_span().is_recording()


def test_a_collector_without_the_extra_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with (
        pytest.raises(BadInputError, match="extra `traces`"),
        traces.recorded({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}),
    ):
        pass
