"""What operations add to the interface's description: two headers and an answer of every write."""

from typing import Any, Final

from api.operations.asked import LONGEST_KEY, LONGEST_WAIT_SECONDS
from api.operations.schemas import OperationView

_WRITES: Final = ("post", "put", "patch", "delete")
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "description": "One for each request, such as a UUID. Repeated with the same key, the request "
    "is not carried out again: it gets the answer it had.",
}
_PREFER: Final = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "`respond-async`: do not wait, follow the operation. `wait=N`: wait at most N "
    f"seconds ({LONGEST_WAIT_SECONDS:.0f} and no more; 30 unless said), then follow it. "
    '`draft="0x<key>"`: answer 200 with what that key of yours is to sign, and send nothing.',
}
_NAME: Final = "Accepted"
_ACCEPTED: Final = "Accepted: it goes on. Follow the operation at `Location`."
_EXAMPLE: Final = {
    "id": "5b1c7f0e9a3d4c2f8e6b7a1d0c9f3e42",
    "state": "under way",
    "method": "POST",
    "path": "/documents",
    "idempotency_key": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    "accepted_at": "2026-04-18T09:00:00Z",
    "finished_at": None,
    "status": None,
    "answer": None,
}


def with_operations(plain: dict[str, Any]) -> dict[str, Any]:
    """The description with them."""
    components = plain.setdefault("components", {})
    components.setdefault("schemas", {}).setdefault(
        OperationView.__name__,
        OperationView.model_json_schema(ref_template="#/components/schemas/{model}"),
    )
    components.setdefault("responses", {})[_NAME] = {
        "description": _ACCEPTED,
        "headers": {"Location": {"schema": {"type": "string"}, "description": "the operation"}},
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{OperationView.__name__}"},
                "example": _EXAMPLE,
            }
        },
    }
    for item in plain["paths"].values():
        for method, operation in item.items():
            if method in _WRITES and operation.get("security"):
                _extend(operation)
    return plain


def _extend(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).extend((dict(_KEY), dict(_PREFER)))
    prepared = operation["responses"].get("202")
    if prepared is None:
        operation["responses"]["202"] = {"$ref": f"#/components/responses/{_NAME}"}
    else:
        prepared["description"] += f" Or, with a `Location` header: {_ACCEPTED.lower()}"
