"""Between which places goods are insured (UCP 600 art. 28(f)(iii))."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.places import one_of, same_place
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import mentions
from dhow.trade.documents.place import Place
from dhow.trade.documents.transport import InsuranceDocument


@rule("UCP 600 art. 28(f)(iii)")
def insured_route(case: Case) -> Findings:
    """Risks are covered at least between the places of the credit.

    Of a way that begins or ends inland the ports, of the credit or of the carriage, are not the
    whole.
    """
    route = case.terms.shipment
    for document in case.all_of(InsuranceDocument):
        for field, found, inland, ports, port in (
            ("covered_from", document.covered_from, route.taking_in_charge,
             route.port_of_loading, "port_of_loading"),
            ("covered_to", document.covered_to, route.final_destination,
             route.port_of_discharge, "port_of_discharge"),
        ):  # fmt: skip
            carried = (getattr(each, port, None) for each in case.transport)
            shown = (*ports, *(each for each in carried if each is not None))
            if inland is None:
                yield from _covers(document, field, found, ports, shown)
            else:
                yield from _covers(document, field, found, (inland,), shown, inland=True)


def _covers(
    document: InsuranceDocument,
    field: str,
    found: Place,
    allowed: tuple[Place, ...],
    shown: tuple[Place, ...],
    *,
    inland: bool = False,
) -> Findings:
    # Cover may begin inland and end inland of the ports: one country is as near as names can say.
    if not allowed or any(same_place(found, p) for p in allowed):
        return
    is_short = (
        inland
        and any(same_place(found, p) for p in shown)
        and not any(mentions(p.name, found.name) for p in allowed)  # Jurong, Singapore
    )
    ways = "from" if field == "covered_from" else "to"
    countries = {_country(place, shown) for place in allowed} - {None}
    if not is_short and found.country in countries:
        if inland and found.locode and all(place.locode for place in allowed):
            yield _to_see(
                document, f"covers {ways} {found}: see whether that takes in {one_of(allowed)}"
            )
        return
    if unknown := [place for place in allowed if place.is_range_in_words]:
        yield _to_see(
            document,
            f"covers {ways} {found}: see whether that is of {one_of(unknown)}, which words alone "
            "do not tell",
        )
        return
    yield found_on(
        Code.INSURED_ROUTE, "", document, field, str(found),
        f"cover at least {ways} {one_of(allowed)}", "extend the cover to the places of the credit",
    )  # fmt: skip


def _country(place: Place, shown: tuple[Place, ...]) -> str | None:
    """A place's country: its own, or where it has none that of what the carriage shows for it."""
    if place.country is not None or place.is_range_in_words:
        return place.country
    known = (each for each in shown if each.country is not None)
    return next((each.country for each in known if mentions(place.name, each.name)), None)


def _to_see(document: InsuranceDocument, words: str) -> Observation:
    return Observation(article="", document=str(document), words=words)


RULES = (insured_route,)
