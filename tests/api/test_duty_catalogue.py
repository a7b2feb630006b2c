"""The catalogue of work over HTTP: what a company begins with, what it adds, and what its own words mean."""

from typing import Any

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running
from tests.api.populated import done
from tests.api.working import TEN_DAYS, duties, lines, seat, shares, work

CATALOGUE = "/v1/duty-catalogue"
LIVE = {"name_zh": "直播带货", "name_en": "Live selling", "kinds": ["campaign_work"]}


def catalogue(house: House, name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name).get(CATALOGUE))


def add(house: House, sort: str, by: str = "林晓", **entry: Any) -> Reply:
    return house.as_(by).post(f"{CATALOGUE}/{sort}", entry)


def change(house: House, path: str, by: str = "林晓", **changes: Any) -> Reply:
    return house.as_(by).patch(f"{CATALOGUE}/{path}", changes)


def says(house: House, words: str, duty: str | None) -> Reply:
    body = {"words": words} if duty is None else {"words": words, "duty": duty}
    return house.as_("林晓").post(f"{CATALOGUE}/words", body)


def named(entries: list[dict[str, Any]], id_: str) -> dict[str, Any]:
    return next(each for each in entries if each["id"] == id_)


class TestANewCompany:
    def test_has_four_positions_with_core_duties(self, house):
        found = catalogue(house)

        assert {each["name_zh"]: each["core_duties"] for each in found["positions"]} == {
            "销售": ["new_visit", "key_account"],
            "市场": ["campaign_planning", "event_hosting", "content"],
            "客户成功": ["care_call", "onboarding", "renewal"],
            "后勤": ["order_entry", "delivery_follow_up"],
        }
        assert all(each["must"] and each["ideal"] for each in found["positions"])
        assert not [each for sort in found.values() for each in sort if each["own"] or each["retired"]]

    def test_has_the_kinds_of_log_that_people_know(self, house):
        assert {each["name_zh"]: each["needs_customer"] for each in catalogue(house)["kinds"]} == {
            "客户沟通": True,
            "活动执行": False,
            "订单处理": False,
            "客户维护": True,
        }

    def test_has_default_kpis_whose_weights_make_the_whole(self, house):
        plans = house.as_("林晓").get("/v1/plans", limit=100).body["items"]
        found = catalogue(house)

        assert {each["position"] for each in plans} == {each["id"] for each in found["positions"]}
        for plan in plans:
            kpis = {line["kpi"] for line in plan["lines"]}
            assert sum(line["weight_bp"] for line in plan["lines"]) == 10_000
            assert all(line["target"] for line in plan["lines"])
            core = named(found["positions"], plan["position"])["core_duties"]
            assert all(kpis & set(named(found["duties"], duty)["kpis"]) for duty in core)

    def test_shows_the_same_to_everybody(self, house):
        assert len({house.as_(name).get(CATALOGUE).raw for name in house.people}) == 1


class TestAnEntryOfOnesOwn:
    def test_is_a_position_with_its_core_duty_and_kind(self, house, running: Running):
        kind = done(add(house, "kinds", name_zh="直播"))
        position = done(add(house, "positions", name_zh="主播", must=["会直播"], ideal=["有粉丝"]))
        duty = done(
            add(
                house, "duties", name_zh="直播带货", kinds=[kind["id"]], position=position["id"], core=True,
                kpis=["mkt.valid_leads"],
            )
        )  # fmt: skip

        found = catalogue(house)
        assert named(found["kinds"], kind["id"]) == {**kind, "own": True, "name_en": "直播"}
        assert named(found["positions"], position["id"])["core_duties"] == [duty["id"]]
        assert named(found["duties"], duty["id"]) == duty
        assert (duty["position"], duty["core"], duty["kpis"]) == (position["id"], True, ["mkt.valid_leads"])
        assert not [each for sort in catalogue(running.found()).values() for each in sort if each["own"]]

    def test_is_core_for_those_who_hold_its_position(self, house):
        position = done(add(house, "positions", name_zh="主播"))["id"]
        duty = done(add(house, "duties", **LIVE, position=position, core=True))["id"]
        seat(house, "李婷", **{position: 10_000})
        work(house, "李婷", **{"直播带货": 30})
        work(house, "陈浩", **{"直播带货": 30})

        found = duties(house, "李婷"), duties(house, "陈浩")

        assert [(each[duty]["class"], each[duty]["rule"]) for each in found] == [
            ("core", "duty.own_core_list"),
            ("auxiliary", "duty.the_rest"),
        ]

    @pytest.mark.parametrize(
        ("sort", "entry", "outcome", "pointer"),
        [
            ("duties", {"name_zh": "老客户维护"}, (409, "catalogue.name_taken"), "/name_zh"),
            ("duties", {"name_zh": "老 客户维护"}, (409, "catalogue.name_taken"), "/name_zh"),
            ("duties", {"name_zh": "老客户\u200b维护"}, (409, "catalogue.name_taken"), "/name_zh"),
            ("duties", {"name_zh": "甲", "name_en": "quotes and PROPOSALS"}, (409, "catalogue.name_taken"),
             "/name_en"),
            ("duties", {"name_zh": "甲\u202e乙"}, (422, "work_log.text_unreadable"), "/name_zh"),
            ("duties", {"name_zh": "甲", "kinds": ["daydream"]}, (422, "catalogue.entry_unknown"), "/kinds"),
            ("duties", {"name_zh": "甲", "kinds": []}, (422, "body.invalid"), "/kinds"),
            ("duties", {"name_zh": "甲", "position": "king"}, (422, "catalogue.entry_unknown"), "/position"),
            ("duties", {"name_zh": "甲", "kpis": ["sales.happiness"]}, (404, "kpi.unknown"), "/kpis"),
            ("kinds", {"name_zh": "客户沟通"}, (409, "catalogue.name_taken"), "/name_zh"),
            ("positions", {"name_zh": "销售"}, (409, "catalogue.name_taken"), "/name_zh"),
            ("positions", {"name_zh": "  "}, (422, "body.invalid"), "/name_zh"),
        ],
    )  # fmt: skip
    def test_is_not_one_that_is_there_nor_about_what_is_not(self, house, sort, entry, outcome, pointer):
        body = {"kinds": ["order_handling"], **entry} if sort == "duties" else entry

        refused = add(house, sort, **body)

        assert (refused.outcome, refused.body["pointer"]) == (outcome, pointer)
        assert not [each for found in catalogue(house).values() for each in found if each["own"]]

    def test_is_one_of_a_hundred_at_most(self, house):
        made = [add(house, "kinds", name_zh=f"类型{n}").status for n in range(100)]

        assert made == [201] * 100
        assert add(house, "kinds", name_zh="类型100").outcome == (422, "catalogue.too_many")

    @pytest.mark.parametrize("name", ["李婷", "王磊", "顾平"])
    def test_is_for_hr_and_the_owner_to_make(self, house, name):
        duty = done(add(house, "duties", **LIVE))["id"]

        asked = [
            add(house, "kinds", name, name_zh="甲"),
            add(house, "positions", name, name_zh="甲"),
            add(house, "duties", name, name_zh="甲", kinds=["campaign_work"]),
            add(house, "words", name, words="甲", duty=duty),
            change(house, f"duties/{duty}", name, core=True),
        ]

        assert {each.outcome for each in asked} == {(403, "access.role_too_low")}


class TestAChange:
    @pytest.mark.parametrize("field", ["core", "retired"])
    def test_may_be_made_taken_back_and_made_again(self, house, field):
        duty = done(add(house, "duties", **LIVE, position="sales"))["id"]

        seen = []
        for wanted in (True, False, True):
            done(change(house, f"duties/{duty}", **{field: wanted}))
            entries = done(house.as_("李婷").get(CATALOGUE))["duties"]
            seen.append(next(each[field] for each in entries if each["id"] == duty))

        assert seen == [True, False, True]

    def test_of_a_name_keeps_what_was_logged_under_the_old_one(self, house):
        duty = done(add(house, "duties", **LIVE))["id"]
        work(house, "李婷", days=TEN_DAYS[:1], **{"直播带货": 30, "Live selling": 20, duty: 10})

        done(change(house, f"duties/{duty}", name_zh="直播销售", name_en="Streaming"))
        work(house, "李婷", days=TEN_DAYS[1:2], **{"直播销售": 5, "直播带货": 5})

        assert lines(shares(house, "李婷"), "activity", "name_zh", "minutes") == [(duty, "直播销售", 70)]
        assert sorted(named(catalogue(house)["duties"], duty)["words"]) == ["Live selling", "直播带货"]

    def test_leaves_what_is_absent_or_null(self, house):
        before = done(add(house, "duties", **LIVE, position="sales", core=True, kpis=["sales.revenue"]))
        path = f"duties/{before['id']}"

        nothing = change(
            house, path, name_zh=None, name_en=None, kinds=None, core=None, kpis=None, retired=None
        )
        nobodys = change(house, path, position=None, core=False)

        assert (nothing.status, nothing.body) == (200, before)
        assert nobodys.body == {**before, "position": None, "core": False}

    def test_makes_no_core_duty_of_nobody(self, house):
        refused = add(house, "duties", **LIVE, core=True)

        assert (refused.outcome, refused.body["pointer"]) == ((422, "catalogue.core_of_nobody"), "/core")

    def test_retires_what_nobody_shall_be_asked_for(self, house):
        duty = done(add(house, "duties", **LIVE, position="sales", core=True))["id"]
        work(house, "李婷", days=TEN_DAYS[:1], **{"直播带货": 30})
        before = duties(house, "陈浩").get(duty)

        done(change(house, f"duties/{duty}", retired=True))

        assert (before or {}).get("class") == "core"
        assert duty not in duties(house, "陈浩")
        mine = duties(house, "李婷")[duty]
        assert (mine["name_zh"], mine["class"]) == ("直播带货", "auxiliary")

    @pytest.mark.parametrize(
        ("path", "changes"),
        [
            ("duties/new_visit", {"name_zh": "跑业务"}),
            ("duties/new_visit", {"retired": True}),
            ("kinds/customer_contact", {"retired": True}),
            ("positions/sales", {"retired": True}),
        ],
    )
    def test_of_what_comes_with_the_product_is_refused(self, house, path, changes):
        before = catalogue(house)

        refused = change(house, path, **changes)

        assert refused.outcome == (409, "catalogue.not_own")
        assert "可以新增自己的条目" in refused.body["detail"]
        assert catalogue(house) == before

    @pytest.mark.parametrize("path", ["duties/own_nothing", "kinds/own_nothing", "positions/own_nothing"])
    def test_of_what_is_not_there_is_told_so(self, house, path):
        assert change(house, path, retired=True).outcome == (404, "resource.not_found")


class TestWords:
    def test_that_nobody_knows_wait_until_hr_says_what_they_mean(self, house):
        work(house, "李婷", days=TEN_DAYS[:2], **{"跑客户": 60, "跑 客户": 30})
        before = duties(house, "李婷")

        done(says(house, "跑客户", "new_visit"))

        after = duties(house, "李婷")
        assert {before[words]["class"] for words in ("跑客户", "跑 客户")} == {"unclassified"}
        assert before["跑客户"]["reason"] == "“跑客户”不在工作目录中，请 HR 归类。"
        assert (after["new_visit"]["class"], after["new_visit"]["minutes"]) == ("core", 180)
        assert not [each for each in after.values() if each["class"] == "unclassified"]
        assert lines(shares(house, "李婷"), "activity", "minutes") == [("new_visit", 180)]
        log = house.as_("李婷").get("/v1/work-logs", month="2026-03").body["items"][0]
        assert log["activity"] in ("跑客户", "跑 客户")  # as it was written

    def test_may_be_taken_back(self, house):
        work(house, "李婷", days=TEN_DAYS[:1], **{"跑客户": 60})
        done(says(house, "跑客户", "new_visit"))

        done(says(house, "跑客户", None))

        assert duties(house, "李婷")["跑客户"]["class"] == "unclassified"

    def test_mean_one_duty_at_a_time(self, house):
        done(says(house, "跑客户", "new_visit"))

        found = done(says(house, "跑客户", "key_account"))

        assert [each["id"] for each in found["duties"] if each["words"]] == ["key_account"]

    @pytest.mark.parametrize(
        ("words", "duty", "outcome"),
        [
            ("老客户维护", "new_visit", (409, "catalogue.name_taken")),
            ("new_visit", "key_account", (409, "catalogue.name_taken")),
            ("跑客户", "daydream", (422, "catalogue.entry_unknown")),
        ],
    )
    def test_that_are_a_duty_already_or_mean_none_are_refused(self, house, words, duty, outcome):
        assert says(house, words, duty).outcome == outcome
