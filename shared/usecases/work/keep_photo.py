"""Photos of work logs: announce one, and draw anew what was uploaded for it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from shared.adapters.documents.pictures import Picture, drawn_anew
from shared.adapters.documents.store import Documents
from shared.adapters.documents.uploads import Uploads
from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, KeyReused, Write
from shared.adapters.dynamo.store import Loaded, load
from shared.domain.errors import NotFound
from shared.domain.ids import place_of
from shared.domain.people import Member
from shared.domain.work.logs.photos import (
    MOST_BYTES,
    Photo,
    PhotoRefused,
    PhotoState,
    PhotoUnknown,
    check_waiting,
    ready,
    refused,
    shown_key,
    upload_of,
)


def announce_photo(
    *, photo_id: str, found: Photo | None, actor: Member, at: datetime
) -> tuple[Photo, Command]:
    """
    Return the photo that an upload form is for, and the command that keeps it.

    :param found: the photo of this id if it was announced before: it stays, and only the form is another.
    :raises PhotoSettled: if it does not wait for an upload any more.
    """
    if found is not None:
        check_waiting(found)
        return found, Command("photo.announce", ())
    photo = Photo(id=photo_id, company_id=actor.company_id, person_id=actor.id, made_at=at)
    return photo, Command("photo.announce", (Write(refs.photo(actor.company_id, photo_id), photo),))


def keep_photo(*, key: str, at: datetime, uploads: Uploads, documents: Documents) -> Photo | None:
    """
    Draw an upload anew, keep the picture or the reason why there is none, and delete the upload.

    Harmless however often, late or out of order it is asked: the first upload that is looked at decides, and any
    other (or one that belongs to no photo) is only deleted. Returns the photo if this call decided, else None.

    :param key: of an object in the transit bucket; one that is no photo's is left alone.
    """
    place = upload_of(key)
    if place is None:
        return None
    company_id, photo_id = place
    ref, row = refs.photo(company_id, photo_id), refs.member(company_id, "job_photos")
    loaded = load([ref, row])
    photo, actor = loaded.find(ref), commands.job_actor(company_id, "photos", loaded.find(row))
    decided = None
    if photo is not None and photo.state is PhotoState.WAITING:
        try:
            decided = _decided(photo, uploads, documents)
            _commit(photo, decided, actor=actor, at=at)
        except NotFound:  # the day is over, or another run was here
            return None
        except (ChangedMeanwhile, KeyReused):
            decided = None
    uploads.drop(key)
    return decided


def photo_refs(company_id: str, ids: Iterable[str]) -> list[refs.Ref[Photo]]:
    """Return where these photos lie; ids that are none are left to `check_own_photos`."""
    return [refs.photo(company_id, each) for each in ids if _person_of(each)]


def check_own_photos(
    loaded: Loaded, ids: Iterable[str], *, company_id: str, person_id: str, pointer: str = "/photos"
) -> None:
    """
    Let a log pass whose photos are its person's own, in whatever state; `loaded` holds their `photo_refs`.

    :raises PhotoUnknown: at the first that is not.
    """
    for each in ids:
        own = _person_of(each) == person_id and loaded.find(refs.photo(company_id, each)) is not None
        if not own:
            raise PhotoUnknown(pointer=pointer, photo=each[:60])


def _decided(photo: Photo, uploads: Uploads, documents: Documents) -> Photo:
    try:
        picture = drawn_anew(uploads.read(photo.upload_key, most_bytes=MOST_BYTES))
    except PhotoRefused as reason:
        return refused(photo, reason)
    return _stored(photo, picture, documents)


def _stored(photo: Photo, picture: Picture, documents: Documents) -> Photo:
    """Put the picture where its own content says, so that what is recorded is what is shown, whoever is faster."""
    digest = hashlib.sha256(picture.content).hexdigest()
    place = shown_key(photo.company_id, photo.id, digest)
    documents.put(place, picture.content, content_type="image/jpeg")
    return ready(photo, sha256=digest, width=picture.width, height=picture.height)


def _commit(before: Photo, after: Photo, *, actor: Member, at: datetime) -> None:
    command = Command("photo.keep", (Write(refs.photo(before.company_id, before.id), after, before=before),))
    key = Key("photo.keep", before.id, after.sha256 or after.refused or "")
    commands.commit(command, actor=actor, key=key, answer={}, at=at)


def _person_of(photo_id: str) -> str | None:
    try:
        return place_of(photo_id, "pho").person_id
    except NotFound:
        return None
