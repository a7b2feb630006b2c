"""Job descriptions (岗位说明书): list, draft, publish, acknowledge, download."""

from typing import Annotated, Any

from chalice import Blueprint
from pydantic import Field

from functions import admission, wiring
from functions.edge.access import EVERYBODY, HR_AND_OWNER, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Instant
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Part, commit_batch
from shared.adapters.dynamo.store import every, page
from shared.domain.errors import DomainError, NotFound
from shared.domain.ids import place_of
from shared.domain.people import may_see
from shared.domain.work.job_description_versions import (
    JobDescriptionVersion,
    NotToAcknowledge,
    NotToPublish,
)
from shared.usecases.documents.draft_job_descriptions import draft_job_descriptions
from shared.usecases.documents.sign_job_description import (
    acknowledge_job_description,
    publish_job_description,
)

job_descriptions = Blueprint(__name__)

TOGETHER = 20
"""Versions that one transaction writes: each is two records and an entry."""


class DraftWish(Body):
    """Whom to draft for; without a person for everybody in review."""

    person_id: Id | None = None


class ChangeShape(Shape):
    """One difference from the version before; an empty text is an absent line."""

    section: str
    about: str
    before: str
    after: str


class DutyShape(Shape):
    """One duty in words, with its evidence."""

    id: str
    text: str
    class_: Annotated[str | None, Field(alias="class")]
    target: str
    percent: int | None
    minutes: int
    count: int


class KpiShape(Shape):
    """One KPI of the scorecard in words."""

    kpi: str
    name_zh: str
    weight: str
    target: str


class JobDescriptionShape(Shape):
    """One version; `link` downloads the Word document and works for five minutes."""

    id: str
    person_id: str
    number: int
    state: str
    title_zh: str
    title_en: str
    provisional: bool
    duties: list[DutyShape]
    qualifications_must: list[str]
    qualifications_ideal: list[str]
    kpis: list[KpiShape]
    changes: list[ChangeShape]
    digest: str
    sha256: str
    made_at: Instant
    published_at: Instant | None
    acknowledged_at: Instant | None
    link: str | None
    version: int


class Drafted(Shape):
    """The versions that a draft run made; empty if nobody's job changed."""

    items: list[JobDescriptionShape]


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
    query=PageQuery,
    returns=Page[JobDescriptionShape],
)
def list_newest(request: ApiRequest) -> Answer:
    """Return the newest version of each person whom the caller sees."""
    actor = admission.actor_of(request)
    people = {each.id: each for each in every(refs.people(request.company_id))}
    after = (request.position or {}).get("after")
    found = page(refs.newest_job_descriptions(request.company_id), after=after, limit=request.query.limit)
    return Answer.ok(
        {
            "items": [_shape(each) for each in found.items if may_see(actor, people[each.person_id])],
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
    people = [each for each in every(refs.people(request.company_id)) if wanted in (None, each.id)]
    if wanted and not people:
        raise NotFound(pointer="/person_id")
    made = draft_job_descriptions(
        company=request.loaded.get(refs.company(request.company_id)),
        people=[each for each in people if each.is_active and (wanted or each.is_reviewed)],
        at=request.received_at,
        documents=wiring.documents(),
    )
    actor = admission.actor_of(request)
    for start in range(0, len(made), TOGETHER):
        parts = [
            Part(command, Key(request.route, f"{request.key}\x1f{version.id}", request.body_hash), {})
            for version, command in made[start : start + TOGETHER]
        ]
        for outcome in commit_batch(parts, actor=actor, at=request.received_at):
            if isinstance(outcome, DomainError):
                raise outcome
            actor = outcome.actor
    answer = Answer.created({"items": [_shape(version) for version, _ in made]})
    return admission.commit(request, Command("job_description.draft", ()), answer, actor=actor)


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
    """Return one version with a link to its document."""
    version, _ = _versions(request, job_description_id)
    link = wiring.documents().link(version.document_key, file_name=version.file_name)
    return Answer.ok(_shape(version, link))


@endpoint(
    job_descriptions,
    "POST",
    "/v1/job-descriptions/{job_description_id}/publish",
    access=HR_AND_OWNER,
    summary=("发布岗位说明书", "Publish a job description"),
    returns=JobDescriptionShape,
    command=True,
    errors=(NotFound, NotToPublish, ChangedMeanwhile),
    load=_version_refs,
)
def publish(request: ApiRequest, job_description_id: str) -> Answer:
    """Publish a draft; the person is asked to read and acknowledge it."""
    version, newest = _versions(request, job_description_id)
    after, command = publish_job_description(version=version, newest=newest, at=request.received_at)
    return admission.commit(request, command, Answer.ok(_shape(after)))


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
    version, newest = _versions(request, job_description_id)
    after, command = acknowledge_job_description(
        version=version, newest=newest, actor=admission.actor_of(request), at=request.received_at
    )
    return admission.commit(request, command, Answer.ok(_shape(after)))


def _versions(
    request: ApiRequest, job_description_id: str
) -> tuple[JobDescriptionVersion, JobDescriptionVersion]:
    own, newest, person = _version_refs(request)
    if not may_see(admission.actor_of(request), request.loaded.get(person)):
        raise NotFound()
    return request.loaded.get(own), request.loaded.get(newest)


def _shape(version: JobDescriptionVersion, link: str | None = None) -> JobDescriptionShape:
    content = version.content
    return JobDescriptionShape(
        id=version.id,
        person_id=version.person_id,
        number=version.number,
        state=version.state,
        title_zh=content.title_zh,
        title_en=content.title_en,
        provisional=content.provisional,
        duties=[
            DutyShape(
                id=line.id,
                text=line.text,
                class_=line.duty_class,
                target=line.target,
                percent=line.percent,
                minutes=line.minutes,
                count=line.count,
            )
            for line in content.duties
        ],
        qualifications_must=list(content.must),
        qualifications_ideal=list(content.ideal),
        kpis=[
            KpiShape(kpi=line.kpi_id, name_zh=line.zh, weight=line.weight, target=line.target)
            for line in content.kpis
        ],
        changes=[
            ChangeShape(section=each.section, about=each.about, before=each.before, after=each.after)
            for each in version.changes
        ],
        digest=version.digest,
        sha256=version.sha256,
        made_at=version.made_at,
        published_at=version.published_at,
        acknowledged_at=version.acknowledged_at,
        link=link,
        version=version.version,
    )
