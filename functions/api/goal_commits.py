"""Write what changes goals and targets."""

from functions import admission
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command

TOLD = ("version", "state", "month")


def commit(request: ApiRequest, command: Command, answer: Answer) -> Answer:
    """
    Write a command and return its answer.

    Of what stands instead of what was read only this much is told: a manager may not see everybody's figures.

    :raises DomainError: as `admission.commit`.
    """
    try:
        return admission.commit(request, command, answer)
    except ChangedMeanwhile as error:
        standing = error.current or {}
        raise ChangedMeanwhile(current={name: standing[name] for name in TOLD if name in standing}) from None
