"""Commit what changes the plans: whoever was slower hears who was first, and how the plans stand now."""

from functions import admission
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command
from shared.adapters.dynamo.store import load
from shared.usecases.plans.head import PlansMoved, version_of


def commit_plans(
    request: ApiRequest, command: Command, answer: Answer, *, stale: type[PlansMoved] = PlansMoved
) -> Answer:
    """
    Write a command that goes through the row of the company's plans, and return its answer.

    :raises PlansMoved: as `stale`, if somebody changed the plans meanwhile.
    :raises ChangedMeanwhile: if something else that the command writes was changed.
    :raises DomainError: as `admission.commit`.
    """
    try:
        return admission.commit(request, command, answer)
    except ChangedMeanwhile:
        head, company = refs.plans_head(request.company_id), refs.company(request.company_id)
        loaded = load([head, company])
        if version_of(loaded.find(head)) == version_of(request.loaded.find(head)):
            raise
        raise stale.since(loaded.find(head), loaded.get(company), request.received_at) from None
