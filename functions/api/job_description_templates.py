"""The Word template of job descriptions (岗位说明书模板): which one is in use, another one, the standard one again."""

import base64
import binascii
from dataclasses import replace
from typing import Annotated, Any

from chalice import Blueprint
from pydantic import Field as Bounded

from functions import admission, wiring
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, Spelling, Text, unreadable
from functions.edge.models import Body, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.documents.job_description import TEMPLATE
from shared.adapters.documents.job_description_fields import PLACEHOLDERS, Field
from shared.adapters.documents.job_description_template import REFUSALS, Template
from shared.adapters.documents.template_marks import FILTERS
from shared.adapters.documents.word_package import LARGEST_FILE
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.work.job_descriptions.template import JobDescriptionTemplate
from shared.usecases.documents.replace_template import StandardAlready, remove_template, replace_template

job_description_templates = Blueprint(__name__)

PATH = "/v1/job-description-template"
LONGEST_BASE64 = 4 * ((LARGEST_FILE + 2) // 3)
"""A larger template would not fit into a body, which holds 1 MiB."""


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_BASE64:
        raise unreadable(
            f"应为 Base64 文本，文件最大 {LARGEST_FILE // 1024} KB",
            f"must be base64 text of a file of at most {LARGEST_FILE // 1024} KB",
        )
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise unreadable("应为 Base64 文本", "must be base64 text") from None


Base64 = Annotated[
    bytes,
    Spelling(
        _bytes,
        lambda raw: base64.b64encode(raw).decode(),
        {
            "type": "string",
            "contentEncoding": "base64",
            "minLength": 1,
            "maxLength": LONGEST_BASE64,
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        },
    ),
]


class NewWordTemplate(Body):
    """A .docx with placeholders, at most 750 KB. `version` is the one that the caller saw, 0 if there was none."""

    version: Annotated[int, Bounded(ge=0, le=2**53 - 1)]
    file_name: Annotated[str, Text(200)]
    content_base64: Base64


class SeenQuery(Query):
    """The version that the caller saw."""

    version: Annotated[str, Bounded(pattern="^[1-9][0-9]{0,8}$")]


class PlaceholderField(Shape):
    """A field of a line, written behind the line's name."""

    name: str
    name_zh: str
    name_en: str
    kind: str


class Placeholder(PlaceholderField):
    """
    A placeholder: `text` and `number` are written by name, `line` by name and field, `lines` and `texts` in a loop;
    a `flag` is asked for with if.
    """

    fields: list[PlaceholderField]


class TemplateChoice(Shape):
    """Which template is in use, since when and by whom; the standard one has no name, and nobody chose it at first."""

    is_own: bool
    file_name: str | None
    sha256: str
    since: Instant | None
    by_id: str | None
    version: int


class TemplateInUse(TemplateChoice):
    """
    The template in use. `link` downloads the company's own and works for five minutes; the standard one comes in
    `content_base64`. `placeholders` and `filters` are all that a template may use.
    """

    link: str | None
    content_base64: str | None
    largest_bytes: int
    placeholders: list[Placeholder]
    filters: list[str]


def _kept(request: ApiRequest) -> list[Any]:
    return [refs.job_description_template(request.company_id)]


@endpoint(
    job_description_templates,
    "GET",
    PATH,
    access=HR_AND_OWNER,
    summary=("岗位说明书模板", "The template of job descriptions"),
    returns=TemplateInUse,
    load=_kept,
)
def read_template(request: ApiRequest) -> Answer:
    """Return which Word template is in use, how to get it, and what a template may print."""
    kept = _found(request)
    own = kept is not None and kept.is_own
    return Answer.ok(
        TemplateInUse(
            **_choice(kept).model_dump(),
            link=wiring.documents().link(kept.key, file_name=kept.file_name) if kept and own else None,
            content_base64=None if own else base64.b64encode(TEMPLATE.read_bytes()).decode(),
            largest_bytes=LARGEST_FILE,
            placeholders=[_placeholder(each) for each in PLACEHOLDERS],
            filters=sorted(FILTERS),
        )
    )


@endpoint(
    job_description_templates,
    "PUT",
    PATH,
    access=HR_AND_OWNER,
    summary=("更换岗位说明书模板", "Replace the template of job descriptions"),
    body=NewWordTemplate,
    returns=TemplateChoice,
    command=True,
    errors=(ChangedMeanwhile, *REFUSALS),
    load=_kept,
)
def put_template(request: ApiRequest) -> Answer:
    """Use another Word template from the next document on; it is looked through first."""
    body = request.body
    after, command = replace_template(
        before=_found(request),
        version=body.version,
        file_name=body.file_name,
        content=body.content_base64,
        actor=admission.actor_of(request),
        at=request.received_at,
        documents=wiring.documents(),
    )
    return admission.commit(request, command, Answer.ok(_choice(after)))


@endpoint(
    job_description_templates,
    "DELETE",
    PATH,
    access=HR_AND_OWNER,
    summary=("恢复标准模板", "Go back to the standard template"),
    query=SeenQuery,
    returns=TemplateChoice,
    command=True,
    errors=(ChangedMeanwhile, StandardAlready),
    load=_kept,
)
def delete_template(request: ApiRequest) -> Answer:
    """Use the standard template again from the next document on."""
    seen = int(request.query.version)
    after, command = remove_template(
        before=_found(request), version=seen, actor=admission.actor_of(request), at=request.received_at
    )
    # without a key of its own a repeat is told by the version that was seen, which is no part of the body's hash
    asked = replace(request, key=request.key or f"version-{seen}")
    return admission.commit(asked, command, Answer.ok(_choice(after)))


def _found(request: ApiRequest) -> JobDescriptionTemplate | None:
    found: JobDescriptionTemplate | None = request.loaded.find(
        refs.job_description_template(request.company_id)
    )
    return found


def _choice(kept: JobDescriptionTemplate | None) -> TemplateChoice:
    own = kept is not None and kept.is_own
    return TemplateChoice(
        is_own=own,
        file_name=kept.file_name if kept and own else None,
        sha256=kept.sha256 if kept and own else Template.of(TEMPLATE.read_bytes()).digest,
        since=kept.at if kept else None,
        by_id=kept.by_id if kept else None,
        version=kept.version if kept else 0,
    )


def _placeholder(field: Field) -> Placeholder:
    named = _field(field).model_dump()
    return Placeholder(**named, fields=[_field(each) for each in field.fields])


def _field(field: Field) -> PlaceholderField:
    return PlaceholderField(name=field.name, name_zh=field.zh, name_en=field.en, kind=field.kind)
