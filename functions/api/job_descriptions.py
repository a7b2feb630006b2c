"""Job descriptions (岗位说明书): list, draft, edit, compare, publish, acknowledge, download."""

from collections.abc import Sequence
from typing import Any

from chalice import Blueprint

from functions import admission, wiring
from functions.api.job_description_requests import (
    AgainstQuery,
    DraftChanges,
    DraftWish,
    Publication,
    VersionsQuery,
    texts_of,
)
from functions.api.job_description_shapes import ChangeShape, JobDescriptionShape, changes_shape, shape_of
from functions.edge.access import EVERYBODY, HR_AND_OWNER, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.models import Page, Shape
from functions.edge.request import Answer, ApiRequest
from functions.observability import record
from shared.adapters.documents.job_description import TemplateOutdated
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Part, commit_batch
from shared.adapters.dynamo.store import every, load, page
from shared.domain.errors import DomainError, NotFound
from shared.domain.ids import job_description_id, place_of
from shared.domain.people import may_see
from shared.domain.work.job_descriptions.changes import changes
from shared.domain.work.job_descriptions.edits import DutyLineUnknown, NothingToEdit
from shared.domain.work.job_descriptions.versions import (
    JobDescriptionVersion,
    NotADraft,
    NotToAcknowledge,
    NotToPublish,
)
from shared.usecases.documents.draft_job_descriptions import draft_job_descriptions
from shared.usecases.documents.edit_job_description import edit_job_description
from shared.usecases.documents.print_job_description import press_of
from shared.usecases.documents.read_job_descriptions import version_before, versions_of
from shared.usecases.documents.sign_job_description import (
    acknowledge_job_description,
    publish_job_description,
)

job_descriptions = Blueprint(__name__)

TOGETHER = 20
"""Versions that one transaction writes: each is three records and an entry."""


class LeftOut(Shape):
    """Somebody for whom nothing could be drafted, and why."""

    person_id: str
    code: str
    reason: str


class Drafted(Shape):
    """The versions that a draft run made, none for a job that did not change, and who was left out."""

    items: list[JobDescriptionShape]
    left_out: list[LeftOut]


class Comparison(Shape):
    """What is different in a version against another of the same person; without another nothing is."""

    id: str
    number: int
    against: str | None
    against_number: int | None
    items: list[ChangeShape]


def _version_refs(request: ApiRequest) -> list[Any]:
    place = place_of(request.path["job_description_id"], "jd")
    return [
        refs.job_descriptions(request.company_id, place.person_id).at(place.rest),
        refs.newest_job_descriptions(request.company_id).at(place.person_id),
        refs.person(request.company_id, place.person_id),
    ]


@endpoint(
    job_descriptions,
    "GET",
    "/v1/job-descriptions",
    access=EVERYBODY,
    summary=("岗位说明书列表", "Job descriptions"),
    query=VersionsQuery,
    returns=Page[JobDescriptionShape],
    errors=(NotFound,),
)
def list_versions(request: ApiRequest) -> Answer:
    """Return all versions of a person, newest first, or the newest version of each whom the caller sees."""
    actor, wanted = admission.actor_of(request), request.query.person_id
    after = (request.position or {}).get("after")
    if wanted is not None:
        person = load([refs.person(request.company_id, wanted)]).find(refs.person(request.company_id, wanted))
        if person is None or not may_see(actor, person):
            raise NotFound(pointer="/query/person_id")
        versions = refs.job_descriptions(request.company_id, wanted)
        found = page(versions, after=after, limit=request.query.limit, newest_first=True)
        seen = found.items
    else:
        people = {each.id: each for each in every(refs.people(request.company_id))}
        newest = refs.newest_job_descriptions(request.company_id)
        found = page(newest, after=after, limit=request.query.limit)
        seen = tuple(each for each in found.items if may_see(actor, people[each.person_id]))
    return Answer.ok(
        {
            "items": [shape_of(each) for each in seen],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    job_descriptions,
    "POST",
    "/v1/job-descriptions",
    access=HR_AND_OWNER,
    summary=("生成岗位说明书", "Draft job descriptions"),
    body=DraftWish,
    returns=Drafted,
    status=201,
    command=True,
    errors=(NotFound, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id)],
)
def draft(request: ApiRequest) -> Answer:
    """Draft a new version for each person whose job changed since the last; the same logs make none."""
    wanted = request.body.person_id
    staff = list(every(refs.people(request.company_id)))
    people = [each for each in staff if wanted in (None, each.id)]
    if wanted and not people:
        raise NotFound(pointer="/person_id")
    drafts = draft_job_descriptions(
        company=request.loaded.get(refs.company(request.company_id)),
        people=[each for each in people if each.is_active and (wanted or each.is_reviewed)],
        staff=staff,
        at=request.received_at,
        documents=wiring.documents(),
        is_asked=True,
    )
    actor = admission.actor_of(request)
    for start in range(0, len(drafts.made), TOGETHER):
        parts = [
            Part(command, Key(request.route, f"{request.key}\x1f{version.id}", request.body_hash), {})
            for version, command in drafts.made[start : start + TOGETHER]
        ]
        for outcome in commit_batch(parts, actor=actor, at=request.received_at):
            if isinstance(outcome, DomainError):
                raise outcome
            actor = outcome.actor
    _record_time_to_jd([version for version, _ in drafts.made])
    answer = Drafted(
        items=[shape_of(version) for version, _ in drafts.made],
        left_out=[
            LeftOut(person_id=id_, code=each.code, reason=each.sentence(request.language))
            for id_, each in drafts.left_out
        ],
    )
    return admission.commit(
        request, Command("job_description.draft", ()), Answer.created(answer), actor=actor
    )


@endpoint(
    job_descriptions,
    "GET",
    "/v1/job-descriptions/{job_description_id}",
    access=EVERYBODY,
    summary=("岗位说明书", "A job description"),
    returns=JobDescriptionShape,
    errors=(NotFound,),
    load=_version_refs,
)
def read_version(request: ApiRequest, job_description_id: str) -> Answer:
    """Return one version with links to its documents."""
    version, _ = _versions(request)
    documents = wiring.documents()
    link = documents.link(version.document_key, file_name=version.file_name)
    html_link = documents.link(version.page_key, file_name=version.page_name) if version.page_key else None
    return Answer.ok(shape_of(version, link, html_link))


@endpoint(
    job_descriptions,
    "GET",
    "/v1/job-descriptions/{job_description_id}/changes",
    access=EVERYBODY,
    summary=("岗位说明书版本对比", "Compare versions of a job description"),
    query=AgainstQuery,
    returns=Comparison,
    errors=(NotFound,),
    load=_version_refs,
)
def compare(request: ApiRequest, job_description_id: str) -> Answer:
    """Return what is different in this version against another one of the same person."""
    version, _ = _versions(request)
    other = _other(request, version)
    found = changes(other.content, version.content) if other else ()
    return Answer.ok(
        Comparison(
            id=version.id,
            number=version.number,
            against=other.id if other else None,
            against_number=other.number if other else None,
            items=changes_shape(found),
        )
    )


@endpoint(
    job_descriptions,
    "PATCH",
    "/v1/job-descriptions/{job_description_id}",
    access=HR_AND_OWNER,
    summary=("修改岗位说明书草稿", "Edit a draft of a job description"),
    body=DraftChanges,
    returns=JobDescriptionShape,
    errors=(NotFound, NotADraft, ChangedMeanwhile, NothingToEdit, DutyLineUnknown, TemplateOutdated),
    load=_version_refs,
)
def edit(request: ApiRequest, job_description_id: str) -> Answer:
    """Write texts into a draft; its documents are printed anew, and the next draft from logs keeps the texts."""
    version, newest = _versions(request)
    after, command = edit_job_description(
        version=version,
        newest=newest,
        seen=request.body.version,
        texts=texts_of(request.body),
        actor=admission.actor_of(request),
        at=request.received_at,
        press=press_of(request.company_id, wiring.documents()),
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


@endpoint(
    job_descriptions,
    "POST",
    "/v1/job-descriptions/{job_description_id}/publish",
    access=HR_AND_OWNER,
    summary=("发布岗位说明书", "Publish a job description"),
    body=Publication,
    returns=JobDescriptionShape,
    command=True,
    errors=(NotFound, NotToPublish, ChangedMeanwhile, TemplateOutdated),
    load=lambda request: [*_version_refs(request), refs.company(request.company_id)],
)
def publish(request: ApiRequest, job_description_id: str) -> Answer:
    """Publish a draft in place of the version in force; the person is asked to read and acknowledge it."""
    version, newest = _versions(request)
    after, command = publish_job_description(
        version=version,
        newest=newest,
        versions=versions_of(request.company_id, version.person_id),
        effective_on=request.body.effective_on,
        company=request.loaded.get(refs.company(request.company_id)),
        at=request.received_at,
        press=press_of(request.company_id, wiring.documents()),
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


@endpoint(
    job_descriptions,
    "POST",
    "/v1/job-descriptions/{job_description_id}/acknowledge",
    access=MEMBERS,
    summary=("签收岗位说明书", "Acknowledge one's job description"),
    returns=JobDescriptionShape,
    command=True,
    errors=(NotFound, NotToAcknowledge, ChangedMeanwhile),
    load=_version_refs,
)
def acknowledge(request: ApiRequest, job_description_id: str) -> Answer:
    """Acknowledge the caller's own published job description."""
    version, newest = _versions(request)
    after, command = acknowledge_job_description(
        version=version, newest=newest, actor=admission.actor_of(request), at=request.received_at
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


def _versions(request: ApiRequest) -> tuple[JobDescriptionVersion, JobDescriptionVersion]:
    own, newest, person = _version_refs(request)
    if not may_see(admission.actor_of(request), request.loaded.get(person)):
        raise NotFound()
    return request.loaded.get(own), request.loaded.get(newest)


def _other(request: ApiRequest, version: JobDescriptionVersion) -> JobDescriptionVersion | None:
    """Return the version to compare with: the one that is named, else the one before, if any."""
    named = request.query.against
    if named is None:
        return version_before(version)
    if named.isascii() and named.isdigit() and len(named) <= 4:
        named = job_description_id(version.person_id, int(named))
    place = place_of(named, "jd")
    if place.person_id != version.person_id:
        raise NotFound(pointer="/query/against")
    ref = refs.job_descriptions(request.company_id, place.person_id).at(place.rest)
    return load([ref]).get(ref)


def _record_time_to_jd(made: Sequence[JobDescriptionVersion]) -> None:
    """Record the days from the first logged day to each draft that counts them."""
    for version in made:
        if version.days_to_draft is not None:
            record("time_to_jd", version.days_to_draft)
