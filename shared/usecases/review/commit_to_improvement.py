"""Commit to an improvement plan for a KPI."""

from datetime import date, datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.ids import improvement_plan_id, new_id
from shared.domain.messages import Message
from shared.domain.people import Person
from shared.domain.review.improvement import DueInThePast, ImprovementPlan


def commit_to_improvement(
    *,
    person: Person,
    month: str,
    kpi_id: str,
    kpi_name: str,
    target: str,
    due_on: date,
    actions: tuple[str, ...],
    company: Company,
    key: str,
    at: datetime,
) -> tuple[ImprovementPlan, Command]:
    """
    Return the plan and the command that keeps it and tells the person's manager.

    :raises DueInThePast: if the due date is not after today in the company's zone.
    """
    if due_on <= at.astimezone(company.tz).date():
        raise DueInThePast(pointer="/due_on", due=due_on.isoformat())
    plan = ImprovementPlan(
        id=improvement_plan_id(person.id, key),
        company_id=company.id,
        person_id=person.id,
        month=month,
        kpi_id=kpi_id,
        target=target,
        due_on=due_on,
        actions=actions,
        created_at=at,
    )
    params = {"name": person.name, "kpi": kpi_name, "due": due_on.isoformat()}
    told = (
        [
            Message(
                new_id("msg", at), company.id, person.manager_id, "improvement_plan.made", plan.id, at, params
            )
        ]
        if person.manager_id
        else []
    )
    write = Write(refs.improvement_plans(company.id, person.id).at(plan.id), plan)
    return plan, Command("improvement_plan.commit", (write,), told)
