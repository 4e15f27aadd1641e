"""Devices, oracle nodes and arrival sources: who makes evidence and signs it.

From a voyage to a report on the ledger:

    from dhow.trade.oracles.policy import TemperaturePolicy, judge_figures
    from dhow.trade.oracles.record import AgreedRecord
    from dhow.trade.oracles.reports import Domain
    from oracles.devices.logger import ContainerLogger
    from oracles.devices.registry import DeviceRegistry
    from oracles.devices.samples import MANGO_CONTAINER, mango_voyage
    from oracles.devices.traces import play
    from oracles.network import NoQuorum, OracleNetwork, SignedReport

    logger = ContainerLogger.development(MANGO_CONTAINER, seed=1)
    devices = DeviceRegistry.of(logger)
    network = OracleNetwork.development(1, Domain(chain_id, oracles_address), devices, terminals)
    # adopt network.signers with network.faulty on the ledger: epoch 1

    trace = mango_voyage(sailed_at)                  # or player.read_trace(path) and its methods
    trace = faults.excursion(trace, at, 90, 9_000)   # a fault, where the story has one
    agreed = AgreedRecord(policy, MANGO_CONTAINER)   # the logger's own record, start to close
    readings = [*play(trace, logger), logger.close(trace.until_time)]
    outcome = network.attest_temperature(subject, agreed, readings)
    if isinstance(outcome, NoQuorum):
        print(outcome.words)                         # every node's reason
    else:
        outcome.report, outcome.values               # TemperatureReport; tuple for a contract call
        outcome.signer_bitmap, outcome.joined_signatures, outcome.evidence_id

    from oracles.arrival.evidence import ArrivalEvidence
    from oracles.arrival.ports import port
    from oracles.arrival.samples import SHIP, arrival_evidence, terminal_registry

    terminals = terminal_registry()
    policy = ArrivalPolicy(port=port("AEJEA"), vessel=SHIP.imo)
    outcome = network.attest_arrival(subject, policy, arrival_evidence(sailed_at, berthed_at))

    from oracles.certificates import notice_of_arrival, temperature_certificate

`subject` is 32 bytes: the credit's or undertaking's id. The network can be made before the contract
is deployed only as far as its keys: `oracles.network.development_keys(seed, 4)` gives the signer
addresses, the domain is needed for signing. A recorded trace of one channel goes through
`trace.on_probes(3)` before `play`.
"""
