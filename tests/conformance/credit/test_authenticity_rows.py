"""G05: a certificate of evidence that is not what a quorum signed counts as not presented.

Certificates here are made by the oracle network from its own signed reports; each row alters one.
"""

from dataclasses import replace

import pytest

from dhow.trade.credit.examination.authenticity import agreed_record
from dhow.trade.documents import TemperatureCertificate
from oracles.certificates import temperature_certificate
from oracles.devices.samples import JUICE_CONTAINER
from tests.support import base_credit as bc
from tests.support.base_credit import Json
from tests.support.certified import PAPER, certified, examined, on_ledger, signed
from tests.support.voyages import MANGO_RECORD

ELSEWHERE = "0x" + "77" * 32


def certificate() -> Json:
    fields = temperature_certificate(signed()[0], MANGO_RECORD, **PAPER).as_dict()
    return {name: value for name, value in fields.items() if name != "kind"}


def test_certificates_of_signed_reports_are_authentic() -> None:
    report = examined(certified())
    assert report.complying, report.words()
    assert "authentic_evidence" not in {each.rule for each in report.observations}


def test_certificates_are_as_authentic_on_paper() -> None:
    assert examined(certified(rules="UCP")).complying


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("evidence_id", "0x" + "33" * 32),
        ("subject", ELSEWHERE),
        ("policy", ELSEWHERE),
        ("from_time", "2026-05-09T23:00:00Z"),
        ("until_time", "2026-05-17T00:00:00Z"),
        ("minimum_milli_c", 9_000),
        ("maximum_milli_c", 11_000),
        ("mean_kinetic_milli_c", 9_990),
        ("readings", 9_999),
        ("longest_gap_seconds", 60),
        ("readings_root", ELSEWHERE),
    ],
)
def test_attack_alter_a_figure_of_the_temperature_certificate(field: str, value: object) -> None:
    report = examined(certified({field: value}))
    found = [each for each in report.findings if each.rule == "authentic_evidence"]
    assert [(each.code.value, each.article, each.field) for each in found] == [
        ("NOT_PRESENTED", "eUCP art. e6(f)", field)
    ]
    assert "counts as not presented" in found[0].words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("container", JUICE_CONTAINER),
        ("container", None),
        ("record_terms", None),
        ("limits", {"minimum_milli_c": 8_000, "maximum_milli_c": 13_000}),
        (
            "limits",
            {
                "minimum_milli_c": 8_000,
                "maximum_milli_c": 14_000,
                "mean_kinetic_maximum_milli_c": 12_000,
                "longest_gap_seconds": 3_600,
            },
        ),
        (
            "record_terms",
            {
                "maximum_milli_c": 13_000,
                "interval_seconds": 900,
                "combination": "MEDIAN",
                "tolerance_milli_c": 2_999,
            },
        ),
        (
            "record_terms",
            {
                "maximum_milli_c": 13_000,
                "interval_seconds": 900,
                "combination": "KINDEST",
                "tolerance_milli_c": 3_000,
            },
        ),
    ],
    ids=[
        "another-container",
        "no-container",
        "no-terms",
        "no-gap-limit",
        "other-limits",
        "other-tolerance",
        "unknown-combination",
    ],
)
def test_attack_alter_what_only_the_policy_hash_holds(field: str, value: object) -> None:
    report = examined(certified({field: value}))
    found = [each.field for each in report.findings if each.rule == "authentic_evidence"]
    assert found == ["record_terms"]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("evidence_id", "0x" + "44" * 32, "evidence_id"),
        ("subject", ELSEWHERE, "subject"),
        ("place", "SGSIN", "place"),
        ("vessel_imo", "9321483", "vessel_imo"),
        ("vessel_mmsi", "470999999", "vessel_imo"),
        ("arrived_at", "2026-05-14T01:00:00Z", "arrived_at"),
        ("sources", ["ais", "terminal"], "sources"),
        ("policy", None, "policy"),
        ("observations_root", ELSEWHERE, "observations_root"),
    ],
)
def test_attack_alter_the_notice_of_arrival(field: str, value: object, named: str) -> None:
    report = examined(certified(arrival={field: value}))
    found = [each for each in report.findings if each.rule == "authentic_evidence"]
    assert [(each.code.value, each.field) for each in found] == [("NOT_PRESENTED", named)]


def test_attack_invent_the_evidence_altogether() -> None:
    report = examined(certified(), {})
    assert report.codes == ("NOT_PRESENTED", "NOT_PRESENTED")
    assert {each.field for each in report.findings} == {"evidence_id"}


def test_attack_present_a_report_made_for_another_credit() -> None:
    other = b"\x99" * 32
    reports = {key: replace(report, subject=other) for key, report in on_ledger().items()}
    subject = "0x" + other.hex()
    report = examined(certified({"subject": subject}, {"subject": subject}), reports)
    assert {(each.code.value, each.article, each.field) for each in report.findings} == {
        ("CONFLICT", "UCP 600 art. 14(d)", "subject")
    }
    assert len(report.findings) == 2


def test_attack_pass_an_arrival_off_as_temperatures() -> None:
    temperatures, arrival = on_ledger()
    report = examined(certified({"evidence_id": arrival}, {"evidence_id": temperatures}))
    assert report.codes == ("NOT_PRESENTED", "NOT_PRESENTED")
    assert "a report of an arrival" in report.findings[0].required


def test_a_paper_that_conflicts_with_the_ledger_is_refused_without_the_eucp() -> None:
    report = examined(certified({"maximum_milli_c": 11_000}, rules="UCP"))
    assert [(each.code.value, each.article) for each in report.findings] == [
        ("NOT_PRESENTED", "UCP 600 art. 14(d)")
    ]


def test_without_a_ledger_the_report_says_that_nothing_was_looked_up() -> None:
    report = bc.examined(certified())
    assert report.complying
    said = [each.words for each in report.observations if each.rule == "authentic_evidence"]
    assert len(said) == 2
    assert "not looked up" in said[0]


def test_what_was_agreed_is_read_back_from_the_certificate() -> None:
    assert agreed_record(TemperatureCertificate.from_json(certificate())) == MANGO_RECORD


def test_chosen_instants_that_leave_out_the_day_of_shipment_do_not_cover_the_voyage() -> None:
    terms = certificate()["record_terms"]
    agreed = {**terms, "from_time": "2026-05-10T01:00:00Z", "until_time": "2026-05-16T00:00:00Z"}
    report = examined(certified({"record_terms": agreed}))
    assert ("NO_EVIDENCE", "from_time") in {(f.code.value, f.field) for f in report.findings}
