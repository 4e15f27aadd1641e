"""The keys in force, guarded: a box of keys as the ledger says they stand.

Of the keys that followed each other in one place the one in force is the last that the ledger was
told of (`KeyAdded`; of the operator's, that was given the administrator's role). Nothing else is
kept about it, so that keys and ledger cannot disagree.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping

from api.ids import OPERATOR, org_bytes
from api.keys import ACCOUNT, OPERATOR_PLACE, RELAY_PLACE, USER, KeyBox, place_of
from dhow.ledger.bindings.events import KeyAdded, RoleGranted
from dhow.ledger.bindings.values import Capability, Duty, OrgId, Standing
from dhow.ledger.client import LedgerClient
from dhow.ledger.deploy import ADMINISTRATOR, Deployment, Role
from dhow.ledger.signers import KeyName, Policy, PolicySigner
from dhow.ledger.signers.policy_file import PolicyFile
from dhow.ledger.signers.roles import ACCOUNT as ACCOUNT_CALLS
from dhow.ledger.signers.roles import OPERATOR as OPERATOR_CALLS
from dhow.ledger.signers.roles import RELAY, Calls, member_calls, policy_of
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address

_CALLS: Mapping[str, Calls] = {"account": ACCOUNT_CALLS, "system": OPERATOR_CALLS, "relay": RELAY}


class LedgerKeyRing:
    """A `KeyRing` over a box of keys. Thread-safe."""

    def __init__(
        self,
        box: KeyBox,
        ledger: LedgerClient,
        contracts: Deployment,
        *,
        policies: PolicyFile | None = None,
    ) -> None:
        """Guard the keys of `box` by their roles, and by `policies` where given."""
        self.box = box
        self._ledger = ledger
        self._contracts = contracts
        self._policies = policies
        self._signers: dict[KeyName, Signer] = {}
        self._capabilities: dict[str, tuple[Capability, ...]] = {}
        self._lock = threading.Lock()

    # ------------------------------------------------------------ as services ask

    def user(self, organisation: str, user: str) -> Signer:
        """The key of one user."""
        return self._current(KeyName(organisation, USER, user))

    def account(self, organisation: str) -> Signer:
        """The key of an organisation's settlement account."""
        return self._current(KeyName(organisation, ACCOUNT))

    def operator(self) -> Signer:
        """The key that holds the network's system roles."""
        return self._current(OPERATOR_PLACE)

    def relay(self) -> Signer:
        """The key that sends what parties signed."""
        return self._current(RELAY_PLACE)

    def named(self, label: str, address: str) -> Signer | None:
        """The key of a label and address, whether it is in force or was replaced."""
        place = place_of(label)
        if place is None:
            return None
        for number in range(self._number(place), 0, -1):
            name = place.numbered(number)
            signer = self.box.find(name)
            if signer is not None and signer.address == address:
                return self._guarded(name, signer)
        return None

    def held(self, organisation: str, users: Iterable[str]) -> frozenset[str]:
        """Addresses of the keys kept here for an organisation: of its account and these users."""
        places = [KeyName(organisation, ACCOUNT), *(KeyName(organisation, USER, u) for u in users)]
        found = set()
        for place in places:
            for number in range(1, self._number(place) + 1):
                signer = self.box.find(place.numbered(number))
                if signer is not None:
                    found.add(str(signer.address))
        return frozenset(found)

    def kept(self) -> Iterator[tuple[KeyName, Address]]:
        """Every key kept here, where they can be counted."""
        return self.box.addresses()

    # ------------------------------------------------------------------ replacing

    def successor(self, organisation: str, user: str) -> Signer:
        """The key that is to replace a user's."""
        place = _place(organisation, user)
        name = place.numbered(self._number(place) + 1)
        return self._guarded(name, self.box.make(name))

    def replaced(self, organisation: str, user: str) -> tuple[Signer, ...]:
        """The earlier keys of a user that the ledger still lets act."""
        place = _place(organisation, user)
        earlier = [place.numbered(number) for number in range(1, self._number(place))]
        found = [(name, self.box.find(name)) for name in earlier]
        return tuple(
            self._guarded(name, signer)
            for name, signer in found
            if signer is not None and self._acts(place, signer)
        )

    def look_again(self, organisation: str, user: str) -> None:
        """Ask the ledger anew which key of a user is in force."""
        with self._lock:
            self._signers.pop(_place(organisation, user), None)

    def forget(self, organisation: str, user: str) -> None:
        """Destroy every key of a user, where they are made here."""
        self.look_again(organisation, user)
        self.box.forget(KeyName(organisation, USER, user))

    # ----------------------------------------------------------------- the inside

    def _current(self, place: KeyName) -> Signer:
        with self._lock:
            known = self._signers.get(place)
        if known is not None:
            return known
        name = place.numbered(self._number(place))
        signer = self._guarded(name, self.box.make(name))
        if place.purpose == USER and place.organisation not in self._capabilities:
            return signer  # not admitted yet: what it may sign is still to be said
        with self._lock:
            return self._signers.setdefault(place, signer)

    def _number(self, place: KeyName) -> int:
        """Number of the last key in a place that the ledger was ever told of; 1 where none was."""
        if place.purpose != USER and place != OPERATOR_PLACE:
            return 1
        added: frozenset[str] | None = None
        number = 1
        while (signer := self.box.find(place.numbered(number + 1))) is not None:
            added = self._ever_in_force(place) if added is None else added
            if signer.address not in added:
                break
            number += 1
        return number

    def _ever_in_force(self, place: KeyName) -> frozenset[str]:
        """Every key that ever acted for an organisation, or administered the network."""
        first, contracts = self._contracts.manifest.first_block, self._contracts
        if place == OPERATOR_PLACE:
            logs = self._ledger.events(first, contracts=[contracts.access.address])
            return frozenset(
                log.event.account
                for log in logs
                if isinstance(log.event, RoleGranted) and log.event.role_id == ADMINISTRATOR
            )
        logs = self._ledger.events(
            first,
            contracts=[contracts.members.address],
            first_indexed=[org_bytes(place.organisation)],
        )
        return frozenset(log.event.key for log in logs if isinstance(log.event, KeyAdded))

    def _acts(self, place: KeyName, signer: Signer) -> bool:
        if place == OPERATOR_PLACE:
            access = self._contracts.access
            return any(
                self._ledger.call(access.has_role(role_id=role, account=signer.address))[0]
                for role in (ADMINISTRATOR, *Role)
            )
        record = self._ledger.call(self._contracts.members.key_record(signer.address))
        return record.duty is not Duty.NONE

    def _guarded(self, name: KeyName, signer: Signer) -> Signer:
        policies = [self._role(name)]
        if self._policies is not None:
            policies += self._policies.of(name.place)
        return PolicySigner(signer, *policies, clock=self._ledger.engine.now)

    def _role(self, name: KeyName) -> Policy:
        if name.purpose == USER:
            calls: Calls = member_calls(self._capabilities_of(name.organisation))
        else:
            calls = _CALLS[name.purpose]
        return policy_of(
            f"of {name.place}",
            calls,
            self._contracts,
            chain_id=self._ledger.engine.chain_id,
            consents=name.purpose in (USER, ACCOUNT),
            exchanges=name.purpose in (USER, OPERATOR_PLACE.purpose),
        )

    def _capabilities_of(self, organisation: str) -> tuple[Capability, ...]:
        """What an organisation was admitted to do: fixed once it is admitted."""
        if organisation not in self._capabilities:
            org = OrgId(org_bytes(organisation))
            found = self._ledger.call(self._contracts.members.organisation(org))
            capabilities = tuple(c for c in Capability if c and found.capabilities >> c & 1)
            if found.standing is Standing.NONE:
                return capabilities
            self._capabilities[organisation] = capabilities
        return self._capabilities[organisation]


def _place(organisation: str, user: str) -> KeyName:
    """Where a user's keys are; the operator's users share one."""
    return OPERATOR_PLACE if organisation == OPERATOR else KeyName(organisation, USER, user)
