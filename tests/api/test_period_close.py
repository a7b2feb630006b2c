"""The end of a period: every form reaches its end, whoever has left meanwhile."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import done

MARCH = "2026-03"


def at(clock: Running, house: House, text: str) -> None:
    clock.set_clock(datetime.fromisoformat(f"{text}+08:00"))
    house.sign_in_again()


def leaves(house: House, name: str) -> None:
    seat = f"/v1/people/{house.people[name]}"
    version = done(house.as_("林晓").get(seat))["version"]
    done(house.as_("林晓").patch(seat, {"version": version, "status": "removed"}))


def step(house: House, name: str, form: dict[str, Any], action: str, body: Any = None) -> Any:
    return house.as_(name).post(f"/v1/declarations/{form['id']}/{action}", body or {})


@pytest.fixture
def march(clock: Running) -> House:
    """Wednesday, 1 April, ten o'clock: March is scored and declared."""
    house = clock.found()
    house.connect().deliver(
        [an_order(f"o{n}", timestamp=f"2026-03-{n + 3:02}T10:00:00+08:00") for n in range(4)]
    )
    house.settle()
    for job in ("scores", "declarations", "deliver"):
        house.job(job)
    return house


class TestAFormOfAClosedMonth:
    def test_of_somebody_who_left_is_decided_on_and_delivered_without_them(self, clock, march):
        form = march.forms()["李婷"]
        leaves(march, "李婷")
        at(clock, march, "2026-04-02T10:05:00")

        approved = step(march, "王磊", form, "approve")
        march.job("deliver")

        assert approved.status == 200
        assert march.forms()["李婷"]["state"] == "delivered"

    def test_that_was_returned_to_somebody_who_left_does_not_hang(self, clock, march):
        form = march.forms()["李婷"]
        done(step(march, "李婷", form, "confirm"))
        done(step(march, "王磊", form, "return", {"feedback": "请补充"}))
        leaves(march, "李婷")
        at(clock, march, "2026-04-02T10:05:00")

        approved = step(march, "王磊", form, "approve")
        march.job("deliver")

        assert approved.status == 200
        assert march.forms()["李婷"]["state"] == "delivered"

    def test_whose_manager_left_is_the_owners_to_decide(self, march):
        form = march.forms()["李婷"]
        done(step(march, "李婷", form, "confirm"))
        leaves(march, "王磊")

        approved = step(march, "周敏", form, "approve")
        march.job("deliver")

        assert approved.status == 200
        assert march.forms()["李婷"]["state"] == "delivered"

    def test_with_a_value_that_never_moved_is_delivered_like_any_other(self, march):
        """郑凯 did nothing in March: the figures stay where they were, and the form ends all the same."""
        form = march.forms()["郑凯"]
        done(step(march, "郑凯", form, "confirm"))
        done(step(march, "王磊", form, "approve"))

        march.job("deliver")

        assert march.forms()["郑凯"]["state"] == "delivered"

    def test_of_somebody_who_left_gets_its_discrepancy_and_hr_is_told(self, march):
        leaves(march, "陈浩")
        orders = [
            an_order(
                f"late{n}", owner={"id": march.people["陈浩"]}, timestamp=f"2026-03-{n + 9}T10:00:00+08:00"
            )
            for n in range(4)
        ]
        march.connect().deliver(orders)
        march.settle()
        for job in ("scores", "deliver"):
            march.job(job)

        items = done(march.as_("林晓").get("/v1/discrepancies", period=MARCH))["items"]
        told = [each["topic"] for each in march.as_("林晓").get("/v1/inbox", limit=100).body["items"]]
        assert [each["person_id"] for each in items] == [march.people["陈浩"]]
        assert told.count("discrepancy.found") == 1
