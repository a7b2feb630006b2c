"""Photo evidence of work logs (照片凭证): announce one and get a form to upload it, then see what became of it."""

from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission, wiring
from functions.api.work_log_bodies import ClientId
from functions.edge.access import EVERYBODY, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.documents.uploads import picture_link
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.errors import NotFound
from shared.domain.ids import photo_id, place_of
from shared.domain.people import may_see
from shared.domain.work.logs.photos import MOST_BYTES, Photo, PhotoSettled, PhotoState, shown_key
from shared.usecases.work.keep_photo import announce_photo

photos = Blueprint(__name__)


class NewPhoto(Body):
    """
    What will be uploaded, and of which type it says it is.

    `client_id` is the photo's own key: the same one under another Idempotency-Key gives the same photo and another
    form, for an upload that outlasted its form. Without it the Idempotency-Key is the photo's key.
    """

    client_id: ClientId | None = None
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    bytes: Annotated[int, Field(ge=1, le=MOST_BYTES)]


class UploadShape(Shape):
    """
    A form: POST `fields` and then the photo as the field `file` to `url`, as multipart/form-data.

    It takes this one photo, of the type and up to the bytes that were announced, until `expires_at`.
    """

    url: str
    fields: dict[str, str]
    expires_at: Instant


class AnnouncedPhoto(Shape):
    """A photo that waits for its upload."""

    id: str
    state: str
    upload: UploadShape


class RefusedShape(Shape):
    """Why an upload is not shown, in the caller's language."""

    code: str
    detail: str


class PhotoShape(Shape):
    """
    A photo: waiting, ready or refused.

    Once it is ready `link` shows it for five minutes: a JPEG without metadata, `width` × `height` pixels, with this
    `sha256`.
    """

    id: str
    person_id: str
    state: str
    refused: RefusedShape | None
    link: str | None
    width: int | None
    height: int | None
    sha256: str | None


def _announced_id(request: ApiRequest) -> str:
    person_id = request.caller.person_id if request.caller else ""
    return photo_id(person_id, request.body.client_id or request.key or "")


def _photo_and_person(request: ApiRequest) -> list[Any]:
    place = place_of(request.path["photo_id"], "pho")
    return [
        refs.photo(request.company_id, request.path["photo_id"]),
        refs.person(request.company_id, place.person_id),
    ]


@endpoint(
    photos,
    "POST",
    "/v1/work-log-photos",
    access=MEMBERS,
    summary=("上传照片凭证", "Announce a photo"),
    body=NewPhoto,
    returns=AnnouncedPhoto,
    status=201,
    command=True,
    errors=(PhotoSettled, ChangedMeanwhile),
    load=lambda request: [refs.photo(request.company_id, _announced_id(request))],
)
def announce(request: ApiRequest) -> Answer:
    """
    Announce a photo of the caller's own and get the form that uploads it.

    The same Idempotency-Key gives the first answer again, with the form that was in it, be it over or not.
    """
    id_ = _announced_id(request)
    photo, command = announce_photo(
        photo_id=id_,
        found=request.loaded.find(refs.photo(request.company_id, id_)),
        actor=admission.actor_of(request),
        at=request.received_at,
    )
    form = wiring.uploads().form(
        photo.upload_key, content_type=request.body.content_type, most_bytes=request.body.bytes
    )
    answer = AnnouncedPhoto(
        id=photo.id,
        state=photo.state,
        upload=UploadShape(url=form.url, fields=dict(form.fields), expires_at=form.expires_at),
    )
    return admission.commit(
        request, command, Answer.created(answer, location=f"/v1/work-log-photos/{photo.id}")
    )


@endpoint(
    photos,
    "GET",
    "/v1/work-log-photos/{photo_id}",
    access=EVERYBODY,
    summary=("照片凭证", "A photo"),
    returns=PhotoShape,
    errors=(NotFound,),
    load=_photo_and_person,
)
def read(request: ApiRequest, photo_id: str) -> Answer:
    """Return what became of a photo, to whoever sees the logs of its person."""
    photo_ref, person_ref = _photo_and_person(request)
    if not may_see(admission.actor_of(request), request.loaded.get(person_ref)):
        raise NotFound()
    return Answer.ok(_shape(request.loaded.get(photo_ref), request.language))


def _shape(photo: Photo, language: str) -> PhotoShape:
    reason = photo.reason
    return PhotoShape(
        id=photo.id,
        person_id=photo.person_id,
        state=photo.state,
        refused=RefusedShape(code=reason.code, detail=reason.sentence(language)) if reason else None,
        link=_link(photo),
        width=photo.width,
        height=photo.height,
        sha256=photo.sha256,
    )


def _link(photo: Photo) -> str | None:
    if photo.state is not PhotoState.READY or photo.sha256 is None:
        return None
    return picture_link(wiring.documents(), shown_key(photo.company_id, photo.id, photo.sha256))
