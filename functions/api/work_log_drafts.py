"""Drafts of work logs: the last day's again, one line of text, the activity of a text. Nothing is kept by asking."""

from datetime import datetime
from typing import Annotated

from chalice import Blueprint

from functions import admission
from functions.edge.access import MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Instant, Text
from functions.edge.models import Body, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.company import Company
from shared.domain.work.logs.one_line.line_errors import LineEmpty, LineTooLong
from shared.domain.work.logs.one_line.parsed_line import ParsedLine
from shared.domain.work.logs.quick import RepeatedLog
from shared.domain.work.logs.suggestion.suggestion import Suggestion

work_log_drafts = Blueprint(__name__)

LONGEST_LINE = 500


class RepeatQuery(Query):
    """For which day; today without one."""

    on: Day | None = None


class DraftLog(Shape):
    """A log that only needs to be sent; sending it twice makes one."""

    client_id: str
    kind: str
    activity: str
    started_at: Instant
    minutes: int
    customer: str | None
    links: list[str]


class RepeatShape(Shape):
    """
    The logs of the last logged day as drafts; `from_on` is that day, null if there is none.

    `ahead` are the client ids of those that start later than now: they are sent once they have begun.
    """

    on: Day
    from_on: Day | None
    ahead: list[str]
    items: list[DraftLog]


class Line(Body):
    """One line of text, as somebody would write it in a chat."""

    text: Annotated[str, Text(LONGEST_LINE)]


class ChoiceShape(Shape):
    """One way to answer a question."""

    value: str
    label: str


class QuestionShape(Shape):
    """What the line leaves open."""

    field: str
    text: str
    choices: list[ChoiceShape]


class SpanShape(Shape):
    """Which part of the line was read as what."""

    field: str
    start: int
    end: int
    text: str


class SuggestionShape(Shape):
    """The activity that a text seems to be about, null when unsure, and why."""

    activity: str | None
    candidates: list[str]
    clues: list[str]
    reason: str


class LineShape(Shape):
    """What the line says; it is complete when there is no question."""

    complete: bool
    kind: str | None
    activity: str | None
    customer: str | None
    contact: str | None
    started_at: Instant | None
    minutes: int | None
    text: str
    spans: list[SpanShape]
    questions: list[QuestionShape]
    suggestion: SuggestionShape | None


@endpoint(
    work_log_drafts,
    "GET",
    "/v1/work-logs/drafts/repeat",
    access=MEMBERS,
    summary=("重复上一个工作日", "Repeat the last logged day"),
    query=RepeatQuery,
    returns=RepeatShape,
    load=lambda request: [refs.company(request.company_id)],
)
def repeat(request: ApiRequest) -> Answer:
    """Return the caller's logs of the newest earlier day as drafts for a day, without their texts and evidence."""
    from shared.usecases.work.repeat_work_logs import repeat_last_day

    company: Company = request.loaded.get(refs.company(request.company_id))
    on = request.query.on or request.received_at.astimezone(company.tz).date()
    actor = admission.actor_of(request)
    last, drafts = repeat_last_day(company=company, person_id=actor.id, on=on)
    ahead = [each.client_id for each in drafts if each.draft.started_at > request.received_at]
    return Answer.ok(RepeatShape(on=on, from_on=last, ahead=ahead, items=[_draft(each) for each in drafts]))


@endpoint(
    work_log_drafts,
    "POST",
    "/v1/work-logs/drafts/line",
    access=MEMBERS,
    summary=("一句话记工作", "Read one line of text"),
    body=Line,
    returns=LineShape,
    errors=(LineEmpty, LineTooLong),
    load=lambda request: [refs.company(request.company_id)],
)
def parse(request: ApiRequest) -> Answer:
    """Return what one line of text says as a draft, and ask back for whatever it leaves open."""
    from shared.usecases.work.read_line import (
        read_line,  # with the phrases it knows, more than most requests load
    )

    company: Company = request.loaded.get(refs.company(request.company_id))
    found = read_line(
        company=company,
        person_id=admission.actor_of(request).id,
        line=request.body.text,
        at=_whole_minute(request.received_at),
    )
    return Answer.ok(_line(found, company, request.language))


@endpoint(
    work_log_drafts,
    "POST",
    "/v1/work-logs/drafts/activity",
    access=MEMBERS,
    summary=("推荐工作内容", "Suggest the activity"),
    body=Line,
    returns=SuggestionShape,
    load=lambda request: [refs.company(request.company_id)],
)
def suggest(request: ApiRequest) -> Answer:
    """Return the activity that a text is about and why, or the ones to choose from."""
    from shared.usecases.work.suggest_activity import suggester

    company: Company = request.loaded.get(refs.company(request.company_id))
    return Answer.ok(_suggestion(suggester(company)(request.body.text), company, request.language))


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _draft(each: RepeatedLog) -> DraftLog:
    draft = each.draft
    return DraftLog(
        client_id=each.client_id,
        kind=draft.kind,
        activity=draft.activity,
        started_at=draft.started_at,
        minutes=draft.minutes or 0,
        customer=draft.customer,
        links=list(draft.links or ()),
    )


def _line(found: ParsedLine, company: Company, language: str) -> LineShape:
    in_english = language == "en"
    return LineShape(
        complete=found.is_complete,
        kind=found.kind,
        activity=found.activity,
        customer=found.customer,
        contact=found.contact,
        started_at=found.started_at,
        minutes=found.minutes,
        text=found.text,
        spans=[SpanShape(field=s.field, start=s.start, end=s.end, text=s.text) for s in found.spans],
        questions=[
            QuestionShape(
                field=each.field,
                text=each.en if in_english else each.zh,
                choices=[
                    ChoiceShape(value=choice.value, label=choice.en if in_english else choice.zh)
                    for choice in each.choices
                ],
            )
            for each in found.questions
        ],
        suggestion=_suggestion(found.reason, company, language) if found.reason else None,
    )


def _suggestion(found: Suggestion, company: Company, language: str) -> SuggestionShape:
    activities = company.catalogue.activities
    names = {each.id: each.en if language == "en" else each.zh for each in activities.values()}
    return SuggestionShape(
        activity=found.label,
        candidates=list(found.candidates),
        clues=[clue.text for clue in found.clues],
        reason=found.reason(names, language),
    )
