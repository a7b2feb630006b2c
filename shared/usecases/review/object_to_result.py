"""Object to one KPI of a delivered result."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company, spoken
from shared.domain.ids import new_id, objection_id
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.review.declaration import Declaration
from shared.domain.review.objection import Claim, NotOnThisResult, Objection
from shared.domain.review.workflow import Action, DueAfter, advance


def object_to_result(
    *,
    declaration: Declaration,
    subject: Person,
    kpi_id: str,
    claim: Claim,
    reason: str,
    evidence: tuple[str, ...],
    reviewers: tuple[str, ...],
    actor: Member,
    company: Company,
    at: datetime,
    due_after: DueAfter,
) -> tuple[Objection, Command]:
    """
    Return the objection and the command that raises it, marks the declaration and tells the reviewers.

    :raises NotFound: if the result is somebody else's.
    :raises NotAllowedNow: if the result is not delivered yet.
    :raises WindowClosed: if the objection window is over.
    :raises NotOnThisResult: if the result has no line for the KPI.
    """
    line = next((each for each in declaration.lines if each.kpi_id == kpi_id), None)
    after = advance(
        declaration,
        action=Action.OBJECT,
        actor=actor,
        subject=subject,
        seen=None,
        at=at,
        due_after=due_after,
        words=reason,
    )
    if line is None:
        raise NotOnThisResult(pointer="/kpi", kpi=kpi_id)
    objection = Objection(
        id=objection_id(subject.id, declaration.month, kpi_id),
        company_id=company.id,
        person_id=subject.id,
        month=declaration.month,
        declaration_id=declaration.id,
        kpi_id=kpi_id,
        claim=claim,
        reason=reason,
        evidence=evidence,
        score_hash=declaration.score_hash,
        before=declaration.official_total,
        raised_at=at,
        due_at=after.due_at,
    )
    params = {
        "name": subject.name,
        "period": declaration.month,
        "kpi": line.name_zh,
        "due": spoken(after.due_at, company),
    }
    told = [
        Message(new_id("msg", at), company.id, reviewer, "objection.raised", objection.id, at, params)
        for reviewer in reviewers
        if reviewer != subject.id
    ]
    writes = (
        Write(refs.objection(company.id, objection.id), objection),
        Write(refs.declaration(company.id, declaration.id), after, before=declaration),
    )
    return objection, Command("objection.raise", writes, told)
