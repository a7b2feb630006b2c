"""Dated stories of a month's review in which somebody is late, silent, or decides by mistake, as HR would tell them."""

import pytest

from tests.api.populated import MONTH, done
from tests.api.test_commands import at_once, outcomes
from tests.api.test_review import at, facts, inbox, step, topics


@pytest.fixture
def march(clock):
    """Wednesday, 1 April, ten o'clock: March is scored, and everybody has a form in their inbox."""
    house = clock.found()
    house.connect().deliver(facts())
    house.settle()
    for job in ("scores", "declarations", "deliver"):
        house.job(job)
    return house


def turn(house):
    for job in ("clocks", "deliver"):
        house.job(job)


def form_of(house, name="李婷"):
    return house.forms()[name]


def actions(house, name="李婷"):
    path = f"/v1/declarations/{form_of(house, name)['id']}"
    return [each["action"] for each in done(house.as_("林晓").get(path))["history"]]


class TestAnEmployeeWhoSaysNothing:
    def test_is_taken_to_have_read_it_after_a_workday_and_the_manager_hears(self, clock, march):
        at(clock, march, "2026-04-02T09:59:00")
        turn(march)
        early = form_of(march)

        at(clock, march, "2026-04-02T10:05:00")
        turn(march)
        turn(march)
        silent = form_of(march)

        assert (early["state"], silent["state"], silent["state_zh"]) == ("drafted", "confirmed", "待审批")
        assert actions(march) == ["draft", "remind", "silence"]
        assert topics(march, "李婷") == ["declaration.drafted", "declaration.answer_due"]
        assert topics(march, "王磊").count("declaration.silent") == 6
        assert [each["text"] for each in inbox(march, "王磊") if "李婷" in each["text"]] == [
            "李婷 没有在期限内核对 2026-03 的申报单，视为已阅，请在 2026-04-03 10:05 前审批。"
        ]

    def test_can_still_answer_until_the_manager_decides(self, clock, march):
        at(clock, march, "2026-04-02T10:05:00")
        turn(march)

        confirmed = step(march, "李婷", form_of(march), "confirm", {"comment": "刚回来"})

        assert (confirmed.status, confirmed.body["comment"]) == (200, "刚回来")
        assert step(march, "李婷", form_of(march), "confirm").outcome == (409, "declaration.wrong_state")


class TestFeedback:
    def test_of_ten_thousand_characters_is_refused_and_html_stays_text(self, march):
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))

        long = step(march, "王磊", form_of(march), "return", {"feedback": "长" * 10_000})
        marked = done(
            step(march, "王磊", form_of(march), "return", {"feedback": "<script>alert(1)</script>"})
        )

        assert (long.status, long.body["pointer"]) == (422, "/feedback")
        assert marked["feedback"] == "<script>alert(1)</script>"


class TestAManagerWhoIsAway:
    def test_the_owner_hears_once_after_the_qingming_holiday_and_decides(self, clock, march):
        at(clock, march, "2026-04-02T10:05:00")
        turn(march)
        at(clock, march, "2026-04-03T09:00:00")  # Friday; 4 to 6 April are the holiday
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        at(clock, march, "2026-04-07T08:59:00")
        turn(march)
        before = topics(march, "周敏").count("declaration.escalated")

        at(clock, march, "2026-04-07T09:05:00")
        turn(march)
        turn(march)

        told = [
            each["text"] for each in inbox(march, "周敏") if "李婷 2026-03 的申报单超过期限" in each["text"]
        ]
        assert before == 9  # everybody else's forms: silent on Thursday, due on Friday
        assert len(told) == 1
        assert "2026-04-07 09:00" in told[0]
        assert step(march, "周敏", form_of(march), "approve").status == 200


class TestAResult:
    def test_is_final_after_three_workdays_in_which_nobody_objects(self, clock, march):
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        at(clock, march, "2026-04-03T10:00:00")
        done(step(march, "王磊", form_of(march), "approve"))
        march.job("deliver")
        until = form_of(march)["objection_until"]

        at(clock, march, "2026-04-09T09:59:00")
        turn(march)
        open_still = form_of(march)["state"]
        at(clock, march, "2026-04-09T10:05:00")
        turn(march)
        turn(march)

        assert until.startswith(
            "2026-04-09T02:00"
        )  # 10 o'clock in Shanghai: Saturday to Monday are no workdays
        assert (open_still, form_of(march)["state"]) == ("delivered", "final")
        assert topics(march, "李婷").count("declaration.final") == 1
        late = {"kpi": "sales.repurchase_rate", "claim": "data_wrong", "reason": "漏单"}
        assert step(march, "李婷", form_of(march), "object", late).outcome == (409, "objection.window_closed")
        assert step(march, "王磊", form_of(march), "withdraw-approval", {"reason": "错"}).outcome == (
            409,
            "declaration.wrong_state",
        )

    def test_with_an_objection_waits_for_the_answer(self, clock, march):
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        done(step(march, "王磊", form_of(march), "approve"))
        march.job("deliver")
        claim = {"kpi": "sales.repurchase_rate", "claim": "data_wrong", "reason": "漏单"}
        assert step(march, "李婷", form_of(march), "object", claim).status == 201

        at(clock, march, "2026-04-20T10:00:00")
        turn(march)

        assert form_of(march)["state"] == "objected"
        assert "declaration.final" not in topics(march, "李婷")


class TestADecisionByMistake:
    @pytest.fixture
    def approved(self, march):
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        done(step(march, "王磊", form_of(march), "approve", {"feedback": "继续努力"}))
        return march

    def test_undone_before_it_is_delivered_reaches_nobody(self, clock, approved):
        undone = done(step(approved, "王磊", form_of(approved), "undo"))
        approved.job("deliver")

        assert (undone["state"], undone["feedback"]) == ("confirmed", "")
        assert [each for each in topics(approved, "李婷") if each != "declaration.drafted"] == []
        done(step(approved, "王磊", form_of(approved), "approve", {"feedback": "改好了"}))
        approved.job("deliver")
        (result,) = [each for each in inbox(approved, "李婷") if each["topic"] == "declaration.approved"]
        assert "改好了" in result["text"]
        assert actions(approved) == ["draft", "confirm", "approve", "undo", "approve", "deliver"]

    def test_undone_after_it_is_taken_back_in_words(self, clock, approved):
        approved.job("deliver")

        done(step(approved, "王磊", form_of(approved), "undo"))
        approved.job("deliver")

        assert topics(approved, "李婷")[-2:] == ["declaration.approved", "declaration.decision_undone"]
        assert form_of(approved)["objection_until"] is None

    def test_is_undone_within_a_minute_by_who_took_it_and_by_nobody_else(self, clock, approved):
        by_another = step(approved, "周敏", form_of(approved), "undo")
        at(clock, approved, "2026-04-01T10:05:00")

        late = step(approved, "王磊", form_of(approved), "undo")

        assert {by_another.outcome, late.outcome} == {(409, "declaration.undo_too_late")}

    def test_is_withdrawn_with_a_reason_and_both_stay_on_record(self, clock, approved):
        approved.job("deliver")
        at(clock, approved, "2026-04-02T10:00:00")
        path = "withdraw-approval"

        bare = step(approved, "王磊", form_of(approved), path)
        done(step(approved, "王磊", form_of(approved), path, {"reason": "看错了人"}))
        approved.job("deliver")

        assert bare.status == 422
        assert inbox(approved, "李婷")[0]["text"] == "你 2026-03 的绩效结果已撤回，将重新审批。原因：看错了人"
        assert actions(approved) == ["draft", "confirm", "approve", "deliver", "withdraw"]


class TestFiftyApprovalsAtOnce:
    def test_have_one_winner(self, march):
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        form = form_of(march)

        replies = at_once(
            [lambda name=name: step(march, name, form, "approve") for name in ("王磊", "周敏") * 25]
        )
        march.job("deliver")

        found = outcomes(replies)
        assert found[(200, None)] == 1
        assert {status for status, _ in found} <= {200, 409, 503}
        assert actions(march) == ["draft", "confirm", "approve", "deliver"]
        assert topics(march, "李婷").count("declaration.approved") == 1


class TestHowLongItTook:
    def test_is_told_of_each_stage_and_of_the_whole_way(self, clock, march):
        path = "/v1/review-telemetry"
        before = done(march.as_("林晓").get(path, period=MONTH))
        at(clock, march, "2026-04-01T16:00:00")
        done(step(march, "李婷", form_of(march), "confirm", {"comment": "无"}))
        at(clock, march, "2026-04-03T10:00:00")
        done(step(march, "王磊", form_of(march), "approve"))
        march.job("deliver")

        after = done(march.as_("林晓").get(path, period=MONTH))

        stages = {each["stage"]: each for each in after["stages"]}
        assert before["within_goal"] is None and before["states"] == [
            {"state": "drafted", "state_zh": "待本人核对", "count": 10}
        ]
        assert (stages["decided"]["median_hours"], stages["decided"]["n"], stages["decided"]["few"]) == (
            "42",
            1,
            True,
        )
        assert stages["submitted_to_delivered"]["wall_p90_hours"] == "42"
        assert (after["within_goal"], after["goal_hours"]) == (True, 48)
        assert march.as_("王磊").get(path, period=MONTH).status == 403


class TestAReviewAcrossTheNationalDayHoliday:
    """1 to 7 October 2026 are the holiday; Saturday, 10 October, is a workday instead."""

    @pytest.fixture
    def september(self, clock):
        """Thursday, 1 October: September's forms come while everybody is away."""
        house = clock.found()
        at(clock, house, "2026-10-01T10:00:00")
        for job in ("scores", "declarations"):
            house.job(job, period="2026-09")
        house.job("deliver")
        return house

    def form(self, house):
        return house.forms("2026-09")["李婷"]

    def test_waits_for_the_first_workday_and_goes_on_on_the_make_up_day(self, clock, september):
        drafted = self.form(september)
        at(clock, september, "2026-10-07T23:00:00")
        turn(september)
        still = self.form(september)["state"]

        at(clock, september, "2026-10-09T17:00:00")  # Friday
        done(step(september, "李婷", drafted, "confirm", {"comment": "无"}))
        confirmed = self.form(september)
        at(clock, september, "2026-10-10T11:00:00")
        done(step(september, "王磊", drafted, "approve"))
        september.job("deliver")
        result = self.form(september)
        hours = done(september.as_("林晓").get("/v1/review-telemetry", period="2026-09"))["stages"]

        assert (drafted["due_at"][:14], still) == ("2026-10-08T02:", "drafted")  # ten o'clock in Shanghai
        assert confirmed["due_at"].startswith("2026-10-10T09:")  # Saturday, 17 o'clock
        assert result["objection_until"].startswith("2026-10-14T03:")  # Monday to Wednesday
        whole = next(each for each in hours if each["stage"] == "submitted_to_delivered")
        assert (whole["median_hours"], whole["wall_median_hours"]) == ("18", "18")
        answered = next(each for each in hours if each["stage"] == "answered")
        assert (answered["median_hours"], answered["wall_median_hours"]) == ("41", "199")
