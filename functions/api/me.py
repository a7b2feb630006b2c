"""Who the caller is."""

from chalice import Blueprint

from functions import admission
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.people import AccessRole

me = Blueprint(__name__)


class HeldPosition(Shape):
    """A position held now, with its share of the working time in basis points."""

    position: str
    share_bp: int


class CompanyName(Shape):
    """The caller's company."""

    id: str
    name: str
    zone: str
    currency: str


class Me(Shape):
    """The caller."""

    person_id: str
    company_id: str
    name: str
    access_role: AccessRole
    manager_id: str | None
    positions: list[HeldPosition]
    language: str
    company: CompanyName


@endpoint(
    me,
    "GET",
    "/v1/me",
    access=EVERYBODY,
    summary=("我是谁", "Who I am"),
    returns=Me,
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.caller.person_id),
    ],
)
def read_me(request: ApiRequest) -> Answer:
    """Return the caller's person, company, access role, positions and language."""
    company = request.loaded.get(refs.company(request.company_id))
    person = request.loaded.get(refs.person(request.company_id, admission.actor_of(request).id))
    today = request.received_at.astimezone(company.tz).date()
    held = person.positions_on(today).items()
    return Answer.ok(
        Me(
            person_id=person.id,
            company_id=company.id,
            name=person.name,
            access_role=person.access_role,
            manager_id=person.manager_id,
            positions=[HeldPosition(position=name, share_bp=share) for name, share in held],
            language=person.language,
            company=CompanyName(
                id=company.id, name=company.name, zone=company.zone, currency=company.currency
            ),
        )
    )
