"""March 2026 of one company, as a dated story over HTTP: from the facts to the last day of the objection window."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import MONTH, done
from tests.api.test_commands import at_once

KPI = "sales.repurchase_rate"


def local(text: str) -> datetime:
    """Return an instant by its local time in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")


def facts() -> list[dict[str, Any]]:
    """Return what connections know of 李婷's March: every KPI of a seller has its records."""
    return [
        *(an_order(f"old-{n}", timestamp=morning(2025, 11, n + 3), customer_ref=f"c{n}") for n in range(6)),
        *(an_order(f"re-{n}", timestamp=morning(2026, 3, n + 3), customer_ref=f"c{n}") for n in range(2)),
        *(an_order(f"new-{n}", timestamp=morning(2026, 3, n + 9), customer_ref=f"n{n}") for n in range(3)),
        *(a_fact("deal.created", morning(2026, 2, n + 5), f"d-{n}", customer_ref=f"n{n}") for n in range(6)),
        *(a_fact("deal.won", morning(2026, 3, n + 5), f"d-{n}", customer_ref=f"n{n}") for n in range(6)),
        *(a_fact("event.held", morning(2026, 3, n + 10), f"e-{n}", event_ref=f"e-{n}") for n in range(2)),
        a_fact("event.staffed", morning(2026, 3, 10), "s-0", event_ref="e-0", employee="李婷"),
    ]


def a_fact(kind: str, timestamp: str, entity: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": timestamp, "data": {"id": entity, "owner": "李婷", **data}}


def morning(year: int, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}T10:00:00+08:00"


def at(clock: Running, house: House, text: str) -> None:
    """Let it be this local time, and let everybody sign in again."""
    clock.set_clock(local(text))
    house.sign_in_again()


def inbox(house: House, name: str) -> list[dict[str, Any]]:
    return list(house.as_(name).get("/v1/inbox", limit=100).body["items"])


def topics(house: House, name: str) -> list[str]:
    return [str(each["topic"]) for each in reversed(inbox(house, name))]


def step(house: House, name: str, form: dict[str, Any], action: str, body: Any = None) -> Any:
    return house.as_(name).post(f"/v1/declarations/{form['id']}/{action}", body or {})


@pytest.fixture
def march(clock: Running) -> House:
    """Wednesday, 1 April, ten o'clock: March is scored, and everybody has a form in their inbox."""
    house = clock.found()
    house.connect().deliver(facts())
    house.settle()
    house.log_work("李婷", minutes=90)
    for job in ("scores", "declarations", "deliver"):
        house.job(job)
    return house


class TestAMonthsReview:
    def test_goes_from_the_facts_to_a_result_that_was_read(self, clock, march):
        forms = march.forms()
        assert len(forms) == 10
        assert topics(march, "李婷") == ["declaration.drafted"]
        assert inbox(march, "李婷")[0]["params"]["due"] == "2026-04-02 10:00"

        at(clock, march, "2026-04-01T15:00:00")
        done(step(march, "李婷", forms["李婷"], "confirm", {"comment": "两单在走验收"}))
        march.job("deliver")
        assert "declaration.confirmed" in topics(march, "王磊")

        at(clock, march, "2026-04-01T16:00:00")
        returned = done(step(march, "王磊", forms["李婷"], "return", {"feedback": "请写明是哪两单"}))
        march.job("deliver")
        assert returned["due_at"].startswith("2026-04-02T08:00:")
        assert inbox(march, "李婷")[0]["text"] == "你 2026-03 的申报单被退回：请写明是哪两单"

        at(clock, march, "2026-04-02T09:00:00")
        done(step(march, "李婷", forms["李婷"], "confirm", {"comment": "远山、长河两单"}))
        approved = done(step(march, "王磊", forms["李婷"], "approve"))
        assert approved["feedback"] == approved["suggested_feedback"] != ""
        march.job("deliver")
        result = inbox(march, "李婷")[0]
        assert result["topic"] == "declaration.approved"
        assert f"：{approved['official_total'].rstrip('0')} 分。" in result["text"]

        read = march.as_("李婷").post(f"/v1/inbox/{result['id']}/read")
        again = march.as_("李婷").post(f"/v1/inbox/{result['id']}/read")
        assert (read.status, again.outcome) == (200, (409, "message.already_read"))
        assert (
            inbox(march, "李婷")[0]["read_at"]
            == read.body["read_at"]
            == again.body["current"]["read_at"][:-6] + "Z"
        )

        form = march.as_("李婷").get(f"/v1/declarations/{forms['李婷']['id']}").body
        assert [each["action"] for each in form["history"]] == [
            "draft", "confirm", "return", "confirm", "approve", "deliver",
        ]  # fmt: skip
        assert [each["by"] for each in form["history"]] == [
            "clock", march.people["李婷"], march.people["王磊"], march.people["李婷"], march.people["王磊"], "clock",
        ]  # fmt: skip
        assert (form["minutes"], form["log_count"]) == (90, 1)

    def test_shows_the_person_what_hr_the_manager_and_the_owner_see(self, march):
        path, form = f"/v1/scores/{march.people['李婷']}", march.forms()["李婷"]["id"]

        clients = [march.as_(name) for name in ("李婷", "王磊", "林晓", "周敏", "顾平")]
        scores = [client.get(path, period=MONTH).body for client in clients]
        forms = [client.get(f"/v1/declarations/{form}").body for client in clients]

        assert all(each == scores[0] for each in scores)
        assert all(each == forms[0] for each in forms)
        assert [each for each in march.as_("林晓").get("/v1/scores", period=MONTH, limit=100).body["items"]
                if each["person_id"] == march.people["李婷"]] == scores[:1]  # fmt: skip

    def test_declares_the_score_as_it_was_computed(self, march):
        score = march.as_("李婷").get(f"/v1/scores/{march.people['李婷']}", period=MONTH).body
        form = march.forms()["李婷"]

        names = ("kpi", "weight_bp", "state", "value", "target", "points", "lost", "reason")
        assert [{name: line[name] for name in names} for line in form["lines"]] == [
            {name: line[name] for name in names} for line in score["lines"]
        ]
        assert [len(line["evidence"]) for line in score["lines"]] == [
            line["evidence"] for line in form["lines"]
        ]
        assert (form["total"], form["score_hash"]) == (score["total"], score["hash"])

    def test_explains_every_point_that_is_missing(self, march):
        score = march.as_("李婷").get(f"/v1/scores/{march.people['李婷']}", period=MONTH).body

        lost, bonus = (sum(Decimal(line[name]) for line in score["lines"]) for name in ("lost", "bonus"))
        assert score["state"] == "scored"
        assert lost - bonus + Decimal(score["total"]) == 100
        assert all(line["reason"] and line["evidence"] for line in score["lines"])
        assert sum(line["weight_bp"] for line in score["lines"]) == 10_000

    def test_says_the_same_in_english(self, march):
        path = f"/v1/scores/{march.people['李婷']}"
        chinese, english = (
            march.as_("李婷", language=language).get(path, period=MONTH).body for language in ("zh-CN", "en")
        )

        assert [line["reason"] for line in chinese["lines"]] != [line["reason"] for line in english["lines"]]
        assert english["lines"][0]["reason"].isascii()
        for line in (*chinese["lines"], *english["lines"]):
            del line["reason"]
            for words in ("sentence", "unit") if line["to_target"] else ():
                del line["to_target"][words]
        assert chinese == english

    def test_asks_nobody_for_a_department(self, running):
        """Twelve people without departments: no field of a request, and none of an answer, names one."""
        schemas = running.contract.document["components"]["schemas"]

        fields = {name.lower() for schema in schemas.values() for name in schema.get("properties", {})}

        assert fields
        assert not [name for name in fields if "department" in name or "dept" in name or "team" in name]


class TestSilence:
    def test_counts_as_read_after_a_workday(self, clock, march):
        form = march.forms()["陈浩"]

        at(clock, march, "2026-04-02T09:55:00")
        early = step(march, "王磊", form, "approve")
        at(clock, march, "2026-04-02T10:05:00")
        late = step(march, "王磊", form, "approve")

        assert early.outcome == (409, "declaration.wrong_state")
        assert early.body["current"] == {"state": "drafted", "version": 1}
        assert (late.status, late.body["comment"]) == (200, "")
        assert [each["action"] for each in late.body["history"]] == ["draft", "approve"]


class TestAFormThatWaits:
    def test_is_told_to_the_owner_where_the_manager_has_left(self, march):
        seat = f"/v1/people/{march.people['王磊']}"
        done(march.as_("林晓").patch(seat, {"version": 1, "status": "removed"}))
        form = march.forms()["李婷"]

        done(step(march, "李婷", form, "confirm"))
        march.job("deliver")

        assert topics(march, "周敏") == ["declaration.confirmed"]
        assert step(march, "周敏", form, "approve").status == 200


class TestAResult:
    def test_reaches_the_inbox_exactly_once(self, march):
        forms = march.forms()
        for name in ("李婷", "陈浩", "孙倩"):
            done(step(march, name, forms[name], "confirm"))
            done(step(march, "王磊", forms[name], "approve"))

        at_once([lambda: march.running.local("POST", "/local/jobs/deliver", {})] * 5)
        march.job("deliver")

        for name in ("李婷", "陈浩", "孙倩"):
            assert topics(march, name) == ["declaration.drafted", "declaration.approved"]

    def test_is_not_told_before_it_is_delivered(self, march):
        form = march.forms()["李婷"]
        done(step(march, "李婷", form, "confirm"))
        done(step(march, "王磊", form, "approve"))

        early = step(march, "李婷", form, "object", {"kpi": KPI, "claim": "data_wrong", "reason": "漏单"})

        assert early.outcome == (409, "declaration.wrong_state")
        assert topics(march, "李婷") == ["declaration.drafted"]


class TestAnObjection:
    @pytest.fixture
    def delivered(self, clock: Running, march: House) -> House:
        """Thursday, 2 April, 10:30: three have their results. Qingming is from the 4th to the 6th."""
        forms = march.forms()
        at(clock, march, "2026-04-02T10:30:00")
        for name in ("李婷", "陈浩"):
            done(step(march, "王磊", forms[name], "approve"))
        done(step(march, "周敏", forms["孙倩"], "approve"))
        march.job("deliver")
        return march

    def test_can_be_raised_until_the_third_workday(self, clock, delivered):
        forms = delivered.forms()
        claim = {"kpi": KPI, "claim": "data_wrong", "reason": "少算一单", "evidence": ["re-1"]}

        at(clock, delivered, "2026-04-08T10:25:00")
        raised = step(delivered, "李婷", forms["李婷"], "object", claim)
        at(clock, delivered, "2026-04-08T10:35:00")
        late = step(delivered, "陈浩", forms["陈浩"], "object", claim)

        assert forms["李婷"]["objection_until"].startswith("2026-04-08T02:30:")
        assert raised.status == 201
        assert raised.headers["location"] == f"/v1/objections/{raised.body['id']}"
        assert raised.body["due_at"].startswith("2026-04-15T02:25:")
        assert late.outcome == (409, "objection.window_closed")

    def test_is_told_to_those_who_did_not_approve(self, delivered):
        forms = delivered.forms()
        claim = {"kpi": KPI, "claim": "rule_misread", "reason": "口径不一致"}

        for name in ("李婷", "孙倩"):
            done(step(delivered, name, forms[name], "object", claim))
        delivered.job("deliver")

        raised = {
            name: topics(delivered, name).count("objection.raised") for name in ("周敏", "林晓", "王磊")
        }
        assert raised == {"周敏": 1, "林晓": 2, "王磊": 0}  # the owner approved 孙倩's

    def test_is_told_to_the_owner_where_there_is_nobody_else(self, clock):
        house = clock.found(roster={"周敏": ("owner", None), "李婷": ("employee", "周敏")})
        for job in ("scores", "declarations"):
            house.job(job, period=MONTH)
        form = house.forms(by="周敏")["李婷"]
        done(step(house, "李婷", form, "confirm"))
        done(step(house, "周敏", form, "approve"))
        house.job("deliver")

        done(step(house, "李婷", form, "object", {"kpi": KPI, "claim": "data_wrong", "reason": "漏单"}))
        house.job("deliver")

        assert topics(house, "周敏")[-1] == "objection.raised"

    def test_is_one_for_each_kpi(self, delivered):
        form = delivered.forms()["李婷"]
        claim = {"kpi": KPI, "claim": "data_wrong", "reason": "少算一单"}

        replies = [
            step(delivered, "李婷", form, "object", claim),
            step(delivered, "李婷", form, "object", {**claim, "reason": "再说一次"}),
            step(delivered, "李婷", form, "object", {**claim, "kpi": "sales.cycle_days"}),
            step(delivered, "李婷", form, "object", {**claim, "kpi": "mkt.leads"}),
        ]

        assert [each.outcome for each in replies] == [
            (201, None),
            (409, "objection.already_raised"),
            (201, None),
            (422, "objection.kpi_not_on_result"),
        ]

    def test_changes_no_number(self, delivered):
        form = delivered.forms()["李婷"]
        before = delivered.as_("李婷").get(f"/v1/scores/{delivered.people['李婷']}", period=MONTH).body

        raised = done(
            step(delivered, "李婷", form, "object", {"kpi": KPI, "claim": "data_wrong", "reason": "漏单"})
        )

        after = delivered.as_("李婷").get(f"/v1/scores/{delivered.people['李婷']}", period=MONTH).body
        assert after == before
        assert (raised["before"], raised["score_hash"]) == (before["official_total"], before["hash"])
        assert delivered.forms()["李婷"]["state"] == "objected"


class TestAScore:
    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_has_no_operation_that_writes_it(self, house, method):
        person = house.people["李婷"]
        paths = [
            "/v1/scores",
            f"/v1/scores/{person}",
            f"/v1/scores/{person}/lines",
            f"/v1/scores/{person}/total",
        ]

        refused = {
            house.as_(name).send(method, path, {"total": "100"}, query={"period": MONTH}).outcome
            for name in ("李婷", "王磊", "林晓", "周敏")
            for path in paths
        }

        assert refused == {(404, "route.not_found"), (405, "route.method_not_allowed")}

    def test_of_a_declared_month_stays_as_it_was_declared(self, march):
        path = f"/v1/scores/{march.people['李婷']}"
        before = march.as_("李婷").get(path, period=MONTH).body
        sold = march.measure("net_sales")["value"]

        march.connect().deliver(an_order("late", timestamp="2026-03-20T10:00:00+08:00"))
        march.settle()
        march.job("scores")

        assert march.as_("李婷").get(path, period=MONTH).body == before
        assert Decimal(march.measure("net_sales")["value"]) == Decimal(sold) + 1000

    def test_can_be_read_as_it_stood(self, clock):
        clock.set_clock(local("2026-03-20T10:00:00"))
        house = clock.found()
        path, connection = f"/v1/scores/{house.people['李婷']}", house.connect()
        connection.deliver(an_order("o-1"))
        house.settle()
        house.job("scores")
        early = house.as_("李婷").get(path, period=MONTH).body
        at(clock, house, "2026-03-25T10:00:00")
        connection.deliver([an_order("o-2"), an_order("o-3")])
        house.settle()
        house.job("scores")

        client, day = house.as_("李婷"), timedelta(days=1)
        stood = client.get(path, period=MONTH, as_of=(local("2026-03-20T10:00:00") + day).isoformat()).body
        newest = client.get(path, period=MONTH).body
        before_all = client.get(path, period=MONTH, as_of=(local("2026-03-20T10:00:00") - day).isoformat())

        assert stood == early
        assert newest["hash"] != early["hash"]
        assert newest["event_count"] == early["event_count"] + 2
        assert before_all.status == 404

    def test_is_the_same_bytes_when_it_is_computed_again(self, march):
        path = f"/v1/scores/{march.people['冯雪']}"
        first = march.as_("冯雪").get(path, period=MONTH).raw

        for _ in range(2):
            march.job("scores", period=MONTH)

        assert march.as_("冯雪").get(path, period=MONTH).raw == first


class TestTheMonth:
    def test_that_runs_is_not_declared(self, clock, house):
        house.job("scores", period="2026-04")
        wanted = {"company_id": house.id, "period": "2026-04"}

        report = clock.local("POST", "/local/jobs/declarations", wanted).body

        assert report["dead_letters"] == 1
        assert house.forms("2026-04") == {}
