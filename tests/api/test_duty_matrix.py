"""The duty matrix over HTTP: classes with their rules, overlaps and gaps, proposals, breaches, and HR's decisions."""

import pytest

from tests.api.companies import House, Running
from tests.api.populated import done
from tests.api.working import TEN_DAYS, decide, duties, matrix, planted, work


@pytest.fixture
def three(running: Running) -> House:
    return planted(running)


class TestTheClasses:
    def test_of_three_people_are_as_planted(self, three):
        found = {name: duties(three, name) for name in ("李婷", "陈浩", "孙倩")}

        short = {
            name: {duty: (each["class"], each["rule"], each["share"]) for duty, each in own.items()}
            for name, own in found.items()
        }
        assert short == {
            "李婷": {
                "key_account": ("core", "duty.own_core_list", "0.4583"),
                "new_visit": ("core", "duty.own_core_list", "0.4167"),
                "errand": ("redundant", "duty.feeds_nothing", "0.0833"),
                "quote": ("auxiliary", "duty.the_rest", "0.0417"),
            },
            "陈浩": {
                "new_visit": ("core", "duty.own_core_list", "0.5417"),
                "key_account": ("core", "duty.own_core_list", "0.4167"),
                "daily_report": ("redundant", "duty.feeds_nothing", "0.0417"),
            },
            "孙倩": {
                "order_entry": ("core", "duty.own_core_list", "0.6667"),
                "event_support": ("core", "duty.large_share", "0.2000"),
                "duplicate_entry": ("redundant", "duty.feeds_nothing", "0.1042"),
                "delivery_follow_up": ("core", "duty.own_core_list", "0.0208"),
                "打印标书": ("unclassified", "duty.unknown_activity", "0.0083"),
            },
        }
        assert found["李婷"]["errand"]["class_zh"] == "冗余"
        assert found["李婷"]["errand"]["reason"] == (
            "“跑腿代办”不影响任何计分指标，也不属于任何岗位的职责（占本人工时 8.33%）。"
        )
        assert {each["provisional"] for own in found.values() for each in own.values()} == {False}

    def test_are_provisional_before_ten_days(self, house):
        work(house, "李婷", days=TEN_DAYS[:9], new_visit=60)

        assert {each["provisional"] for each in duties(house, "李婷").values()} == {True}

    def test_are_told_in_english(self, three):
        reasons = [
            each["reason"] for each in matrix(three, language="en")["items"] if each["duty"] == "errand"
        ]

        assert reasons == ["“Errands” feeds no weighted KPI and is no position's duty (8.33% of own time)."]


class TestTheFindings:
    def test_are_exactly_one_overlap_and_one_gap(self, three):
        found = matrix(three)

        (overlap,), (gap,) = found["overlaps"], found["gaps"]
        both = [three.people[name] for name in ("陈浩", "李婷")]
        assert overlap == {
            "duty": "new_visit",
            "customer": "远山机电",
            "people": both,
            "reason": "2 人都在为客户“远山机电”做“新客户开发与拜访”，且各占本人工时 20% 以上。",
            "provisional": False,
        }
        assert gap == {
            "position": "back_office",
            "duty": "delivery_follow_up",
            "minutes": 100,
            "reason": "核心职责“发货与交付跟进”只占该岗位工时的 2.08%，不足 5%。",
            "provisional": False,
        }

    def test_go_once_the_work_is_shared_otherwise(self, three):
        work(three, "孙倩", days=["2026-03-16", "2026-03-17"], delivery_follow_up=300)
        for log in three.as_("李婷").get("/v1/work-logs", month="2026-03", limit=100).body["items"]:
            if log["customer"] == "远山机电":
                own = f"/v1/work-logs/{log['id']}"
                done(three.as_("李婷").patch(own, {"version": 1, "customer": "长河贸易"}))

        found = matrix(three)

        assert (found["overlaps"], found["gaps"]) == ([], [])


class TestProposals:
    def test_say_how_many_minutes_a_month_each_choice_frees(self, three):
        found = {each["duty"]: each for each in matrix(three)["proposals"]}

        assert {
            duty: (each["person_id"], each["suggested"], each["to_person_id"]) for duty, each in found.items()
        } == {
            "errand": (three.people["李婷"], "stop", None),
            "daily_report": (three.people["陈浩"], "keep", None),
            "duplicate_entry": (three.people["孙倩"], "stop", None),
        }
        assert found["errand"]["choices"] == [
            {"option": "keep", "person_minutes": 0, "company_minutes": 0},
            {"option": "hand_over", "person_minutes": 400, "company_minutes": 0},
            {"option": "stop", "person_minutes": 400, "company_minutes": 400},
        ]

    def test_name_the_colleague_who_does_most_of_it(self, three):
        work(three, "陈浩", days=["2026-03-16"], errand=30)

        found = [each for each in matrix(three)["proposals"] if each["duty"] == "errand"]

        assert {each["person_id"]: each["to_person_id"] for each in found} == {
            three.people["李婷"]: None,
            three.people["陈浩"]: three.people["李婷"],
        }


class TestBreaches:
    def test_name_the_core_duty_that_no_kpi_covers(self, three):
        before = {(each["person_id"], each["code"], *each["duties"]) for each in matrix(three)["breaches"]}

        done(decide(three, "李婷", "errand", **{"class": "core", "reason": "总经理交办"}))

        after = {
            (each["person_id"], each["code"], *each["duties"]): each for each in matrix(three)["breaches"]
        }
        assert before == {(three.people["孙倩"], "duty.core_without_kpi", "event_support")}
        (added,) = set(after) - before
        assert added == (three.people["李婷"], "duty.core_without_kpi", "errand")
        assert after[added]["reason"] == "核心职责“跑腿代办”在绩效指标中没有对应的指标，请补充。"

    def test_name_the_kpi_that_weighs_too_much_for_auxiliary_work(self, three):
        plan = {
            "person_id": three.people["李婷"],
            "from": "2026-04-03",
            "lines": [
                {"kpi": "sales.repurchase_rate", "weight_bp": 4500},
                {"kpi": "sales.new_customer_revenue_share", "weight_bp": 3000},
                {"kpi": "sales.quote_conversion", "weight_bp": 2500},
            ],
        }
        done(three.as_("林晓").post("/v1/plans", plan))
        span = {"from": "2026-03-01", "to": "2026-04-05"}

        found = three.as_("林晓").get("/v1/duty-matrix", **span).body["breaches"]

        mine = [each for each in found if each["person_id"] == three.people["李婷"]]
        assert [(each["code"], each["duties"], each["kpis"]) for each in mine] == [
            ("duty.weight_too_high", ["quote"], ["sales.quote_conversion"])
        ]
        assert mine[0]["reason"].endswith("只来自辅助或冗余工作，权重最多 20%，请下调。")


class TestWhoSeesIt:
    def test_is_who_leads_and_a_manager_sees_their_people(self, house):
        for name in ("李婷", "冯雪"):
            work(house, name, days=TEN_DAYS[:1], quote=60)

        seen = {
            name: {each["person_id"] for each in matrix(house, name)["items"] if each["minutes"]}
            for name in ("王磊", "何静", "林晓", "周敏")
        }

        ids = house.people
        assert seen == {
            "王磊": {ids["李婷"]},
            "何静": {ids["冯雪"]},
            "林晓": {ids["李婷"], ids["冯雪"]},
            "周敏": {ids["李婷"], ids["冯雪"]},
        }
        asked = [house.as_(name).get("/v1/duty-matrix").outcome for name in ("李婷", "顾平")]
        assert asked == [(403, "access.role_too_low")] * 2
