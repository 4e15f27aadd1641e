"""What the stories leave out, done once: every operation is asked for somewhere.

Not a story: short trades whose only use is that each operation of the interface is carried out, and
each kind of refusal met, by the parties it is for.

| file | idea |
|---|---|
| `trade` | who takes part, and a credit with its documents |
| `acts` | the acts of the trade |
| `banks` | what banks do of their own under a credit |
| `presented` | amendments that documents accept, records lost or not readable, instalments |
| `messages` | SWIFT messages about credits |
| `transfers` | a credit transferred in parts |
| `people` | users, service tokens, keys and what parties sign themselves |
| `told` | webhooks, events, operations, the audit log |
| `refusals` | every act a second time, and one problem of every kind |
"""

from scenarios.stage.stage import Stage
from scripts.docs.recorder import Recorder
from scripts.docs.walk import acts, banks, messages, people, presented, refusals, told, transfers
from scripts.docs.walk.trade import BEGINS, CAST, CURRENCIES


async def walk(recorder: Recorder) -> None:
    """Go through the interface on an embedded chain, with the recorder listening."""
    async with Stage.open("embedded", CURRENCIES, recorder.heard) as stage:
        await stage.admit(CAST, (2026,), BEGINS)
        for part in (
            acts.network,
            acts.documents,
            acts.applications,
            acts.waived,
            acts.drawn_in_parts,
            banks.advised,
            banks.bought_before_maturity,
            banks.paid_at_maturity,
            banks.given_back,
            banks.amended_and_held_up,
            banks.assigned,
            presented.accepting,
            presented.unread,
            presented.lost,
            presented.in_instalments,
            messages.opened_by_message,
            acts.invoices,
            acts.undertakings,
            acts.precluded_and_refused,
            presented.awaited_in_vain,
            transfers.transferred,
            people.users,
            people.signing,
            told.webhooks,
            told.looked_back,
        ):
            await part(stage)
        await refusals.again(stage, recorder.acts)
        await refusals.usual(stage)
