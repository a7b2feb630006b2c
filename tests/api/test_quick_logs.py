"""Quick ways to a work log over HTTP: the last day again, and templates of one's own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running, a_log
from tests.api.populated import done
from tests.api.working import keep

REPEAT = "/v1/work-logs/drafts/repeat"
TEMPLATES = "/v1/work-log-templates"
FRIDAY = (
    a_log(started_at="2026-03-27T14:00:00+08:00", minutes=60, activity="key_account", kind="customer_care"),
    a_log(started_at="2026-03-27T09:00:00+08:00", minutes=30, text="谈了价格", links=["sales.cycle_days"]),
)


def again(house: House, **query: str) -> dict[str, Any]:
    return done(house.as_("李婷").get(REPEAT, **query))


def send(house: House, items: list[dict[str, Any]]) -> list[str]:
    told = done(house.as_("李婷").post("/v1/work-logs/batch", {"items": items}, key=None))
    return [each["status"] for each in told["items"]]


class TestTheLastDayAgain:
    def test_is_drafted_for_today_without_its_words(self, house):
        keep(house, "李婷", *FRIDAY)

        found = again(house)

        assert (found["on"], found["from_on"]) == ("2026-04-01", "2026-03-27")
        assert found["ahead"] == [found["items"][1]["client_id"]]
        assert [{name: each[name] for name in each if name != "client_id"} for each in found["items"]] == [
            {
                "kind": "customer_contact",
                "activity": "new_visit",
                "started_at": "2026-04-01T01:00:00Z",
                "minutes": 30,
                "customer": "远山机电",
                "links": ["sales.cycle_days"],
            },
            {
                "kind": "customer_care",
                "activity": "key_account",
                "started_at": "2026-04-01T06:00:00Z",
                "minutes": 60,
                "customer": "远山机电",
                "links": found["items"][1]["links"],
            },
        ]

    def test_is_the_same_however_often_it_is_asked_for_and_kept_once(self, house):
        keep(house, "李婷", *FRIDAY)

        first, second = again(house), again(house)
        sent = [send(house, each["items"]) for each in (first, second)]
        third = again(house)

        assert first == second == third
        assert sent == [["created"] * 2, ["duplicate"] * 2]
        assert len(house.as_("李婷").get("/v1/work-logs", month="2026-04").body["items"]) == 2

    def test_can_be_kept_again_after_it_was_deleted(self, house):
        keep(house, "李婷", *FRIDAY)
        first = again(house)
        send(house, first["items"])
        (mistaken, *_) = house.as_("李婷").get("/v1/work-logs", month="2026-04").body["items"]
        done(house.as_("李婷").delete(f"/v1/work-logs/{mistaken['id']}"))

        sent = send(house, again(house)["items"])

        assert sorted(sent) == ["created", "duplicate"]
        kept = house.as_("李婷").get("/v1/work-logs", month="2026-04").body["items"]
        assert len(kept) == 2

    def test_is_another_for_another_day(self, house):
        keep(house, "李婷", *FRIDAY)

        today, tomorrow = again(house), again(house, on="2026-04-02")

        assert [each["started_at"] for each in tomorrow["items"]] == [
            "2026-04-02T01:00:00Z",
            "2026-04-02T06:00:00Z",
        ]
        assert not {each["client_id"] for each in today["items"]} & {
            each["client_id"] for each in tomorrow["items"]
        }

    def test_is_empty_where_nothing_was_logged(self, house):
        keep(house, "陈浩", *FRIDAY)

        assert again(house) == {"on": "2026-04-01", "from_on": None, "ahead": [], "items": []}

    def test_is_empty_once_two_months_went_by(self, house):
        keep(house, "李婷", a_log(started_at="2026-01-02T09:00:00+08:00"))

        assert again(house)["from_on"] is None

    def test_leaves_out_days_off_and_logs_that_were_deleted(self, house):
        """Friday was worked, Saturday was off, and what was logged on Monday was deleted."""
        keep(house, "李婷", *FRIDAY)
        (gone,) = keep(house, "李婷", a_log(started_at="2026-03-30T09:00:00+08:00"))
        done(house.as_("李婷").delete(f"/v1/work-logs/{gone['id']}"))

        assert again(house)["from_on"] == "2026-03-27"

    def test_of_a_day_off_may_be_asked_for_and_is_kept(self, clock: Running):
        """Saturday, 4 April."""
        clock.set_clock(datetime(2026, 4, 4, 8, tzinfo=UTC))
        house = clock.found()
        keep(house, "李婷", *FRIDAY)

        found = again(house)

        assert (found["on"], found["from_on"], len(found["items"])) == ("2026-04-04", "2026-03-27", 2)
        assert send(house, found["items"]) == ["created"] * 2

    @pytest.mark.parametrize("on", ["2026-02-30", "tomorrow", "2026-04-01T00:00:00Z"])
    def test_is_for_a_day_that_there_is(self, house, on):
        assert house.as_("李婷").get(REPEAT, on=on).outcome == (422, "query.invalid")

    @pytest.mark.parametrize("on", ["1900-01-01", "2199-12-31"])
    def test_is_empty_at_the_ends_of_time(self, house, on):
        assert again(house, on=on)["items"] == []


def a_template(name: str = "老客户回访", **changes: Any) -> dict[str, Any]:
    return {"name": name, "kind": "customer_care", "activity": "key_account", "minutes": 30, **changes}


def template(house: House, who: str = "李婷", **changes: Any) -> Reply:
    return house.as_(who).post(TEMPLATES, a_template(**changes))


def names_of(house: House, who: str = "李婷") -> list[str]:
    return [each["name"] for each in done(house.as_(who).get(TEMPLATES))["items"]]


class TestATemplate:
    def test_is_kept_for_its_person_alone(self, house):
        made = template(house, customer="远山机电", text="按季度回访")

        listed = done(house.as_("李婷").get(TEMPLATES))["items"]

        assert (made.status, listed) == (201, [made.body])
        assert made.body == {
            **a_template(),
            "customer": "远山机电",
            "text": "按季度回访",
            "id": made.body["id"],
        }
        assert names_of(house, "陈浩") == names_of(house, "王磊") == []

    def test_takes_the_place_of_the_one_of_its_name(self, house):
        first, other, second = template(house), template(house, name="开票"), template(house, minutes=45)

        assert first.body["id"] == second.body["id"]
        listed = done(house.as_("李婷").get(TEMPLATES))["items"]
        assert listed == [other.body, second.body]

    def test_is_one_of_twenty_at_most(self, house):
        made = [template(house, name=f"模板{n}").status for n in range(20)]

        refused, replaced = template(house, name="模板20"), template(house, name="模板3", minutes=5)

        assert made == [201] * 20
        assert refused.outcome == (409, "work_log_template.too_many")
        assert refused.body["detail"] == "模板最多 20 个，请先删除不用的。"
        assert (replaced.status, len(names_of(house))) == (201, 20)

    def test_is_deleted_by_its_person_alone(self, house):
        kept, gone = template(house, name="留下"), template(house, name="删除")
        path = f"{TEMPLATES}/{gone.body['id']}"

        strangers = [house.as_(name).delete(path).outcome for name in ("陈浩", "王磊", "林晓")]
        left, twice = house.as_("李婷").delete(path), house.as_("李婷").delete(path)

        assert strangers == [(404, "resource.not_found")] * 3
        assert (left.status, left.body["items"]) == (200, [kept.body])
        assert twice.outcome == (404, "resource.not_found")

    def test_is_deleted_as_often_as_it_is_kept(self, house):
        for _ in range(2):
            kept = template(house, name="老客户回访")
            done(house.as_("李婷").delete(f"{TEMPLATES}/{kept.body['id']}"))

            assert names_of(house) == []

    def test_of_the_same_name_is_somebody_elses_own(self, house):
        mine, theirs = template(house), template(house, "陈浩", minutes=90)

        assert mine.body["id"] != theirs.body["id"]
        assert done(house.as_("李婷").get(TEMPLATES))["items"] == [mine.body]

    @pytest.mark.parametrize(
        ("changes", "code", "pointer"),
        [
            ({"kind": "daydream"}, "work_log.kind_unknown", "/kind"),
            ({"minutes": 0}, "body.invalid", "/minutes"),
            ({"minutes": 1441}, "body.invalid", "/minutes"),
            ({"name": " "}, "body.invalid", "/name"),
            ({"name": "甲\u202e乙"}, "work_log.text_unreadable", "/name"),
            ({"text": "甲\u2066乙"}, "work_log.text_unreadable", "/text"),
            ({"customer": "长" * 201}, "body.invalid", "/customer"),
        ],
    )
    def test_holds_what_a_log_could_hold(self, house, changes, code, pointer):
        refused = template(house, **changes)

        assert (refused.outcome, refused.body["pointer"]) == ((422, code), pointer)

    def test_may_be_of_a_kind_of_the_companys_own(self, house):
        kind = done(house.as_("林晓").post("/v1/duty-catalogue/kinds", {"name_zh": "内部培训"}))

        assert template(house, kind=kind["id"]).body["kind"] == kind["id"]
