"""The whole system under one seed, all of it failing: clients, API, outbox, database, chain.

One thread, one random number generator, no clock but the world's. Clients send requests that write,
each under an idempotency key, and ask again until they have an answer that counts; others listen to
streams and webhooks. Meanwhile the node loses questions, refuses what is good and forgets what it
took, the database fails before or after a commit, processes are killed between any two steps, the
chain replaces its last blocks, and all of it goes back to a backup.

| file | idea |
|---|---|
| `founded` | the seeded network that every world begins with |
| `faults` | the node, the database and the clock as a process has them |
| `chain` | the chain behind the node: finality, replaced blocks, transactions that get lost |
| `process` | one process of the API; there may be several over one database |
| `clients` | what clients want, how they ask, what they were told |
| `listeners` | who is told of events: streams that are cut off, receivers of webhooks that fail |
| `backups` | a backup while all goes on, and going back to it |
| `world` | the seed's choice of what happens |
| `promise` | what must hold in the end |
| `playing` | worlds by their seeds, and how to see one again |
| `many` | a range of seeds outside pytest, for long runs |
"""
