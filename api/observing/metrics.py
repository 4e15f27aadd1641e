"""Metrics in Prometheus' format: of requests as they pass, of the rest when it is asked for.

Labels are route templates, statuses and names of the program's own, never an id, a path or a name
of a person: their number stays small, and nothing in them is anybody's secret.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0, generate_latest
from prometheus_client.registry import Collector

from api.context import ApiContext
from dhow.errors import DhowError

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_1_0_0
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
NO_ROUTE: Final = "(none)"

_log = logging.getLogger("dhow.api.metrics")


class Metrics:
    """One application's metrics."""

    def __init__(self, context: ApiContext) -> None:
        """Begin at nothing."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "dhow_http_requests",
            "Requests answered, by the route's template",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "dhow_http_request_seconds",
            "Seconds from a request's arrival to the end of its answer",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._refusals = Counter(
            "dhow_refusals",
            "Requests refused, by the contract's error or the problem's code, and the rule",
            ("error", "rule"),
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_Standing(context))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route or NO_ROUTE, str(status)).inc()
        self._seconds.labels(method, route or NO_ROUTE).observe(seconds)

    def refused(self, error: str, rule: str) -> None:
        """A request was refused."""
        self._refusals.labels(error, rule).inc()

    def exposition(self) -> bytes:
        """All of it as text; what cannot be asked just now is left out."""
        return generate_latest(self._registry)


class _Standing(Collector):
    """How things stand: asked of ledger, store and workers at each scrape."""

    def __init__(self, context: ApiContext) -> None:
        self._context = context

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not ask the ledger."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Each part by itself, so that one which fails hides no other."""
        for part in (self._ledger, self._outbox, self._audit, self._workers):
            yield from self._asked(part)

    def _asked(self, part: Callable[[], Iterable[Metric]]) -> list[Metric]:
        with suppress(DhowError):
            return list(part())
        _log.warning("%s cannot be asked for its metrics now", part.__name__.strip("_"))
        return []

    def _ledger(self) -> Iterator[Metric]:
        head = self._context.ledger.block_number()
        lag = self._context.follower.lag()
        yield _gauge("dhow_chain_head_block", "Number of the chain's newest block", head)
        yield _gauge("dhow_follower_block", "Newest block in the tables", max(head - lag, 0))
        yield _gauge("dhow_follower_lag_blocks", "Blocks the tables are behind the chain", lag)

    def _outbox(self) -> Iterator[Metric]:
        with self._context.store.read() as work:
            queue = work.observing.outbox()
            webhooks = work.observing.webhooks_waiting()
        yield _gauge("dhow_outbox_open", "Commands accepted and not settled", queue.open)
        age = max(self._context.tokens.now() - queue.oldest, 0) if queue.oldest else 0
        yield _gauge("dhow_outbox_oldest_seconds", "Age of the oldest open command", age)
        yield _gauge("dhow_outbox_keys_suspended", "Sending keys suspended", queue.suspended)
        yield _gauge("dhow_outbox_keys_in_trouble", "Sending keys in trouble", queue.in_trouble)
        yield _gauge("dhow_webhook_deliveries_waiting", "Webhook deliveries not made", webhooks)

    def _audit(self) -> Iterator[Metric]:
        with self._context.store.read() as work:
            heads = work.audit.system_heads()
            anchored = work.audit.system_last_anchors()
        lines = sum(number for number, _ in heads.values())
        open_ = sum(max(number - anchored.get(org, 0), 0) for org, (number, _) in heads.items())
        yield _gauge("dhow_audit_lines", "Lines of the audit logs", lines)
        yield _gauge("dhow_audit_lines_unanchored", "Lines behind the last anchored one", open_)

    def _workers(self) -> Iterator[Metric]:
        failing = self._context.background.failures()
        family = GaugeMetricFamily(
            "dhow_worker_failing", "1 for a background worker that failed last", labels=("worker",)
        )
        for name in sorted(failing):
            family.add_metric((name,), 1)
        yield family


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
