"""Requests that write, each run once: idempotency keys, operations to follow, answers kept.

No service knows of it. What stands between the client and the routes (`middleware`) keeps a request
before it runs, runs it apart from the connection it came by, and keeps its answer:

- with `Idempotency-Key` the same request gives the same answer for `KEPT_DAYS`, marked
  `Idempotent-Replayed: true`; another request under the key is refused (422);
- who waits no longer (`Prefer: respond-async`, `wait=N`, or half a minute) is told 202 and where to
  follow the operation; it goes on, also when the client or this process is gone;
- so is who waits for an act that was accepted and is in no block when the sender's wait is over;
- a route whose answer holds a secret refuses `respond-async` (422): nobody could read the answer;
- an operation that a process left behind is run again by the next, as the user who asked for it,
  with that user's rights as they stand then.

Running a request again is safe since its acts bear the operation's id: the outbox finds those that
were accepted before. An answer of 5xx is therefore not kept, nor one that says nothing of the
request itself (401, 403, 429): asked again, it is run again.

| file | idea |
|---|---|
| `asked` | what a request says in `Idempotency-Key` and `Prefer` |
| `middleware` | from a request to an answer, in time or later |
| `desk` | operations in the store: begun, claimed, ended, pruned |
| `keeping` | what of an answer is kept: no secret, and no content that may be erased |
| `runner` | runs requests, those too that nobody runs any more |
| `actors` | who asked, as they stand now |
"""

KEPT_DAYS = 7
