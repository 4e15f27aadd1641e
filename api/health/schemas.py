"""Health as the interface gives it."""

from api.schemas import Answer


class LiveView(Answer):
    """The process answers."""

    status: str = "ok"


class ReadyView(Answer):
    """Whether the process can serve, by part; each is `ok` or says in a few words what is wrong."""

    status: str
    parts: dict[str, str]
