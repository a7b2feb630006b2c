"""How working time is shared out, over HTTP: of whom, by what, against the time before, and how much of it is known."""

from typing import Any

import pytest

from tests.api.companies import House, a_log
from tests.api.populated import done
from tests.api.working import MARCH, TEN_DAYS, keep, lines, seat, shares, work

SALES_MONTH = {"new_visit": 1000, "key_account": 750, "event_support": 505, "quote": 245}


@pytest.fixture
def seller(house: House) -> House:
    """李婷 spends 1000, 750, 505 and 245 minutes of March on four duties, each on a day of its own."""
    for day, (activity, minutes) in zip(TEN_DAYS, SALES_MONTH.items(), strict=False):
        work(house, "李婷", days=[day], customers={activity: "远山机电"}, **{activity: minutes})
    return house


class TestShares:
    def test_add_up_to_the_whole(self, seller):
        found = shares(seller, "李婷")

        assert lines(found, "activity", "minutes", "percent", "bp", "count") == [
            ("new_visit", 1000, 40, 4000, 1),
            ("key_account", 750, 30, 3000, 1),
            ("event_support", 505, 20, 2020, 1),
            ("quote", 245, 10, 980, 1),
        ]
        assert (found["minutes"], found["count"]) == (2500, 4)

    @pytest.mark.parametrize("minutes", [(1, 1, 1), (1, 2, 4), (333, 333, 334), (1, 1430, 7)])
    def test_add_up_however_they_are_rounded(self, house, minutes):
        work(
            house,
            "李婷",
            days=TEN_DAYS[:1],
            **dict(zip(("quote", "errand", "invoicing"), minutes, strict=True)),
        )

        found = shares(house, "李婷")

        assert sum(each["bp"] for each in found["items"]) == 10_000
        assert sum(each["percent"] for each in found["items"]) == 100
        assert [each["minutes"] for each in found["items"]] == sorted(minutes, reverse=True)

    def test_follow_an_edit_and_a_deletion_at_once(self, seller):
        (log,) = [
            each
            for each in seller.as_("李婷").get("/v1/work-logs", month="2026-03").body["items"]
            if each["activity"] == "quote"
        ]
        path, client = f"/v1/work-logs/{log['id']}", seller.as_("李婷")

        client.patch(path, {"version": 1, "minutes": 500, "activity": "new_visit"})
        edited = lines(shares(seller, "李婷"), "activity", "minutes")
        client.delete(path)
        left = lines(shares(seller, "李婷"), "activity", "minutes")

        assert edited == [("new_visit", 1500), ("key_account", 750), ("event_support", 505)]
        assert left == [("new_visit", 1000), ("key_account", 750), ("event_support", 505)]

    def test_of_nothing_are_none(self, house):
        found = shares(house, "李婷")

        assert (found["items"], found["minutes"], found["count"]) == ([], 0, 0)
        assert found["coverage"]["sentence"] == "22 个工作日中有 0 天有记录：暂定"


class TestByWhat:
    @pytest.fixture
    def several(self, seller: House) -> House:
        work(seller, "陈浩", days=TEN_DAYS[:1], quote=100)
        work(seller, "冯雪", days=TEN_DAYS[:1], customers={"key_account": "长河贸易"}, key_account=150)
        return seller

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            (
                "activity",
                [("new_visit", 1000), ("key_account", 900), ("event_support", 505), ("quote", 345)],
            ),
            ("kind", [("customer_contact", 2650), ("order_handling", 100)]),
            ("person", [("李婷", 2500), ("冯雪", 150), ("陈浩", 100)]),
            ("customer", [("远山机电", 2500), ("长河贸易", 150), ("", 100)]),
        ],
    )
    def test_the_same_minutes_are_shared_out(self, several, by, expected):
        found = shares(several, by=by)

        key = "name_zh" if by == "person" else "activity"
        assert lines(found, key, "minutes") == expected
        assert (found["minutes"], sum(each["bp"] for each in found["items"])) == (2750, 10_000)

    def test_names_are_in_both_languages(self, several):
        by_kind, by_customer = (
            lines(shares(several, by=by), "name_zh", "name_en") for by in ("kind", "customer")
        )

        assert by_kind[0] == ("客户沟通", "Customer contact")
        assert by_customer[-1] == ("无客户", "No customer")


class TestOfWhom:
    def test_is_whoever_the_caller_sees(self, house):
        for name in ("李婷", "陈浩", "冯雪", "王磊"):
            work(house, name, days=TEN_DAYS[:1], quote=60)

        seen = {
            name: {each["name_zh"] for each in shares(house, name, by="person")["items"]}
            for name in ("李婷", "王磊", "何静", "林晓", "周敏", "顾平")
        }

        everybody = {"李婷", "陈浩", "冯雪", "王磊"}
        assert seen == {
            "李婷": {"李婷"},
            "王磊": {"李婷", "陈浩", "王磊"},
            "何静": {"冯雪"},
            **dict.fromkeys(("林晓", "周敏", "顾平"), everybody),
        }

    @pytest.mark.parametrize(("who", "whose"), [("陈浩", "李婷"), ("何静", "李婷"), ("李婷", "王磊")])
    def test_is_nobody_else(self, seller, who, whose):
        query = {"person_id": seller.people[whose]}

        assert seller.as_(who).get("/v1/work-distribution", **query).outcome == (404, "resource.not_found")

    def test_of_a_position_is_what_its_holders_logged_while_they_held_it(self, house):
        """陈浩 holds two positions; 李婷 goes from sales to marketing on 9 March."""
        seat(house, "陈浩", sales=6000, marketing=4000)
        seat(house, "李婷", since="2026-03-09", marketing=10_000)
        for name in ("李婷", "陈浩", "孙倩"):
            work(house, name, quote=10)

        found = {
            position: lines(shares(house, by="person", position=position), "name_zh", "minutes")
            for position in ("sales", "marketing", "back_office")
        }

        assert {position: sorted(each) for position, each in found.items()} == {
            "sales": sorted([("李婷", 50), ("陈浩", 100), ("孙倩", 100)]),
            "marketing": sorted([("李婷", 50), ("陈浩", 100)]),
            "back_office": [],
        }
        assert shares(house, by="person")["minutes"] == 300

    def test_stays_what_it_was_when_somebody_leaves(self, seller):
        work(seller, "陈浩", days=TEN_DAYS[:2], new_visit=100)
        company = shares(seller, by="person")
        leaver = f"/v1/people/{seller.people['李婷']}"

        done(seller.as_("周敏").patch(leaver, {"version": 1, "status": "removed"}))

        after = shares(seller, by="person")
        own = done(seller.as_("林晓").get("/v1/work-distribution", person_id=seller.people["李婷"], **MARCH))
        assert (after["items"], after["minutes"]) == (company["items"], company["minutes"])
        assert own["minutes"] == 2500
        assert after["coverage"]["person_days_due"] < company["coverage"]["person_days_due"]


class TestTheTimeBefore:
    def test_is_the_month_before_a_whole_month(self, seller):
        work(seller, "李婷", days=["2026-02-02"], new_visit=100, errand=100)

        found = shares(seller, "李婷")

        assert found["before"] == {"from": "2026-02-01", "to": "2026-03-01", "minutes": 200, "count": 2}
        assert lines(found, "activity", "change_bp") == [
            ("new_visit", -1000),
            ("key_account", 3000),
            ("event_support", 2020),
            ("quote", 980),
        ]

    def test_is_as_long_as_the_time_asked_for(self, house):
        work(house, "李婷", days=["2026-03-02", "2026-03-09"], quote=60)
        work(house, "李婷", days=["2026-03-09"], errand=20)

        found = shares(house, "李婷", **{"from": "2026-03-09", "to": "2026-03-14"})

        assert found["before"] == {"from": "2026-03-04", "to": "2026-03-09", "minutes": 0, "count": 0}
        assert {each["change_bp"] for each in found["items"]} == {None}


class TestHowMuchIsKnown:
    def test_is_said_in_words(self, house):
        work(house, "李婷", days=TEN_DAYS[:3], quote=60)
        fortnight = {"from": "2026-03-02", "to": "2026-03-14"}

        chinese, english = (
            shares(house, "李婷", language=each, **fortnight)["coverage"] for each in (None, "en")
        )

        assert chinese["sentence"] == "10 个工作日中有 3 天有记录：暂定"
        assert english["sentence"] == "3 of 10 workdays logged: provisional"
        assert (chinese["logged"], chinese["workdays"], chinese["provisional"]) == (3, 10, True)
        assert chinese["missing"] == TEN_DAYS[3:]

    def test_is_enough_from_ten_days_on(self, house):
        work(house, "李婷", days=TEN_DAYS[:9], quote=60)
        nine = shares(house, "李婷")["coverage"]
        work(house, "李婷", days=TEN_DAYS[9:], quote=60)

        ten = shares(house, "李婷")["coverage"]

        assert (nine["provisional"], ten["provisional"]) == (True, False)
        assert ten["sentence"] == "22 个工作日中有 10 天有记录"

    def test_is_counted_by_person_among_those_who_log(self, house):
        """Eleven people may log; the auditor reads."""
        work(house, "李婷", days=TEN_DAYS[:2], quote=60)
        work(house, "陈浩", days=TEN_DAYS[:1], quote=60)

        found = shares(house)["coverage"]

        assert (found["logged"], found["person_days_logged"], found["person_days_due"]) == (2, 3, 11 * 22)


class TestTheDates:
    def test_are_days_in_the_zone_that_is_asked_for(self, house):
        keep(house, "李婷", a_log(started_at="2026-03-02T23:30:00+08:00", minutes=90))
        days = {"second": ("2026-03-02", "2026-03-03"), "third": ("2026-03-03", "2026-03-04")}

        found = {
            (zone, day): shares(house, "李婷", **{"from": span[0], "to": span[1]}, zone=zone)["minutes"]
            for zone in ("Asia/Shanghai", "Asia/Tokyo", "America/New_York")
            for day, span in days.items()
        }

        assert {key for key, minutes in found.items() if minutes} == {
            ("Asia/Shanghai", "second"),
            ("Asia/Tokyo", "third"),
            ("America/New_York", "second"),
        }
        assert set(found.values()) == {0, 90}

    @pytest.mark.parametrize(
        ("query", "span"),
        [
            ({}, ("2026-04-01", "2026-04-02")),
            ({"from": "2026-03-10"}, ("2026-03-10", "2026-04-02")),
            ({"to": "2026-04-01"}, ("2026-03-01", "2026-04-01")),
            ({"from": "1900-01-01", "to": "1900-02-01"}, ("1900-01-01", "1900-02-01")),
            ({"from": "2025-03-01", "to": "2026-03-02"}, ("2025-03-01", "2026-03-02")),
        ],
    )
    def test_are_this_month_unless_they_are_said(self, house, query, span):
        found = house.as_("李婷").get("/v1/work-distribution", **query).body

        assert (found["from"], found["to"]) == span

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ({"from": "2026-03-02", "to": "2026-03-02"}, "dates.span_unusable"),
            ({"from": "2026-03-03", "to": "2026-03-02"}, "dates.span_unusable"),
            ({"from": "2025-03-01", "to": "2026-03-03"}, "dates.span_unusable"),
            ({"from": "2026-02-30"}, "query.invalid"),
            ({"zone": "Mars/Olympus"}, "company.unknown_zone"),
            ({"by": "department"}, "query.invalid"),
            ({"department": "销售部"}, "query.unknown_parameter"),
        ],
    )
    def test_that_make_no_sense_are_refused(self, house, query: dict[str, Any], code):
        assert house.as_("林晓").get("/v1/work-distribution", **query).outcome == (422, code)
