"""A typed client of the HTTP interface, for programs of the parties themselves.

    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as http:
        session = Session(http)
        await session.sign_in("8945000000000ORCHARDS/checker", password)
        dhow = Client(session)
        credit = await dhow.credit.read("0x…")

`shapes` and `calls` are generated from the interface's description; `session` is written by hand:
it signs in, gives every act an idempotency key, repeats with the same key what got no answer, and
turns problems into `ApiProblem`. Nothing of the server is imported here: httpx is all it needs.
"""

from api.client.calls import Client
from api.client.problems import ApiProblem, NoAnswer, Prepared
from api.client.session import Retries, Session

__all__ = ["ApiProblem", "Client", "NoAnswer", "Prepared", "Retries", "Session"]
