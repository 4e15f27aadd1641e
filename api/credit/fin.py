"""FIN text that came with a request: read, or refused by tag, line and rule."""

from collections.abc import Iterable, Mapping

from api.auth.roles import Actor
from api.errors import ApiError
from api.ids import org_hex
from dhow.store import OrganisationRow, OrgId, UnitOfWork
from dhow.trade.members import Party
from dhow.trade.swift import Finding, Message, MessageRefused, errors, read_file
from dhow.trade.swift.message import bic_of

_BANKS = ("41", "42", "51", "52", "53", "54", "57", "58")
_LARGEST_CODE = 0xFF


def refused(findings: Iterable[Finding]) -> ApiError:
    """422: every finding with its tag, its place in the text and its rule."""
    found = tuple(findings)
    return ApiError(
        422,
        "message-refused",
        "The SWIFT message cannot be taken",
        "; ".join(str(each) for each in found),
        rule="; ".join(dict.fromkeys(each.rule for each in found)),
        next_step="Correct what is named and send the message again; nothing was done with it.",
        values={"findings": [each.as_dict() for each in found]},
        fields=tuple(("message", str(each)) for each in found),
    )


def read(text: str) -> tuple[Message, ...]:
    """The messages of a text, each of which the network would take.

    Raises:
        ApiError: 422 with what is wrong in which.
    """
    for number, line in enumerate(text.split("\n"), 1):
        for column, sign in enumerate(line, 1):
            if ord(sign) > _LARGEST_CODE:
                words = f'"{sign}" is no character of FIN; spell it in Latin letters'
                raise refused([Finding("block 4", "charset", words, number, column)])
    try:
        file = read_file(text.encode("latin-1"))
    except MessageRefused as problem:
        raise refused(problem.findings) from None
    if wrong := [each for read in file.messages for each in errors(read.findings)]:
        raise refused(wrong)
    return tuple(read.message for read in file.messages if read.message is not None)


def banks_named(
    work: UnitOfWork, actor: Actor, messages: Iterable[Message], given: Mapping[str, str]
) -> dict[str, Party]:
    """The members among the banks that messages name, by BIC; `given` are LEIs by BIC.

    Raises:
        ApiError: 422 an LEI that is no member's, or of another member than has that BIC.
    """
    reader = org_hex(actor.organisation)
    found: dict[str, Party] = {}
    for bic, lei in given.items():
        row = work.organisations.by_lei(reader, lei)
        if row is None:
            raise _no_bank(bic, f"{lei} is no member")
        known = _by_bic(work, reader, bic)
        if known is not None and known.lei != lei:
            raise _no_bank(bic, f"is the BIC of {known.name} ({known.lei}), not of {lei}")
        found[bic] = party_of(row, bic)
    named = {bic for message in messages for bic in _bics(message)}
    for bic in named - found.keys():
        row = _by_bic(work, reader, bic)
        if row is not None:
            found[bic] = party_of(row, bic)
    return found


def _by_bic(work: UnitOfWork, reader: OrgId, bic: str) -> OrganisationRow | None:
    """Who has a BIC; one of eight characters and one that ends in XXX are the same head office."""
    for form in dict.fromkeys((bic, bic[:8], f"{bic[:8]}XXX")):
        if len(bic) == 8 or bic.endswith("XXX") or form == bic:
            row = work.organisations.by_bic(reader, form)
            if row is not None:
                return row
    return None


def _no_bank(bic: str, why: str) -> ApiError:
    return ApiError(
        422,
        "invalid-input",
        "The request cannot be taken as it is",
        f"banks.{bic}: {why}",
        next_step="See who is: GET /members.",
        fields=((f"banks.{bic}", why),),
    )


def party_of(row: OrganisationRow, bic: str | None = None) -> Party:
    """A member as the terms of a credit name it."""
    return Party(name=row.name, country=row.country, lei=row.lei, bic=row.bic or bic)


def _bics(message: Message) -> set[str]:
    found = {bic_of(message.sender), bic_of(message.receiver)}
    for field in message.fields:
        if field.number in _BANKS and field.option == "A":
            found |= {line for line in field.lines if not line.startswith(("/", "BY "))}
    return found
