"""Where signing keys live, and what each of them may sign.

A `Signer` (`dhow.ledger.signing`) holds a key. This room has the ways to hold one that outlive a
process or leave it, and the guard that stands before any of them:

| file | idea |
|---|---|
| `keystore` | a folder of encrypted keys, unlocked once; `keyfiles`: one of its files |
| `web3signer` | a key that stays in a Web3Signer server |
| `policy` | which chain, contract, function, value, gas and consent a key may sign for |
| `roles` | policies out of a deployment: what a key of each role has any business calling |
| `policy_file` | policies out of a TOML file |
| `wellknown` | keys that everyone knows, for development only |
| `preimages` | the bytes whose hash is signed, and the transaction with its signature |

    keys = Keystore.open(folder, passphrase)
    signer = PolicySigner(keys.signer(KeyName("5493…", "user", "checker")), policy)
"""

from dhow.ledger.signers.keyfiles import KeystoreError, read_passphrase
from dhow.ledger.signers.keystore import KeyName, Keystore
from dhow.ledger.signers.policy import ConsentDomain, Policy, PolicyRefusal, PolicySigner
from dhow.ledger.signers.web3signer import Web3Signer, Web3SignerError
from dhow.ledger.signers.wellknown import known_to_everyone

__all__ = [
    "ConsentDomain",
    "KeyName",
    "Keystore",
    "KeystoreError",
    "Policy",
    "PolicyRefusal",
    "PolicySigner",
    "Web3Signer",
    "Web3SignerError",
    "known_to_everyone",
    "read_passphrase",
]
