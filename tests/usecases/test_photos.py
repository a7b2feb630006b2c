"""Photos on the real engine: what is announced, uploaded, drawn anew, and what happens when S3 tells it twice."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from functions import wiring
from shared.adapters.dynamo import audit, refs
from shared.adapters.dynamo.commands import Key, commit
from shared.adapters.dynamo.store import every, load
from shared.domain.errors import NotFound
from shared.domain.ids import photo_id
from shared.domain.work.logs.photos import MOST_BYTES, PhotoSettled, PhotoState, PhotoUnknown, shown_key
from shared.usecases.work.keep_photo import announce_photo, check_own_photos, keep_photo, photo_refs
from tests.adapters.photographs import SECRET, photograph, png_that_says, quarters
from tests.conftest import MONDAY_NINE

LATER = MONDAY_NINE + timedelta(minutes=1)


class Album:
    """The photos of one company."""

    def __init__(self, founding):
        self.company_id = founding.company.id
        self.founding = founding

    def announce(self, name="李婷", key="k1"):
        """Announce a photo as the API does and return it."""
        actor = self.founding.member(name)
        id_ = photo_id(actor.id, key)
        photo, command = announce_photo(photo_id=id_, found=None, actor=actor, at=MONDAY_NINE)
        commit(command, actor=actor, key=Key("POST", key, ""), answer={}, at=MONDAY_NINE)
        return photo

    def upload(self, photo, content):
        """Put bytes where the upload of a photo waits."""
        place = wiring.uploads()
        place.client.put_object(Bucket=place.bucket, Key=photo.upload_key, Body=content)

    def look(self, photo):
        """Do what the job does when S3 tells of an upload."""
        return keep_photo(
            key=photo.upload_key, at=LATER, uploads=wiring.uploads(), documents=wiring.documents()
        )

    def taken(self, content, **more):
        """Announce, upload and look at a photo; return it as it is kept."""
        photo = self.announce(**more)
        self.upload(photo, content)
        self.look(photo)
        return self.kept(photo)

    def kept(self, photo):
        ref = refs.photo(self.company_id, photo.id)
        return load([ref]).get(ref)

    def shown(self, photo):
        """Return the picture that is shown."""
        return wiring.documents().get(shown_key(self.company_id, photo.id, photo.sha256))

    def everything(self):
        """Return the keys of all objects under the company's prefix, of both buckets."""
        s3 = wiring.documents().client
        return [
            each["Key"]
            for bucket in (wiring.settings().bucket, wiring.settings().transit_bucket)
            for each in s3.list_objects_v2(Bucket=bucket, Prefix=f"{self.company_id}/").get("Contents", ())
        ]

    def job_entries(self):
        return list(every(audit.entries(self.company_id, "job_photos")))


@pytest.fixture
def album(company):
    return Album(company)


class TestAnnouncePhoto:
    def test_it_waits_for_an_upload_of_its_person(self, album):
        photo = album.announce("李婷")

        assert album.kept(photo) == photo
        assert photo.person_id == album.founding.people["李婷"].id
        assert (photo.state, photo.version, photo.made_at) == (PhotoState.WAITING, 1, MONDAY_NINE)

    def test_announced_again_it_is_the_same_and_nothing_is_written(self, album):
        photo = album.announce()

        again, command = announce_photo(
            photo_id=photo.id, found=photo, actor=album.founding.member("李婷"), at=LATER
        )

        assert (again, command.writes) == (photo, ())

    def test_a_settled_one_is_told_as_it_stands(self, album):
        photo = album.taken(photograph())

        with pytest.raises(PhotoSettled) as told:
            announce_photo(photo_id=photo.id, found=photo, actor=album.founding.member("李婷"), at=LATER)

        assert told.value.current == {"id": photo.id, "state": "ready"}


class TestKeepPhoto:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_a_photo_becomes_ready_without_what_it_told_beside(self, album, kind):
        photo = album.taken(photograph(kind, quarters((3000, 2000))))

        shown = album.shown(photo)
        assert (photo.state, photo.width, photo.height, photo.version) == ("ready", 1600, 1067, 2)
        assert photo.sha256 == hashlib.sha256(shown).hexdigest()
        assert SECRET not in shown and dict(Image.open(io.BytesIO(shown)).getexif()) == {}

    def test_the_upload_itself_is_gone_and_was_never_where_things_are_shown_from(self, album):
        photo = album.taken(photograph())

        assert album.everything() == [shown_key(album.company_id, photo.id, photo.sha256)]
        for bucket in (wiring.settings().bucket, wiring.settings().transit_bucket):
            with pytest.raises(ClientError, match="NoSuchKey"):
                wiring.documents().client.get_object(Bucket=bucket, Key=photo.upload_key)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<html><script>alert(1)</script>", "photo.not_a_picture"),
            (b"PK\x03\x04 a zip", "photo.not_a_picture"),
            (b"<svg/>", "photo.not_a_picture"),
            (photograph()[:3000], "photo.damaged"),
            (b"\xff\xd8\xff<html>", "photo.damaged"),
            (png_that_says(30_000, 30_000), "photo.too_many_pixels"),
            (bytes(MOST_BYTES + 1), "photo.too_many_bytes"),
        ],
        ids=["HTML", "zip", "SVG", "cut off", "polyglot", "bomb", "too long"],
    )
    def test_what_is_no_photo_is_refused_with_a_reason_and_nothing_is_shown(self, album, content, code):
        photo = album.taken(content)

        assert (photo.state, photo.refused, photo.sha256) == ("refused", code, None)
        assert photo.reason.sentence("zh-CN") and photo.reason.sentence("en")
        assert album.everything() == []

    def test_the_job_signs_for_it(self, album):
        photo = album.taken(photograph())

        (entry,) = album.job_entries()
        assert (entry.command, entry.at, entry.seq) == ("photo.keep", LATER, 1)
        assert photo.id.removeprefix("pho_")[-16:] in str(entry.changes)
        assert audit.broken_links([entry]) == []


class TestToldAgain:
    def test_the_same_upload_is_looked_at_once(self, album):
        photo = album.taken(photograph())
        before = album.everything()

        assert album.look(photo) is None

        assert album.kept(photo) == photo
        assert album.everything() == before
        assert len(album.job_entries()) == 1

    def test_another_upload_after_the_first_changes_nothing_and_goes(self, album):
        photo = album.taken(photograph())
        album.upload(photo, photograph(image=Image.new("RGB", (10, 10), "black")))

        assert album.look(photo) is None

        assert album.kept(photo) == photo
        assert album.everything() == [shown_key(album.company_id, photo.id, photo.sha256)]

    def test_a_photo_whose_upload_is_gone_goes_on_waiting(self, album):
        photo = album.announce()

        assert album.look(photo) is None

        assert album.kept(photo).state == PhotoState.WAITING
        album.upload(photo, photograph())
        assert album.look(photo).state == PhotoState.READY

    def test_an_upload_for_nobody_goes_and_does_nothing(self, album):
        stranger = album.announce()
        unknown = f"{album.company_id}/photos/{photo_id(stranger.person_id, 'other')}.upload"
        place = wiring.uploads()
        place.client.put_object(Bucket=place.bucket, Key=unknown, Body=photograph())

        kept = keep_photo(key=unknown, at=LATER, uploads=place, documents=wiring.documents())

        assert kept is None
        assert album.everything() == []
        assert album.job_entries() == []

    def test_an_object_that_is_no_photos_is_left_alone(self, album):
        place, key = wiring.uploads(), f"{album.company_id}/reports/march.csv"
        place.client.put_object(Bucket=place.bucket, Key=key, Body=b"a,b")

        assert keep_photo(key=key, at=LATER, uploads=place, documents=wiring.documents()) is None

        assert album.everything() == [key]

    def test_many_at_once_keep_one_picture_and_what_is_recorded_is_what_is_shown(self, album):
        photo = album.announce()
        album.upload(photo, photograph())

        with ThreadPoolExecutor(4) as workers:
            kept = [each for each in workers.map(lambda _: album.look(photo), range(4)) if each]

        assert len({each.sha256 for each in kept}) == 1
        after = album.kept(photo)
        assert after.version == 2
        assert hashlib.sha256(album.shown(after)).hexdigest() == after.sha256
        assert len(album.job_entries()) == 1

    def test_photos_of_many_people_at_once_are_all_kept(self, album):
        photos = [album.announce(name, key) for name in ("李婷", "陈浩") for key in ("a", "b", "c")]
        for each in photos:
            album.upload(each, photograph())

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(album.look, photos))

        assert {album.kept(each).state for each in photos} == {"ready"}
        assert audit.broken_links(album.job_entries()) == []


class TestCheckOwnPhotos:
    def check(self, album, ids, name="李婷"):
        loaded = load(photo_refs(album.company_id, ids))
        person_id = album.founding.people[name].id
        check_own_photos(loaded, ids, company_id=album.company_id, person_id=person_id)

    def test_own_photos_pass_in_whatever_state(self, album):
        waiting, refused = album.announce(key="w"), album.taken(b"no picture", key="r")

        self.check(album, [waiting.id, refused.id])

    @pytest.mark.parametrize("id_", ["", "pho_1", "log_1", "x" * 300, f"pho_{'0' * 35}"])
    def test_what_is_no_photo_is_told_with_the_field(self, album, id_):
        with pytest.raises(PhotoUnknown) as told:
            self.check(album, [id_])

        assert told.value.pointer == "/photos"
        assert len(told.value.sentence("en")) < 200

    def test_a_colleagues_photo_and_one_of_another_company_are_told_alike(self, album):
        own = album.announce("李婷")

        with pytest.raises(PhotoUnknown):
            self.check(album, [own.id], "陈浩")
        with pytest.raises(PhotoUnknown):
            loaded = load(photo_refs(f"co_{'0' * 19}", [own.id]))
            check_own_photos(loaded, [own.id], company_id=f"co_{'0' * 19}", person_id=own.person_id)

    def test_a_photo_that_was_never_announced_is_told(self, album):
        with pytest.raises(PhotoUnknown):
            self.check(album, [photo_id(album.founding.people["李婷"].id, "never")])


class TestPhotoRef:
    def test_an_id_that_is_none_is_missing(self):
        with pytest.raises(NotFound):
            refs.photo(f"co_{'0' * 19}", "pho_1")
