"""Work logs that something was noticed about: what is noticed and what is not, who looks at it, and what stays."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.companies import House, a_log
from tests.api.populated import done
from tests.api.working import keep, shares

MARCH = "2026-03"
NOTE = "和客户讨论了续约价格与交付时间安排"


def log(day: int, clock: str, minutes: int, customer: str, **changes: Any) -> dict[str, Any]:
    started_at = f"2026-03-{day:02}T{clock}:00+08:00"
    return a_log(started_at=started_at, minutes=minutes, customer=customer, **changes)


def here(latitude: str) -> dict[str, str]:
    return {"latitude": latitude, "longitude": "121.47"}


PLANTED: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "overlap": lambda: [log(2, "09:00", 60, "甲"), log(2, "09:30", 60, "乙")],
    "duplicate": lambda: [log(2, "09:00", 60, "甲"), log(2, "09:03", 60, "甲")],
    "copied": lambda: [log(2, "09:00", 60, "甲", text=NOTE), log(3, "09:00", 60, "乙", text=f"{NOTE}。")],
    "too_far": lambda: [
        log(2, "09:00", 5, "甲", location=here("31.23")),
        log(2, "09:06", 5, "乙", location=here("31.33")),
    ],
    "over_a_day": lambda: [log(2, "00:00", 1000, "甲"), log(2, "16:40", 441, "乙")],
    "burst": lambda: [log(2, f"09:0{n // 2}", 1, f"客户{n}") for n in range(9)],
}
"""By signal, the least that brings it about; the first log of each is above suspicion but for bursts and days."""
WHOLE = ("burst", "over_a_day")
"""Signals about all logs of a group, not only about the later ones."""


def noticed(house: House, by: str = "王磊", **query: str) -> list[dict[str, Any]]:
    return list(done(house.as_(by).get("/v1/work-log-signals", month=MARCH, **query))["items"])


def overlapping(house: House) -> dict[str, Any]:
    """Two logs of 李婷, of which the second begins within the first, and the second of them."""
    return keep(house, "李婷", *PLANTED["overlap"]())[1]


def review(house: House, name: str, log_id: str, verdict: str, reason: str | None = None) -> Any:
    body = {"verdict": verdict} if reason is None else {"verdict": verdict, "reason": reason}
    return house.as_(name).post(f"/v1/work-logs/{log_id}/review", body)


class TestASignal:
    @pytest.mark.parametrize("signal", PLANTED)
    def test_is_told_about_the_log_in_words_and_counts_for_no_kpi_till_somebody_looked(self, house, signal):
        kept = keep(house, "李婷", *PLANTED[signal]())

        found = noticed(house)

        about = kept if signal in WHOLE else kept[1:]
        assert sorted(each["work_log"]["id"] for each in found) == sorted(each["id"] for each in about)
        for each in found:
            (finding,) = each["findings"]
            assert finding["signal"] == signal
            assert finding["reason"].endswith("。") and "核实" in finding["reason"]
            assert set(finding["others"]) <= {other["id"] for other in kept} - {each["work_log"]["id"]}
            assert finding["others"]
            assert (each["counts_for_kpis"], each["review"]) == (False, None)
        assert {
            each["id"]: [told["signal"] for told in standing(house, each)["findings"]] for each in kept
        } == {each["id"]: [signal] if each in about else [] for each in kept}

    def test_is_told_about_a_start_that_lies_ahead(self, house):
        (kept,) = keep(house, "李婷", a_log(started_at="2026-04-01T12:00:00+08:00"))

        (found,) = done(house.as_("李婷", language="en").get("/v1/work-log-signals", month="2026-04"))[
            "items"
        ]

        assert found["work_log"]["id"] == kept["id"]
        assert found["work_log"]["flags"] == ["clock_skew"]
        assert found["findings"][0]["signal"] == "future"
        assert found["findings"][0]["reason"].startswith("It starts 119 minutes after it was sent.")

    @pytest.mark.parametrize(
        "logs",
        [
            pytest.param([log(2, "09:00", 60, "甲"), log(2, "09:55", 60, "乙")], id="clocks are round"),
            pytest.param(
                [log(2, "09:00", 60, "甲", text=NOTE), log(3, "09:00", 60, "乙", text="签了合同，下周发货")],
                id="other words",
            ),
            pytest.param(
                [
                    log(2, "09:00", 5, "甲", location=here("31.23")),
                    log(2, "10:30", 5, "乙", location=here("31.33")),
                ],
                id="there was time to travel",
            ),
            pytest.param([log(2, "00:00", 1000, "甲"), log(2, "16:40", 440, "乙")], id="a whole day"),
            pytest.param(
                [
                    a_log(kind="order_handling", customer=None, text="录入订单并核对", activity="order_entry",
                          started_at=f"2026-03-0{day}T09:00:00+08:00")
                    for day in (2, 3, 4, 5)
                ],
                id="routine",
            ),
        ],
    )  # fmt: skip
    def test_is_not_told_about_what_is_as_usual(self, house, logs):
        keep(house, "李婷", *logs)

        assert noticed(house) == []

    def test_is_not_told_about_a_day_that_a_phone_sends_at_once(self, house):
        day = [
            log(
                2, f"{8 + n // 2:02}:{30 * (n % 2):02}", 30, f"客户{n}", text=f"第{n}家：{n}号方案，报价{n}万"
            )
            for n in range(20)
        ]

        keep(house, "李婷", *day)

        assert noticed(house) == []

    def test_goes_once_its_cause_is_mended(self, house):
        later = overlapping(house)
        before = noticed(house)

        done(
            house.as_("李婷").patch(
                f"/v1/work-logs/{later['id']}", {"version": 1, "started_at": "2026-03-02T10:00:00+08:00"}
            )
        )

        assert (len(before), noticed(house)) == (1, [])

    def test_is_seen_by_whoever_sees_the_log(self, house):
        overlapping(house)

        seen = {name: len(noticed(house, name)) for name in house.people}

        assert {name for name, number in seen.items() if number} == {"李婷", "王磊", "林晓", "周敏", "顾平"}
        assert (
            house.as_("陈浩").get("/v1/work-log-signals", month=MARCH, person_id=house.people["李婷"]).outcome
        ) == (404, "resource.not_found")


class TestAReview:
    @pytest.mark.parametrize("who", ["王磊", "林晓", "周敏"])
    def test_lets_the_log_count_or_not_and_tells_its_person(self, house, who):
        later = overlapping(house)

        done(review(house, who, later["id"], "accept"))
        (accepted,) = noticed(house)
        done(review(house, who, later["id"], "exclude", "客户说没有来过"))
        (excluded,) = noticed(house)
        house.job("deliver")

        decided = {"verdict": "exclude", "reason": "客户说没有来过", "by": house.people[who]}
        assert (accepted["counts_for_kpis"], accepted["review"]["verdict"]) == (True, "accept")
        assert (excluded["counts_for_kpis"], excluded["review"] | decided) == (False, excluded["review"])
        told = house.as_("李婷").get("/v1/inbox").body["items"]
        assert {(each["topic"], each["about"], each["text"]) for each in told} == {
            ("work_log.accepted", later["id"], "你 2026-03-02 的一条工作记录已核实，计入指标。"),
            ("work_log.excluded", later["id"],
             "你 2026-03-02 的一条工作记录暂不计入指标（客户说没有来过）。工时和占比不变，如有疑问请联系上级。"),
        }  # fmt: skip
        seen = standing(house, later)
        assert (seen["review"], seen["counts_for_kpis"]) == (excluded["review"], False)

    def test_takes_nothing_from_minutes_and_shares(self, house):
        later = overlapping(house)
        before = shares(house, "李婷")

        review(house, "王磊", later["id"], "exclude", "时间对不上")

        assert shares(house, "李婷") == before
        assert before["minutes"] == 120

    def test_is_for_that_version_of_the_log(self, house):
        later = overlapping(house)
        done(review(house, "王磊", later["id"], "accept"))
        change = {"version": 1, "minutes": 200}

        done(house.as_("李婷").patch(f"/v1/work-logs/{later['id']}", change))

        (found,) = noticed(house)
        assert (found["counts_for_kpis"], found["review"]["verdict"]) == (False, "accept")

    def test_may_leave_out_a_log_that_nothing_was_noticed_about(self, house):
        (kept,) = keep(house, "李婷", a_log())

        before = standing(house, kept)
        done(review(house, "王磊", kept["id"], "exclude", "没有这次拜访"))

        after = standing(house, kept)
        assert (before["counts_for_kpis"], before["review"]) == (True, None)
        assert (after["counts_for_kpis"], after["review"]["reason"]) == (False, "没有这次拜访")

    @pytest.mark.parametrize("name", ["王磊", "林晓", "周敏"])
    def test_is_never_on_oneself(self, house, name):
        (own,) = keep(house, name, a_log())

        assert review(house, name, own["id"], "accept").outcome == (403, "work_log.own_review")

    @pytest.mark.parametrize(
        ("name", "outcome"),
        [
            ("李婷", (403, "access.role_too_low")),
            ("陈浩", (403, "access.role_too_low")),
            ("顾平", (403, "access.role_too_low")),
            ("何静", (404, "resource.not_found")),
        ],
    )
    def test_is_for_the_manager_hr_and_the_owner(self, house, name, outcome):
        later = overlapping(house)

        assert review(house, name, later["id"], "accept").outcome == outcome

    def test_leaves_nothing_out_without_a_reason(self, house):
        refused = review(house, "王磊", overlapping(house)["id"], "exclude")

        assert refused.outcome == (422, "work_log.review_reason_missing")
        assert noticed(house)[0]["review"] is None


class TestTheHistory:
    def test_shows_what_a_log_was_before_each_change(self, house):
        (kept,) = keep(house, "李婷", log(2, "09:00", 60, "甲", text="第一版"))
        path, client = f"/v1/work-logs/{kept['id']}", house.as_("李婷")
        done(client.patch(path, {"version": 1, "minutes": 20, "text": "第二版"}))
        done(client.patch(path, {"version": 2, "customer": "乙"}))
        done(client.delete(path, version=3))

        versions = house.as_("王磊").get(f"{path}/history").body["items"]

        names = ("version", "minutes", "customer", "text", "deleted")
        assert [tuple(each[name] for name in names) for each in versions] == [
            (1, 60, "甲", "第一版", False),
            (2, 20, "甲", "第二版", False),
            (3, 20, "乙", "第二版", False),
            (4, 20, "乙", "第二版", True),
        ]
        assert {each["created_at"] for each in versions} == {kept["created_at"]}


def standing(house: House, log: dict[str, Any]) -> dict[str, Any]:
    """Return what a log counts for, as its own person reads it."""
    return done(house.as_("李婷").get(f"/v1/work-logs/{log['id']}/standing"))
