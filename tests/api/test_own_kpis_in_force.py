"""A KPI of a company's own in force: wherever a KPI of the library is scored, explained or read, it is as well."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import done
from tests.api.test_own_kpis import QUOTES_PER_ORDER, quote
from tests.api.test_performance_reports import asked, rows_of
from tests.api.test_reports import fetched

MARCH = "2026-03"
KPI = "own.quotes_per_order"
LINES = ((KPI, "2", 4000), ("sales.revenue", "5000", 3000), ("sales.new_customers", "3", 3000))


def at(running: Running, house: House, text: str) -> None:
    running.set_clock(datetime.fromisoformat(f"{text}+08:00"))
    house.sign_in_again()


def planned(house: House, name: str) -> Any:
    lines = [{"kpi": kpi, "target": target, "weight_bp": weight} for kpi, target, weight in LINES]
    body = {"person_id": house.people[name], "from": "2026-03-01", "lines": lines}
    return house.as_("周敏").post("/v1/plans", body)


def measured(running: Running) -> House:
    """
    On 18 March 李婷 has sent four quotes and has one large order and a small one; 陈浩 has one quote and no order.

    The company's own KPI is in the plans of both.
    """
    running.set_clock(datetime.fromisoformat("2026-02-27T10:00:00+08:00"))
    house = running.found()
    done(house.as_("林晓").post("/v1/kpis", QUOTES_PER_ORDER))
    for name in ("李婷", "陈浩"):
        done(planned(house, name))
    at(running, house, "2026-03-18T10:00:00")
    connection = house.connect()
    events = [quote(f"q{n}", day=f"2026-03-1{n}") for n in range(4)]
    events += [quote("theirs", "陈浩", "2026-03-11")]
    events += [an_order("large", "800.00"), an_order("small", "100.00")]
    for event in events:
        assert connection.deliver(event).status == 200
    house.settle()
    house.job("scores", period=MARCH)
    return house


@pytest.fixture(scope="module")
def running_company(running: Running) -> Iterator[House]:
    """The company of `measured`, for tests that leave its figures alone."""
    yield measured(running)


@pytest.fixture
def in_force(running_company: House) -> House:
    at(running_company.running, running_company, "2026-03-18T10:00:00")
    return running_company


@pytest.fixture
def closed(clock: Running) -> House:
    """The same company on 2 April: March is scored and declared."""
    house = measured(clock)
    at(clock, house, "2026-04-02T10:00:00")
    for job in ("scores", "declarations"):
        house.job(job, period=MARCH)
    return house


def scored(house: House, name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name).get(f"/v1/scores/{house.people[name]}", period=MARCH))


def own_line(score: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in score["lines"] if each["kpi"] == KPI)


def tried(house: House, *changes: Any) -> Any:
    path = f"/v1/scores/{house.people['李婷']}/what-if"
    return house.as_("李婷").post(path, {"period": MARCH, "changes": list(changes)}, key=None)


class TestItsLine:
    def test_shows_the_parts_the_reason_and_the_records(self, in_force):
        line = own_line(scored(in_force))

        assert (line["name_zh"], line["name_en"]) == ("订单报价比", "Quotes per order")
        assert (line["state"], line["value"], line["target"], line["points"]) == (
            "scored",
            "4",
            "2",
            "0.0000",
        )
        assert (line["numerator"], line["denominator"], line["n"]) == ("4", "1", 5)
        assert line["reason_code"] == "kpi.above_limit"
        assert line["reason"].startswith("订单报价比")
        assert (len(line["evidence"]), line["lost"], line["to_target"]) == (5, "40.0000", None)
        assert line["fresh_at"] is not None

    def test_leads_to_the_records_themselves(self, in_force):
        path = f"/v1/scores/{in_force.people['李婷']}/records"

        items = done(in_force.as_("李婷").get(path, period=MARCH, kpi=KPI))["items"]

        assert [(each["type"], each["counted"]) for each in items] == [
            ("order.paid", True),
            *[("quote.sent", True)] * 4,
        ]
        assert {each["event_id"] for each in items} == set(own_line(scored(in_force))["evidence"])

    def test_is_blocked_where_it_divides_by_zero_and_no_total_is_published(self, in_force):
        score = scored(in_force, "陈浩")

        line = own_line(score)
        assert (line["state"], line["reason_code"], line["points"]) == ("blocked", "kpi.formula_failed", None)
        assert (line["numerator"], line["denominator"]) == ("1", "0")
        assert "除数为 0" in line["reason"]
        assert (score["state"], score["total"], score["blocked_weight_bp"]) == (
            "blocked_publication",
            None,
            4000,
        )


class TestItsMeasure:
    @pytest.mark.parametrize(
        ("subject", "parts"),
        [
            ("李婷", ("4", "1", "4", 5)),
            ("陈浩", ("1", "0", None, 1)),
            ("manager:王磊", ("5", "1", "5", 6)),
            ("company", ("5", "1", "5", 6)),
            ("孙倩", ("0", "0", None, 0)),
        ],
    )
    def test_answers_for_everybody_and_for_groups(self, in_force, subject, parts):
        kind, _, name = subject.rpartition(":")
        whom = ":".join(each for each in (kind, in_force.people.get(name, name)) if each)

        found = in_force.measure(KPI, whom, MARCH)

        assert (found["numerator"], found["denominator"], found["value"], found["n"]) == parts
        assert (found["measure"], found["name_zh"], found["unit"]) == (KPI, "订单报价比", "ratio")

    def test_is_read_over_a_quarter(self, in_force):
        found = in_force.measure(KPI, in_force.people["李婷"], "2026-Q1")

        assert (found["numerator"], found["denominator"], found["value"]) == ("4", "1", "4")

    def test_compares_people(self, in_force):
        found = done(in_force.as_("王磊").get("/v1/measures/people", kpi=KPI, period=MARCH))

        values = {each["name"]: (each["value"], each["previous"]["value"]) for each in found["items"]}
        assert (values["李婷"], values["陈浩"]) == (("4", None), (None, None))
        assert all(each["fresh_at"] for each in found["items"])

    def test_leads_to_its_records(self, in_force):
        query = {"kpi": KPI, "subject": in_force.people["李婷"], "period": MARCH}

        items = done(in_force.as_("林晓").get("/v1/measures/records", **query))["items"]

        assert {each["event_id"] for each in items} == set(own_line(scored(in_force))["evidence"])


class TestItsScore:
    def test_is_replayed_to_the_same(self, in_force):
        path = f"/v1/scores/{in_force.people['李婷']}/replay"

        found = done(in_force.as_("李婷").get(path, period=MARCH))

        assert (found["matches"], found["differences"]) == (True, [])

    def test_is_moved_by_what_if(self, in_force):
        order = {"type": "order.paid", "amount": {"amount": "900.00", "currency": "CNY"}}

        found = done(tried(in_force, {"add": order}))

        lines = own_line(found["before"]), own_line(found["after"])
        assert [(each["value"], each["points"]) for each in lines] == [("4", "0.0000"), ("2", "100.0000")]
        assert next(each for each in found["kpis"] if each["kpi"] == KPI)["name_zh"] == "订单报价比"

    def test_leaves_its_records_out_in_what_if(self, in_force):
        found = done(tried(in_force, {"remove": {"type": "quote.sent", "count": 2, "kpi": KPI}}))

        assert own_line(found["after"])["value"] == "2"

    def test_has_no_records_made_up_for_it_alone(self, in_force):
        refused = tried(in_force, {"add": {"type": "quote.sent", "kpi": KPI}})

        assert refused.outcome == (422, "what_if.not_imaginable")

    def test_stands_in_the_performance_report_by_its_name(self, in_force):
        content = fetched(done(asked(in_force, "李婷")))
        page = fetched(done(asked(in_force, "李婷", format="html"))).decode()

        row = next(each for each in rows_of(content, "每项得分") if each["指标编号"] == KPI)
        assert (row["指标"], row["完成值（数值）"], row["得分"]) == ("订单报价比", "4", "0.0000")
        assert "订单报价比" in page

    def test_stays_when_a_record_comes_late_which_is_noted(self, closed):
        before = own_line(scored(closed))
        closed.connect().deliver(an_order("late", "900.00", timestamp="2026-03-20T10:00:00+08:00"))
        closed.settle()

        closed.job("scores")

        assert own_line(scored(closed)) == before
        items = done(closed.as_("林晓").get("/v1/discrepancies", period=MARCH))["items"]
        mine = next(each for each in items if each["person_id"] == closed.people["李婷"])
        assert KPI in {each["kpi"] for each in mine["kpis"]}


class TestItsTarget:
    def test_is_proposed_from_its_history(self, closed):
        query = {"kpi": KPI, "person_id": closed.people["李婷"]}

        (found,) = done(closed.as_("林晓").get("/v1/target-proposals", **query))["items"]

        assert (found["origin"], [each["value"] for each in found["history"]]) == ("history", ["4"])

    def test_is_judged(self, in_force):
        query = {"kpi": KPI, "person_id": in_force.people["李婷"], "target": "2", "period": "2026-04"}

        found = done(in_force.as_("李婷").get("/v1/attainability", **query))

        assert (found["kpi"], found["verdict"]) == (KPI, "unknown")


class TestRetired:
    def change(self, house: House, **body: Any) -> None:
        done(house.as_("林晓").patch(f"/v1/kpis/{KPI}", body))

    def test_it_keeps_its_scores_and_the_name_of_their_day(self, closed):
        before = scored(closed)

        self.change(closed, version=1, name_zh="报价订单比")
        self.change(closed, version=2, retired=True)
        closed.job("scores")

        assert scored(closed) == before
        assert own_line(before)["name_zh"] == "订单报价比"
        path = f"/v1/scores/{closed.people['李婷']}"
        assert done(closed.as_("李婷").get(f"{path}/replay", period=MARCH))["matches"] is True
        assert len(done(closed.as_("李婷").get(f"{path}/records", period=MARCH, kpi=KPI))["items"]) == 5
        assert closed.measure(KPI, closed.people["李婷"])["name_zh"] == "报价订单比"

    def test_it_scores_on_where_a_plan_holds_it(self, closed):
        self.change(closed, version=1, retired=True)
        closed.connect().deliver(quote("april", day="2026-04-02"))
        closed.settle()

        closed.job("scores", period="2026-04")

        path = f"/v1/scores/{closed.people['李婷']}"
        lines = done(closed.as_("李婷").get(path, period="2026-04"))["lines"]
        assert next(each["state"] for each in lines if each["kpi"] == KPI) == "blocked"


class TestAnotherCompany:
    def test_does_not_know_it(self, in_force):
        other = in_force.running.found("远山商贸")
        person, hr = other.people["李婷"], other.as_("林晓")

        replies = {
            "measure": hr.get("/v1/measures", kpi=KPI, subject=person, period=MARCH),
            "people": hr.get("/v1/measures/people", kpi=KPI, period=MARCH),
            "records": hr.get("/v1/measures/records", kpi=KPI, subject=person, period=MARCH),
            "proposal": hr.get("/v1/target-proposals", kpi=KPI, person_id=person),
            "plan": hr.post(
                "/v1/plans",
                {
                    "person_id": person,
                    "from": "2026-04-03",
                    "lines": [{"kpi": KPI, "weight_bp": 4000}, {"kpi": "sales.revenue", "weight_bp": 6000}],
                },
            ),
            "change": hr.patch(f"/v1/kpis/{KPI}", {"version": 1, "retired": True}),
            "duty": hr.post("/v1/duty-catalogue/duties", a_duty()),
        }

        assert {name: reply.outcome for name, reply in replies.items()} == {
            "measure": (404, "measure.unknown"),
            "people": (404, "measure.unknown"),
            "records": (404, "measure.unknown"),
            "proposal": (404, "kpi.unknown"),
            "plan": (404, "kpi.unknown"),
            "change": (404, "resource.not_found"),
            "duty": (404, "kpi.unknown"),
        }

    def test_has_its_own_of_the_same_slug(self, in_force):
        other = in_force.running.found("远山商贸")
        doubled = {**QUOTES_PER_ORDER, "name_zh": "双倍报价比", "formula": "报价 × 2 ÷ 大单"}
        done(other.as_("林晓").post("/v1/kpis", doubled))
        connection = other.connect()
        for event in (quote("q1"), an_order("large", "800.00")):
            assert connection.deliver(event).status == 200
        other.settle()

        theirs = other.measure(KPI, other.people["李婷"])

        assert (theirs["name_zh"], theirs["value"]) == ("双倍报价比", "2")
        ours = in_force.measure(KPI, in_force.people["李婷"])
        assert (ours["name_zh"], ours["value"]) == ("订单报价比", "4")


class TestADuty:
    def test_may_feed_it(self, in_force):
        added = done(in_force.as_("林晓").post("/v1/duty-catalogue/duties", a_duty()))

        assert added["kpis"] == [KPI]

    def test_names_it_to_whoever_logged_work_for_it(self, in_force):
        log = in_force.log_work("李婷", links=[KPI, "own.nowhere"])

        standing = done(in_force.as_("李婷").get(f"/v1/work-logs/{log['id']}/standing"))

        assert [(each["kpi"], each["name_zh"]) for each in standing["kpis"]] == [(KPI, "订单报价比")]


def a_duty() -> dict[str, Any]:
    return {"name_zh": "报价跟进", "kinds": ["customer_contact"], "kpis": [KPI]}
