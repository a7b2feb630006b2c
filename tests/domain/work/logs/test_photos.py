from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.domain.ids import photo_id, place_of
from shared.domain.work.logs.photos import (
    REASONS,
    NotAPicture,
    Photo,
    PhotoSettled,
    PhotoState,
    TooManyPixels,
    check_waiting,
    ready,
    refused,
    shown_key,
    upload_of,
)

COMPANY, PERSON = f"co_{'0' * 19}", f"per_{'1' * 19}"
ID = photo_id(PERSON, "k1")
WAITING = Photo(ID, COMPANY, PERSON, datetime(2026, 3, 2, 1, tzinfo=UTC))
DIGEST = "ab" * 32


class TestPhoto:
    def test_begins_by_waiting_with_nothing_to_show(self):
        assert (WAITING.state, WAITING.reason, WAITING.sha256, WAITING.version) == ("waiting", None, None, 1)

    def test_becomes_ready_with_its_picture(self):
        after = ready(WAITING, sha256=DIGEST, width=1600, height=1200)

        picture = {"sha256": DIGEST, "width": 1600, "height": 1200}
        assert after == replace(WAITING, state=PhotoState.READY, version=2, **picture)

    def test_becomes_refused_with_its_reason(self):
        after = refused(WAITING, TooManyPixels())

        assert (after.state, after.refused, after.version) == ("refused", "photo.too_many_pixels", 2)
        assert isinstance(after.reason, TooManyPixels)
        assert after.sha256 is None

    @pytest.mark.parametrize(
        "settled", [ready(WAITING, sha256=DIGEST, width=1, height=1), refused(WAITING, NotAPicture())]
    )
    def test_is_settled_once_and_for_good(self, settled):
        with pytest.raises(PhotoSettled):
            ready(settled, sha256=DIGEST, width=2, height=2)
        with pytest.raises(PhotoSettled):
            refused(settled, NotAPicture())
        with pytest.raises(PhotoSettled) as told:
            check_waiting(settled)
        assert told.value.current == {"id": ID, "state": settled.state}

    def test_every_reason_is_found_by_its_code(self):
        assert {type(refused(WAITING, each()).reason) for each in REASONS.values()} == set(REASONS.values())


class TestKeys:
    def test_an_upload_is_found_by_the_key_that_it_waits_under(self):
        assert upload_of(WAITING.upload_key) == (COMPANY, ID)

    @pytest.mark.parametrize(
        "key",
        [
            "",
            f"{COMPANY}/photos/{ID}.jpg",
            f"{COMPANY}/photos/{ID}.upload.upload",
            f"{COMPANY}/photos/../{ID}.upload",
            f"{COMPANY}/reports/{ID}.upload",
            f"x/{COMPANY}/photos/{ID}.upload",
            f"{COMPANY}/photos/pho_1.upload",
            f"{COMPANY}/photos/{ID}.upload\n",
        ],
    )
    def test_no_other_key_is_an_upload(self, key):
        assert upload_of(key) is None

    def test_a_picture_is_shown_from_a_place_of_its_own_content_and_never_from_the_uploads(self):
        shown = shown_key(COMPANY, ID, DIGEST)

        assert shown == f"{COMPANY}/photos/{ID}-{DIGEST[:16]}.jpg"
        assert shown_key(COMPANY, ID, "cd" * 32) != shown
        assert upload_of(shown) is None


class TestPhotoId:
    def test_the_same_key_of_the_same_person_is_the_same_photo(self):
        assert photo_id(PERSON, "k1") == ID
        assert photo_id(PERSON, "k2") != ID
        assert photo_id(f"per_{'2' * 19}", "k1") != ID

    def test_it_says_whose_it_is(self):
        assert place_of(ID, "pho").person_id == PERSON
