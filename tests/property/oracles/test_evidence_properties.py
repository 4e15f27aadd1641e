"""What must hold of evidence whatever the figures, the order and up to f faulty nodes."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dhow.trade.oracles.merkle import merkle_proof, merkle_root, proves
from dhow.trade.oracles.policy import USP_REFRIGERATED, judge, judge_figures
from dhow.trade.oracles.reports import Report, TemperatureReport
from dhow.trade.oracles.temperature import (
    ProbeReading,
    longest_gap_seconds,
    mean_kinetic_milli_c_half_even,
    summarise,
)
from oracles.network import NoQuorum, OracleNetwork, SignedReport, development_keys
from oracles.nodes.faulty import LyingNode, SilentNode
from oracles.nodes.node import OracleNode
from tests.support.voyages import DOMAIN, MANGO_RECORD, SUBJECT, Voyage

MILLI_C = st.integers(-80_000, 85_000)


@given(st.lists(MILLI_C, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_mean_kinetic_lies_between_mean_and_maximum_in_any_order(values, random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    result = mean_kinetic_milli_c_half_even(values)
    assert result == mean_kinetic_milli_c_half_even(shuffled)
    assert sum(values) / len(values) - 1 <= result <= max(values)


@given(st.lists(MILLI_C, min_size=1, max_size=20), st.integers(0, 19), st.integers(1, 10_000))
def test_a_warmer_reading_never_lowers_the_mean_kinetic_temperature(values, index, more) -> None:
    warmer = list(values)
    warmer[index % len(values)] += more
    assert mean_kinetic_milli_c_half_even(warmer) >= mean_kinetic_milli_c_half_even(values)


@given(
    st.lists(
        st.tuples(st.integers(2_000, 8_000), st.integers(-500, 500), MILLI_C),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 3),
)
def test_one_probe_never_moves_the_figures_beyond_the_other_two(instants, bad_probe) -> None:
    good = [probe for probe in (1, 2, 3) if probe != bad_probe]
    readings = []
    for step, (value, apart, bad) in enumerate(instants):
        readings += [
            ProbeReading(step * 900, good[0], value),
            ProbeReading(step * 900, good[1], value + apart),
            ProbeReading(step * 900, bad_probe, bad),
        ]
    summary = summarise(readings, 0, len(instants) * 900)
    assert summary.void_times == ()
    assert summary.minimum_milli_c is not None
    assert summary.maximum_milli_c is not None
    assert summary.minimum_milli_c >= min(min(v, v + a) for v, a, _ in instants)
    assert summary.maximum_milli_c <= max(max(v, v + a) for v, a, _ in instants)


@given(st.sets(st.integers(0, 10_000), max_size=40))
def test_longest_gap_is_the_longest_and_leaving_out_never_shortens_it(times) -> None:
    gap = longest_gap_seconds(times, 0, 10_000)
    assert gap == max(b - a for a, b in pairwise(sorted({0, 10_000, *times})))
    for time in list(times)[:5]:
        assert longest_gap_seconds(times - {time}, 0, 10_000) >= gap


@given(st.lists(st.one_of(st.none(), st.integers(1_500, 16_000)), min_size=2, max_size=60))
def test_figures_of_a_report_give_the_verdict_of_its_readings(values) -> None:
    # Three-hourly: several days, so that the mean kinetic window moves.
    policy = replace(USP_REFRIGERATED, interval_seconds=10_800, allowed_gap_seconds=21_600)
    readings = [
        ProbeReading(step * 10_800, probe, value)
        for step, value in enumerate(values)
        if value is not None
        for probe in (1, 2, 3)
    ]
    summary = policy.summarise(readings, 0, (len(values) - 1) * 10_800)
    if summary.minimum_milli_c is None:
        return
    assert summary.maximum_milli_c is not None
    assert summary.mean_kinetic_milli_c is not None
    by_figures = judge_figures(
        policy,
        minimum_milli_c=summary.minimum_milli_c,
        maximum_milli_c=summary.maximum_milli_c,
        mean_kinetic_milli_c=summary.mean_kinetic_milli_c,
        longest_gap_seconds=summary.longest_gap_seconds,
    )
    assert by_figures.verdict is judge(policy, summary).verdict


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_merkle_proofs_prove_and_only_what_is_there(items, data) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    root, proof = merkle_root(items), merkle_proof(items, index)
    assert proves(root, items[index], index, len(items), proof)
    assert not proves(root, items[index] + b"x", index, len(items), proof)


def bent(amount: int):
    def lie(report: Report) -> Report:
        assert isinstance(report, TemperatureReport)
        return replace(report, maximum_milli_c=report.maximum_milli_c + amount)

    return lie


def with_faulty(voyage: Voyage, faulty: dict[int, int | None]) -> OracleNetwork:
    """The network with liars (by how much) or silent nodes (`None`) at these indices."""
    keys = development_keys(1, voyage.size)
    nodes: list[OracleNode | LyingNode | SilentNode] = []
    for index, node in enumerate(voyage.network.nodes):
        assert isinstance(node, OracleNode)
        if index not in faulty:
            nodes.append(node)
        elif (amount := faulty[index]) is None:
            nodes.append(SilentNode(index, keys[index]))
        else:
            nodes.append(LyingNode(node, keys[index], DOMAIN, bent(amount)))
    return OracleNetwork(nodes, DOMAIN, 1)


_SHORT = Voyage()
_READINGS = _SHORT.signed_next(_SHORT.readings()[:30], probe=0, milli_c=0)
_FAULT = st.one_of(st.none(), st.integers(-5_000, 5_000).filter(bool))


def faults_of(size: int, most: int):
    return st.dictionaries(st.integers(0, size - 1), _FAULT, max_size=most)


@settings(max_examples=20)
@given(st.sampled_from([4, 7]).flatmap(lambda n: st.tuples(st.just(n), faults_of(n, (n - 1) // 3))))
def test_up_to_f_faulty_nodes_change_nothing(case) -> None:
    size, faulty = case
    honest = Voyage(size=size).network.attest_temperature(SUBJECT, MANGO_RECORD, _READINGS)
    outcome = with_faulty(Voyage(size=size), faulty).attest_temperature(
        SUBJECT, MANGO_RECORD, _READINGS
    )
    assert isinstance(honest, SignedReport)
    assert isinstance(outcome, SignedReport)
    assert outcome.report == honest.report
    assert outcome.signer_bitmap.bit_count() == 2 * ((size - 1) // 3) + 1
    assert {refusal.node for refusal in outcome.dissent} == set(faulty)


@settings(max_examples=20)
@given(faults_of(4, 1), st.integers(1, 9), st.integers(1, 9))
def test_two_conflicting_reports_never_both_have_a_quorum(faulty, first, second) -> None:
    # Two histories signed by one device, each asked for once, whatever one node does.
    network = with_faulty(Voyage(), faulty)
    outcomes = [
        network.attest_temperature(
            SUBJECT, MANGO_RECORD, _SHORT.signed_next(_READINGS[: 3 + 3 * steps], 0, 0)
        )
        for steps in (first, second)
    ]
    signed = {o.evidence_id for o in outcomes if isinstance(o, SignedReport)}
    assert len(signed) == 1


@settings(max_examples=10)
@given(st.integers(1, 5_000), st.integers(0, 3), st.integers(0, 3))
def test_more_than_f_liars_stop_a_report_but_do_not_make_one_alone(amount, a, b) -> None:
    # Two liars of four who agree: no quorum for truth or lie.
    if a == b:
        return
    outcome = with_faulty(Voyage(), {a: amount, b: amount}).attest_temperature(
        SUBJECT, MANGO_RECORD, _READINGS
    )
    assert isinstance(outcome, NoQuorum)
    assert outcome.agreeing == 2
