"""What a start consists of, told from inside: `python -m scripts.bench.phases ENGINE`.

Prints one JSON object of seconds: importing the ledger, starting an engine, taking the stored build
of the contracts, deploying them all.
"""

import json
import sys
import time


def main() -> None:
    """Go through the phases on the engine named by the first argument."""
    spec = sys.argv[1]
    seconds: dict[str, float] = {}
    began = time.perf_counter()

    def phase(name: str) -> None:
        nonlocal began
        now = time.perf_counter()
        seconds[name] = now - began
        began = now

    from dhow.ledger.bindings.registry import decoder
    from dhow.ledger.client import LedgerClient
    from dhow.ledger.compiler import compile_contracts
    from dhow.ledger.deploy import Plan, deploy
    from dhow.ledger.engines import open_engine
    from dhow.ledger.signing import LocalSigner
    from dhow.trade.money import Currency

    phase("import")
    with open_engine(spec) as engine:
        phase("engine")
        artifacts = compile_contracts()
        phase("stored build")
        deployer = LocalSigner.named("deployer")
        deploy(LedgerClient(engine, decoder()), artifacts, deployer, Plan((Currency("USD"),)))
        phase("deploy")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
