"""What a work log may carry over HTTP: its end, a place, photos, the phone's clock, KPIs; and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running, a_log
from tests.api.populated import A_PHOTO, done
from tests.api.serving import BEGINNING
from tests.api.working import keep

EXACT = ("31.230416", "121.473701")
NEAR = ("31.230519", "121.473655")
"""Two points of one half-kilometre cell."""
FAR = ("31.240416", "121.473701")
PLACE = {"latitude": "31.2300", "longitude": "121.4716"}


def at(point: tuple[str, str]) -> dict[str, str]:
    return {"latitude": point[0], "longitude": point[1]}


def until(ended_at: str, **changes: Any) -> dict[str, Any]:
    """A log that begins at nine on 2 March and says when it ended."""
    log = a_log(ended_at=ended_at, **changes)
    del log["minutes"]
    return log


def send(house: House, log: dict[str, Any], name: str = "李婷", **headers: str) -> Reply:
    return house.as_(name).post("/v1/work-logs", log, key=None, **headers)


def march_of(house: House, name: str = "李婷") -> list[dict[str, Any]]:
    return list(house.as_(name).get("/v1/work-logs", month="2026-03", limit=100).body["items"])


class TestTheEnd:
    @pytest.mark.parametrize(
        ("ended_at", "minutes"),
        [
            ("2026-03-02T10:30:00+08:00", 90),
            ("2026-03-02T02:30:00Z", 90),
            ("2026-03-02T09:00:01+08:00", 1),  # a minute that is begun
            ("2026-03-03T09:00:00+08:00", 1440),
        ],
    )
    def test_says_how_long_it_took(self, house, ended_at, minutes):
        assert send(house, until(ended_at)).body["minutes"] == minutes

    @pytest.mark.parametrize(
        ("log", "code"),
        [
            (until("2026-03-02T08:59:59+08:00"), "work_log.end_before_start"),
            (until("2026-03-02T09:00:00+08:00"), "work_log.end_before_start"),
            (until("2026-03-03T09:00:01+08:00"), "work_log.minutes_out_of_range"),
            (a_log(ended_at="2026-03-02T10:00:00+08:00"), "work_log.length_twice"),
            (until("2026-03-02T10:00:00"), "body.invalid"),  # of no zone
        ],
    )
    def test_that_cannot_be_meant_is_refused(self, house, log, code):
        refused = send(house, log)

        assert (refused.outcome, refused.body["pointer"]) == ((422, code), "/ended_at")


class TestALocation:
    def test_is_kept_to_half_a_kilometre_and_shown_nowhere_finer(self, running: Running):
        house = running.found(unseen=[*EXACT, *NEAR, "230416", "473701"])
        (kept,) = keep(house, "李婷", a_log(location=at(EXACT)))
        path = f"/v1/work-logs/{kept['id']}"
        done(house.as_("李婷").patch(path, {"version": 1, "minutes": 50}))
        conflict = house.as_("李婷").patch(path, {"version": 1, "minutes": 60})

        client = house.as_("王磊")
        seen = [
            client.get(path).body["place"],
            client.get("/v1/work-logs", month="2026-03", person_id=house.people["李婷"]).body["items"][0][
                "place"
            ],
            *(each["place"] for each in client.get(f"{path}/history").body["items"]),
        ]
        assert kept["place"] == PLACE
        assert seen == [PLACE] * 4
        assert conflict.status == 409
        assert not [text for text in EXACT if text in running.log.read_text()]

    def test_that_the_phone_measured_anew_is_the_same_log(self, house):
        log = a_log()

        first, again = (send(house, {**log, "location": at(point)}) for point in (EXACT, NEAR))

        assert first.raw == again.raw
        assert again.headers["idempotency-replayed"] == "true"

    def test_in_another_cell_is_another_log_and_needs_another_client_id(self, house):
        log = a_log()
        send(house, {**log, "location": at(EXACT)})

        assert send(house, {**log, "location": at(FAR)}).outcome == (422, "idempotency.key_reused")

    def test_may_be_missing(self, house):
        assert send(house, a_log(location=None)).body["place"] is None

    @pytest.mark.parametrize(
        ("location", "pointer"),
        [
            (at(("91", "0")), "/location/latitude"),
            (at(("0", "-180.1")), "/location/longitude"),
            ({"latitude": 31.2, "longitude": "121.4"}, "/location/latitude"),
            ({"latitude": "31.2"}, "/location/longitude"),
            ({**at(EXACT), "accuracy": "5"}, "/location/accuracy"),
            ("31.2,121.4", "/location"),
        ],
    )
    def test_that_is_none_is_refused(self, house, location, pointer):
        refused = send(house, a_log(location=location))

        assert (refused.status, refused.body["pointer"]) == (422, pointer)


class TestAPhoto:
    def test_stays_with_the_log_that_names_it(self, house):
        own = done(house.as_("李婷").post("/v1/work-log-photos", A_PHOTO))["id"]

        (kept,) = keep(house, "李婷", a_log(photos=[own, own]))

        assert kept["photos"] == [own]
        assert march_of(house)[0]["photos"] == [own]

    def test_that_is_nobodys_or_anothers_is_refused_and_the_rest_of_a_batch_is_kept(self, house, running):
        own = done(house.as_("李婷").post("/v1/work-log-photos", A_PHOTO))["id"]
        colleagues = done(house.as_("陈浩").post("/v1/work-log-photos", A_PHOTO))["id"]
        strangers = done(running.found().as_("李婷").post("/v1/work-log-photos", A_PHOTO))["id"]
        wanted = [[own], [colleagues], [strangers], ["pho_1"], ["x"], [own, colleagues], []]
        logs = [a_log(photos=photos) for photos in wanted]

        told = done(house.as_("李婷").post("/v1/work-logs/batch", {"items": logs}, key=None))["items"]

        problems = [(each["problem"] or {}).get("code") for each in told]
        assert problems == [None, *["photo.unknown"] * 5, None]
        assert [each["problem"]["pointer"] for each in told[1:6]] == ["/photos"] * 5
        assert told[1]["problem"]["detail"] == f"照片“{colleagues}”不存在或不是你上传的，请重新选择照片。"
        assert [each["id"] for each in march_of(house)] == sorted(
            told[place]["work_log"]["id"] for place in (0, 6)
        )
        assert send(house, logs[2]).outcome == (422, "photo.unknown")

    def test_cannot_be_put_on_an_older_log_either(self, house):
        foreign = done(house.as_("陈浩").post("/v1/work-log-photos", A_PHOTO))["id"]
        (kept,) = keep(house, "李婷", a_log())

        refused = house.as_("李婷").patch(f"/v1/work-logs/{kept['id']}", {"version": 1, "photos": [foreign]})

        assert refused.outcome == (422, "photo.unknown")


class TestAKind:
    def test_of_the_companys_own_is_logged_like_the_others(self, house, running):
        added = done(house.as_("林晓").post("/v1/duty-catalogue/kinds", {"name_zh": "内部培训"}))
        strict = done(
            house.as_("林晓").post(
                "/v1/duty-catalogue/kinds", {"name_zh": "驻场服务", "needs_customer": True}
            )
        )

        plain = send(house, a_log(kind=added["id"], customer=None))
        bare = send(house, a_log(kind=strict["id"], customer=None))
        elsewhere = send(running.found(), a_log(kind=added["id"]))

        assert (plain.status, plain.body["kind"]) == (201, added["id"])
        assert (bare.outcome, bare.body["pointer"]) == ((422, "work_log.customer_missing"), "/customer")
        assert bare.body["detail"] == "“驻场服务”记录需要填写客户。"
        assert (elsewhere.outcome, elsewhere.body["pointer"]) == ((422, "work_log.kind_unknown"), "/kind")


class TestThePhonesClock:
    @pytest.mark.parametrize(
        ("shown", "flags"),
        [
            ("2026-04-01T10:00:00+08:00", []),
            ("2026-04-01T02:20:00Z", ["clock_skew"]),
            ("2026-03-31T10:00:00+08:00", ["clock_skew"]),
            ("yesterday", []),
            ("2026-04-01T12:00:00", []),  # of no zone
        ],
    )
    def test_is_marked_where_it_is_off_by_more_than_ten_minutes(self, house, shown, flags):
        sent = send(house, a_log(), **{"Device-Time": shown})

        assert (sent.status, sent.body["flags"]) == (201, flags)

    def test_marks_the_logs_of_a_batch_too(self, house):
        headers = {"Device-Time": "2026-04-01T11:00:00+08:00"}

        told = house.as_("李婷").post("/v1/work-logs/batch", {"items": [a_log()]}, key=None, **headers)

        assert told.body["items"][0]["work_log"]["flags"] == ["clock_skew"]

    def test_does_not_make_a_second_log_of_one_that_is_sent_again_a_day_later(self, clock):
        house, log = clock.found(), a_log(location=None)
        first = send(house, log, **{"Device-Time": "2026-04-01T10:00:00+08:00"})
        clock.set_clock(BEGINNING + timedelta(days=1))
        house.sign_in_again()

        again = [send(house, log, **{"Device-Time": f"2026-04-02T1{n}:00:00+08:00"}) for n in range(3)]

        assert {each.raw for each in again} == {first.raw}
        assert [each["id"] for each in march_of(house)] == [first.body["id"]]


class TestItsKpis:
    def test_are_named_where_it_is_read_and_corrected_with_a_trail(self, house):
        (kept,) = keep(house, "李婷", a_log(activity="event_support"))
        path = f"/v1/work-logs/{kept['id']}"

        before = house.as_("王磊").get(f"{path}/standing").body["kpis"]
        done(house.as_("李婷").patch(path, {"version": 1, "links": ["sales.repurchase_rate"]}))

        assert before == [
            {
                "kpi": "sales.event_participation",
                "name_zh": "市场活动参与度",
                "name_en": before[0]["name_en"],
            }
        ]
        after = house.as_("王磊").get(f"{path}/standing").body["kpis"]
        assert [each["name_zh"] for each in after] == ["老客户复购率"]
        versions = house.as_("王磊").get(f"{path}/history").body["items"]
        assert [each["links"] for each in versions] == [
            ["sales.event_participation"],
            ["sales.repurchase_rate"],
        ]
