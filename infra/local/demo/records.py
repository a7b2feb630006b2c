"""How the demo company's systems write down what happened: our generic event, people by e-mail, customers by name."""

from datetime import datetime
from typing import Any

from infra.local.demo.people import EMAILS

Record = dict[str, Any]
"""`{"type", "timestamp", "data"}`: what a webhook carries and what a page of the source holds."""


def record(kind: str, id: str, when: datetime, who: str | None = None, **data: Any) -> Record:
    """Return a record about the thing `id`; `who` is the name of the colleague it belongs to."""
    owner = {"owner": {"email": EMAILS[who]}} if who else {}
    return {"type": kind, "timestamp": when.isoformat(), "data": {"id": id, **owner, **data}}


def customer(name: str) -> dict[str, str]:
    """Return how a record names a customer."""
    return {"name": name}


def yuan(amount: int) -> dict[str, str]:
    """Return whole yuan as money."""
    return {"amount": f"{amount}.00", "currency": "CNY"}
