"""A batch of work logs from a phone that was offline: each log gets its own answer."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from functions import admission
from functions.api.work_log_bodies import NewWorkLog, WorkLogShape, draft_of, shape_of
from functions.api.work_logs import (
    check_open,
    closing_refs,
)
from functions.edge import refusals
from functions.edge.access import MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.models import Body, Shape
from functions.edge.problems import status_of
from functions.edge.reading import hash_of
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import audit, refs
from shared.adapters.dynamo.commands import Busy, Key, KeyReused, Part, commit_batch, done_before
from shared.adapters.dynamo.store import Loaded, load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.people import Member
from shared.usecases.work.keep_photo import check_own_photos, photo_refs
from shared.usecases.work.submit_work_logs import submit_work_log

work_log_batches = Blueprint(__name__)

MOST = 100
TOGETHER = 30
"""Logs that one transaction writes."""
ROUTE = "POST /v1/work-logs"
"""Single logs and batches share their keys: the same client id is the same log on either way."""


class NotALog(DomainError):
    """An item of the batch is no object, so it has no fields that could be named."""

    kind, code = "invalid", "work_log.not_a_log"
    zh = "这一项不是工作记录，请按单条记录的字段填写。"
    en = "This item is no work log. Send an object with the fields of a single log."


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A log of the batch that is none; the others are kept all the same."""

    client_id: str
    error: DomainError


def _log_or_fault(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        if not isinstance(value, dict):
            return Unreadable("", NotALog(pointer=""))
        named = value.get("client_id")
        finding = error.errors(include_url=False, include_input=False)[0]
        return Unreadable(named[:255] if isinstance(named, str) else "", refusals.of_body(finding, value))


class NewWorkLogs(Body):
    """Up to 100 logs; one that cannot be read has its own refusal among the answers."""

    items: Annotated[
        list[Annotated[NewWorkLog, WrapValidator(_log_or_fault)]], Field(min_length=1, max_length=MOST)
    ]


class BatchProblem(Shape):
    """Why one log was not kept."""

    status: int
    code: str
    detail: str
    pointer: str | None


class BatchItem(Shape):
    """What became of one log."""

    client_id: str
    status: Literal["created", "duplicate", "refused"]
    work_log: WorkLogShape | None = None
    problem: BatchProblem | None = None


class BatchAnswer(Shape):
    """What became of each log, in the order they were sent."""

    items: list[BatchItem]


@endpoint(
    work_log_batches,
    "POST",
    "/v1/work-logs/batch",
    access=MEMBERS,
    summary=("批量补传工作记录", "Submit work logs after being offline"),
    body=NewWorkLogs,
    returns=BatchAnswer,
    errors=(Busy,),
    load=lambda request: [refs.company(request.company_id)],
)
def submit_batch(request: ApiRequest) -> Answer:
    """Keep up to 100 logs; each client id counts once, in whatever way it came."""
    company = request.loaded.get(refs.company(request.company_id))
    actor = admission.actor_of(request)
    bodies = [each for each in request.body.items if isinstance(each, NewWorkLog)]
    items = [_Item(request, body, company, actor) for body in bodies]
    first_of = {item.key.key: item for item in reversed(items)}
    closing = closing_refs(request, [body.started_at for body in bodies])
    photos = photo_refs(company.id, [each for body in bodies for each in body.photos or ()])
    earlier = load([*(item.entry_ref for item in first_of.values()), *closing, *photos])
    for item in first_of.values():
        item.settle(earlier)
    waiting = [item for item in first_of.values() if item.part is not None]
    for start in range(0, len(waiting), TOGETHER):
        together = waiting[start : start + TOGETHER]
        parts = [item.part for item in together if item.part is not None]
        outcomes = commit_batch(parts, actor=actor, at=request.received_at)
        for item, outcome in zip(together, outcomes, strict=True):
            if isinstance(outcome, DomainError):
                item.refuse(outcome)
            else:
                item.keep(outcome.answer, "duplicate" if outcome.replayed else "created")
                actor = outcome.actor
    kept = iter(items)
    answers = []
    for body in request.body.items:
        if isinstance(body, Unreadable):
            answers.append(_refused(body.client_id, body.error, request.language))
        else:
            item = next(kept)
            answers.append(item.answer_beside(first_of[item.key.key]))
    return Answer.ok({"items": answers})


def _refused(client_id: str, error: DomainError, language: str) -> BatchItem:
    problem = BatchProblem(
        status=status_of(type(error)), code=error.code, detail=error.sentence(language), pointer=error.pointer
    )
    return BatchItem(client_id=client_id, status="refused", problem=problem)


class _Item:
    """One log on its way to its answer."""

    def __init__(self, request: ApiRequest, body: NewWorkLog, company: Company, actor: Member) -> None:
        self._request, self._body, self._company, self._actor = request, body, company, actor
        self.key = Key(ROUTE, body.client_id, hash_of(ROUTE, body))
        self.entry_ref = audit.entry_ref(company.id, actor.id, ROUTE, body.client_id)
        self.part: Part | None = None
        self._answer: BatchItem | None = None

    def settle(self, earlier: Loaded) -> None:
        """Answer at once if the log was kept before or breaks a rule; else make it ready to be written."""
        try:
            if (first := done_before(earlier.find(self.entry_ref), self.key)) is not None:
                self.keep(first, "duplicate")
                return
            log, command = submit_work_log(
                draft=draft_of(self._body, self._request),
                client_id=self._body.client_id,
                company=self._company,
                actor=self._actor,
                at=self._request.received_at,
            )
            check_open(earlier, log)
            check_own_photos(earlier, log.photos, company_id=log.company_id, person_id=log.person_id)
        except DomainError as error:
            self.refuse(error)
            return
        self.part = Part(command, self.key, admission.keep(Answer.created(shape_of(log))))

    def keep(self, answer: Any, status: Literal["created", "duplicate"]) -> None:
        """Answer with the log that is kept."""
        kept = WorkLogShape.model_validate(answer["body"])
        self._answer = BatchItem(client_id=self._body.client_id, status=status, work_log=kept)

    def refuse(self, error: DomainError) -> None:
        """Answer with what stops the log."""
        self._answer = _refused(self._body.client_id, error, self._request.language)

    def answer_beside(self, first: "_Item") -> BatchItem | None:
        """Return the answer; of several with one client id the first counts, and the others must be like it."""
        if first is self:
            return self._answer
        if first.key != self.key:
            self.refuse(KeyReused())
            return self._answer
        answer = first._answer
        return answer.model_copy(update={"status": "duplicate"}) if answer and answer.work_log else answer
