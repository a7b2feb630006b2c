"""Photo evidence over HTTP: announced, sent straight to the bucket by the form, drawn anew by the job, and shown."""

import hashlib
import io
import urllib.error
import urllib.request
import uuid
from typing import Any

import pytest
import requests
from PIL import Image

from tests.adapters.photographs import SECRET, photograph, png_that_says, quarters
from tests.api.client import Reply
from tests.api.companies import House

PATH = "/v1/work-log-photos"
WANTED = {"content_type": "image/jpeg", "bytes": 200_000}


def send(answer: Any, content: bytes) -> requests.Response:
    """Fill in the form of an answer as a phone does."""
    form = answer["upload"]
    return requests.post(form["url"], data=form["fields"], files={"file": ("a.jpg", content)}, timeout=30)


def announce(house: House, name: str = "李婷", *, key: str = "", **changes: Any) -> Reply:
    return house.as_(name).post(PATH, {**WANTED, **changes}, key=key)


def taken(house: House, content: bytes, name: str = "李婷") -> dict[str, Any]:
    """Announce and send a photo, wait for the job, and return the photo as its person sees it."""
    answer = announce(house, name).body
    assert send(answer, content).status_code == 204
    house.settle()
    reply = house.as_(name).get(f"{PATH}/{answer['id']}")
    assert reply.status == 200, reply.raw
    return dict(reply.body)


class TestAPhoto:
    def test_waits_then_is_shown_without_what_it_told_beside(self, house):
        answer = announce(house)
        waiting = house.as_("李婷").get(f"{PATH}/{answer.body['id']}").body
        raw = photograph(image=quarters((2400, 1800)))
        assert len(raw) <= WANTED["bytes"]

        assert send(answer.body, raw).status_code == 204
        house.settle()

        photo = house.as_("李婷").get(f"{PATH}/{answer.body['id']}").body
        nothing = {"refused": None, "link": None, "width": None, "height": None, "sha256": None}
        person = {"id": answer.body["id"], "person_id": house.people["李婷"]}
        assert waiting == {**person, "state": "waiting", **nothing}
        assert (photo["state"], photo["width"], photo["height"]) == ("ready", 1600, 1200)
        shown = requests.get(photo["link"], timeout=30)
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert shown.headers["Content-Disposition"] == "inline"
        assert hashlib.sha256(shown.content).hexdigest() == photo["sha256"]
        assert SECRET in raw and SECRET not in shown.content
        assert dict(Image.open(io.BytesIO(shown.content)).getexif()) == {}

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<!doctype html><script>alert(1)</script>", "photo.not_a_picture"),
            (photograph()[:2000], "photo.damaged"),
            (png_that_says(20_000, 20_000), "photo.too_many_pixels"),
        ],
        ids=["HTML", "cut off", "bomb"],
    )
    def test_that_is_none_is_refused_in_the_callers_language_and_never_shown(self, house, content, code):
        photo = taken(house, content)

        in_english = house.as_("李婷", language="en").get(f"{PATH}/{photo['id']}").body
        assert (photo["state"], photo["refused"]["code"], photo["link"]) == ("refused", code, None)
        assert "请" in photo["refused"]["detail"]
        assert in_english["refused"]["code"] == code
        assert in_english["refused"]["detail"].isascii()

    def test_as_it_was_sent_is_never_shown(self, house):
        answer = announce(house).body
        assert send(answer, photograph()).status_code == 204

        place = f"{answer['upload']['url']}/{answer['upload']['fields']['key']}"
        house.settle()

        for url in (place, place.replace("gangji-transit-", "gangji-")):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(url, timeout=30)
            assert refused.value.code in (403, 404)

    def test_counts_as_work_that_must_be_done_before_all_is_quiet(self, house):
        answers = [announce(house, name).body for name in ("李婷", "陈浩", "孙倩")]
        for each in answers:
            send(each, photograph(image=quarters((3000, 2000))))

        house.settle()

        states = {house.as_("林晓").get(f"{PATH}/{each['id']}").body["state"] for each in answers}
        assert states == {"ready"}


class TestTheForm:
    def test_takes_this_key_this_type_and_no_more_bytes_than_were_announced(self, house):
        answer = announce(house, bytes=5000, content_type="image/png").body

        upload = answer["upload"]
        assert upload["fields"]["Content-Type"] == "image/png"
        assert upload["fields"]["key"] == f"{house.id}/photos/{answer['id']}.upload"
        assert send(answer, bytes(5001)).status_code == 400
        other = {**upload["fields"], "key": f"{house.id}/photos/x.upload"}
        sent = requests.post(upload["url"], data=other, files={"file": b"a"}, timeout=30)
        assert sent.status_code == 403

    def test_is_the_same_for_the_same_key(self, house):
        key = uuid.uuid4().hex

        first, again = announce(house, key=key), announce(house, key=key)

        assert first.raw == again.raw
        assert again.headers["idempotency-replayed"] == "true"
        assert first.headers["location"] == f"{PATH}/{first.body['id']}"

    def test_is_another_one_for_the_same_photo_under_another_key(self, house):
        first, again = (announce(house, client_id="photo-1") for _ in range(2))

        assert first.body["id"] == again.body["id"]
        assert send(again.body, photograph()).status_code == 204
        house.settle()
        assert announce(house, client_id="photo-1").outcome == (409, "photo.settled")
        assert house.as_("李婷").get(f"{PATH}/{first.body['id']}").body["state"] == "ready"

    def test_of_a_photo_that_was_taken_in_changes_nothing_any_more(self, house):
        answer = announce(house).body
        send(answer, photograph())
        house.settle()
        before = house.as_("李婷").get(f"{PATH}/{answer['id']}").body

        assert send(answer, photograph(image=Image.new("RGB", (9, 9)))).status_code == 204
        house.settle()

        after = house.as_("李婷").get(f"{PATH}/{answer['id']}").body
        assert {**after, "link": None} == {**before, "link": None}

    def test_belongs_to_one_person_whatever_key_another_uses(self, house):
        mine, theirs = announce(house, client_id="a"), announce(house, "陈浩", client_id="a")

        assert mine.body["id"] != theirs.body["id"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"bytes": 0},
            {"bytes": 8_000_001},
            {"bytes": "5"},
            {"content_type": "image/svg+xml"},
            {"content_type": "image/heic"},
            {"client_id": ""},
            {"key": "co_1/raw/x"},
        ],
    )
    def test_is_given_for_a_photo_and_for_nothing_else(self, house, changes):
        body = {**WANTED, **changes}

        assert house.as_("李婷").post(PATH, body).status == 422

    def test_holds_nothing_but_what_the_bucket_asks_for(self, house):
        answer = announce(house)

        assert set(answer.body) == {"id", "state", "upload"}
        assert set(answer.body["upload"]["fields"]) == {
            "Content-Type", "key", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature",
        }  # fmt: skip

    def test_needs_a_key(self, house):
        assert house.as_("李婷").post(PATH, WANTED, key=None).outcome == (400, "idempotency.key_missing")

    def test_is_not_for_auditors(self, house):
        assert announce(house, "顾平").status == 403


class TestWhoSeesIt:
    def test_is_whoever_sees_the_logs_of_its_person(self, house):
        photo = taken(house, photograph())

        seen = {name: house.as_(name).get(f"{PATH}/{photo['id']}").status for name in house.people}

        assert {name for name, status in seen.items() if status == 200} == {
            "周敏",
            "林晓",
            "顾平",
            "王磊",
            "李婷",
        }
        assert {status for status in seen.values() if status != 200} == {404}

    def test_is_nobody_of_another_company(self, house, running):
        photo = announce(house).body

        other = running.found()

        for name in ("周敏", "林晓", "李婷"):
            assert other.as_(name).get(f"{PATH}/{photo['id']}").outcome == (404, "resource.not_found")

    @pytest.mark.parametrize("id_", ["pho_1", f"pho_{'0' * 35}", "log_1", "x"])
    def test_is_nobody_where_nothing_is(self, house, id_):
        assert house.as_("李婷").get(f"{PATH}/{id_}").status == 404
