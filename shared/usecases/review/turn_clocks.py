"""Take the steps of declarations that are the clock's: reminder, silence, escalation, a result that becomes final."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Write, commit, job_actor
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company, spoken
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.people import AccessRole, Person
from shared.domain.review.declaration import OPEN, Declaration
from shared.domain.review.workflow import Action, advance, awaits_clock
from shared.usecases.review.refresh_evidence import refreshed

MONTHS = 13
"""How many months with forms, the newest ones, are looked at."""


def turn_clocks(*, company_id: str, at: datetime) -> int:
    """
    Take every step that is due by now, each with its message in one transaction, and return how many were taken.

    Run twice, or late, it takes none twice: a step names the version of the form, and is due by the form alone. A form
    that somebody changes at this moment waits for the next run.
    """
    company_ref, actor_ref = refs.company(company_id), refs.member(company_id, "job_clocks")
    loaded = load([company_ref, actor_ref])
    company = loaded.get(company_ref)
    months = sorted(each.month for each in every(refs.draft_runs(company_id)))[-MONTHS:]
    due = [
        (form, action)
        for month in months
        for form in every(refs.declarations(company_id, month))
        if (action := awaits_clock(form, at)) is not None
    ]
    if not due:
        return 0
    people = {each.id: each for each in every(refs.people(company_id))}
    actor, taken = job_actor(company_id, "clocks", loaded.find(actor_ref)), 0
    for form, action in due:
        command = _step(form, action, people, company, at)
        key = Key("clocks", f"{form.id}:{form.version}:{action}", "")
        try:
            actor = commit(command, actor=actor, key=key, answer={}, at=at).actor
        except ChangedMeanwhile:
            continue
        taken += 1
    return taken


def approvers_of(subject: Person, people: Iterable[Person]) -> list[Person]:
    """Return who is told that a form waits: the manager, or the owners where the manager has left or is the person."""
    there = [each for each in people if each.is_active and each.id != subject.id]
    managers = [each for each in there if each.id == subject.manager_id]
    return managers or [each for each in there if each.access_role is AccessRole.OWNER]


def _step(
    form: Declaration, action: Action, people: dict[str, Person], company: Company, at: datetime
) -> Command:
    subject = people[form.person_id]
    after = advance(
        form, action=action, actor=None, subject=subject, seen=None, at=at, due_after=due_clock(company)
    )
    if action is Action.SILENCE:
        after = refreshed(after)
    told = _told(action, form, subject, list(people.values()))
    params = {"name": subject.name, "period": form.month, "due": spoken(after.due_at, company)}
    messages = [
        Message(
            new_id("msg", at), company.id, each.id, f"declaration.{_topic(action, form)}", form.id, at, params
        )
        for each in told
    ]
    write = Write(refs.declaration(company.id, form.id), after, before=form)
    return Command(f"declaration.{action}", (write,), messages)


_TOPICS = {Action.SILENCE: "silent", Action.ESCALATE: "escalated", Action.FINALISE: "final"}


def _topic(action: Action, form: Declaration) -> str:
    if action is Action.REMIND:
        return "answer_due" if form.state in OPEN else "decision_due"
    return _TOPICS[action]


def _told(action: Action, form: Declaration, subject: Person, people: Sequence[Person]) -> list[Person]:
    if action is Action.FINALISE or (action is Action.REMIND and form.state in OPEN):
        return [subject] if subject.is_active else []
    if action in (Action.SILENCE, Action.REMIND):
        return approvers_of(subject, people)
    owners = [each for each in people if each.access_role is AccessRole.OWNER]
    return [each for each in owners if each.is_active and each.id != subject.id]
