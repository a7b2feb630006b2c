"""Whom a figure is about, as callers write it, and who may read figures about them."""

from typing import Annotated

from pydantic import Field

from functions import admission
from functions.edge.fields import PATH_PATTERN
from functions.edge.request import ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import Forbidden, NotFound
from shared.domain.people import EVERYBODY_SEERS, AccessRole, may_see
from shared.usecases.scores.subjects import Subject

SubjectText = Annotated[
    str, Field(pattern=rf"^(region:[^\u0000-\u001F\u007F-\u009F]{{1,60}}|(manager:)?{PATH_PATTERN[1:-1]})$")
]
MeasureId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,79}$")]


def check_may_see(request: ApiRequest, subject: Subject) -> None:
    """
    Let the caller read figures about a subject; the request has loaded the person of its id.

    :raises Forbidden: if it is the company or a region, and the caller does not see everybody.
    :raises NotFound: if it is a person, or a manager's team, whom the caller does not see.
    """
    actor = admission.actor_of(request)
    if subject.kind in ("company", "region"):
        if actor.access_role not in EVERYBODY_SEERS:
            raise Forbidden()
        return
    person = request.loaded.get(refs.person(request.company_id, subject.id))
    is_own_team = subject.id == actor.id and actor.access_role is AccessRole.MANAGER
    may_see_team = actor.access_role in EVERYBODY_SEERS or is_own_team
    if not (may_see_team if subject.kind == "manager" else may_see(actor, person)):
        raise NotFound()
