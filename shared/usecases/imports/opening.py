"""What an import finds when it begins: who is there, the owner, and what earlier imports told."""

from collections.abc import Iterator
from datetime import datetime

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import every
from shared.domain.ids import new_id
from shared.domain.imports.newcomers import OWNER_NAME, newcomer
from shared.domain.kpi.events import Event
from shared.domain.people import AccessRole, Person
from shared.usecases.company.found_company import found_company, seat_people
from shared.usecases.imports.carry_out import carry_out
from shared.usecases.imports.target_company import Target


def people_and_owner(target: Target, *, kind: str, digest: str, at: datetime) -> tuple[list[Person], Person]:
    """Return who is there and the owner; a company, and an owner, that are not there are made."""
    company_id = target.company.id
    people = [] if target.is_new else list(every(refs.people(company_id)))
    if (owner := first_owner(people)) is not None:
        return people, owner
    owner = newcomer(OWNER_NAME, AccessRole.OWNER, id=new_id("per", at), company_id=company_id)
    acts = (
        found_company(company=target.company, people=[owner], at=at).commands
        if target.is_new
        else seat_people([owner])
    )
    key = f"{kind}:{digest}:{at.isoformat()}:owner"
    carry_out(acts, company_id=company_id, key=key, body_hash=digest, at=at)
    return [*people, owner], owner


def first_owner(people: list[Person]) -> Person | None:
    """Return the owner whom others answer to by default: the first active one."""
    return next((each for each in people if each.access_role is AccessRole.OWNER and each.is_active), None)


def told_before(company_id: str, connection_id: str) -> Iterator[Event]:
    """Yield what the company's events are, if earlier imports by the connection are among them."""
    if any(feed.connection_id == connection_id for feed in events.feeds(company_id)):
        for month in events.months(company_id):
            yield from every(refs.events(company_id, month))
