"""Scores over HTTP: computed again from what was known then, and read as they stood."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import done

MARCH = "2026-03"
LINES = {"sales.revenue": "50000", "sales.new_customers": "5", "sales.avg_order_value": "9000"}


def at(clock: Running, house: House, text: str) -> None:
    clock.set_clock(datetime.fromisoformat(f"{text}+08:00"))
    house.sign_in_again()


def publish(house: House, first_day: str, *weights: int) -> str:
    lines = [
        {"kpi": kpi, "target": target, "weight_bp": weight}
        for (kpi, target), weight in zip(LINES.items(), weights, strict=True)
    ]
    plan = {"position": "sales", "from": first_day, "lines": lines, "note": "方案"}
    return str(done(house.as_("周敏").post("/v1/plans", plan))["id"])


def deliver(house: House, *entities: str, day: str) -> None:
    orders = [an_order(each, "8000.00", timestamp=f"{day}T10:00:00+08:00") for each in entities]
    house.connect().deliver(orders)
    house.settle()
    house.job("scores")


def path(house: House, tail: str = "") -> str:
    return f"/v1/scores/{house.people['李婷']}{tail}"


def replay(house: House, **query: str) -> dict[str, Any]:
    return done(house.as_("李婷").get(path(house, "/replay"), period=MARCH, **query))


def stood(house: House, text: str) -> dict[str, Any]:
    return done(house.as_("李婷").get(path(house), period=MARCH, as_of=f"{text}+08:00"))


@pytest.fixture
def scored(clock: Running) -> House:
    """On 10 March sold three times, on the 16th another plan, on the 25th a late record; on 2 April all is known."""
    clock.set_clock(datetime.fromisoformat("2026-02-27T10:00:00+08:00"))
    house = clock.found()
    publish(house, "2026-03-01", 4000, 3000, 3000)
    at(clock, house, "2026-03-10T10:00:00")
    deliver(house, "a", "b", "c", day="2026-03-05")
    at(clock, house, "2026-03-12T10:00:00")
    publish(house, "2026-03-16", 2000, 3000, 5000)
    house.job("scores")
    at(clock, house, "2026-03-25T10:00:00")
    deliver(house, "late", day="2026-03-06")
    at(clock, house, "2026-04-02T10:00:00")
    deliver(house, "last", day="2026-03-30")
    return house


class TestAReplay:
    @pytest.mark.parametrize(
        "text", ["2026-03-10T12:00:00", "2026-03-12T12:00:00", "2026-03-26T09:00:00", "2026-04-02T12:00:00"]
    )
    def test_of_what_stood_gives_the_same(self, scored, text):
        then = stood(scored, text)

        found = replay(scored, as_of=f"{text}+08:00")

        assert found["matches"] is True
        assert (found["hash"], found["replayed_hash"]) == (then["hash"], then["hash"])
        assert (found["total"], found["replayed_total"]) == (then["total"], then["total"])
        assert (found["differences"], found["not_yet_consumed"]) == ([], [])
        assert found["code_version"] == found["current_code_version"] == then["code_version"]

    def test_does_not_mind_that_settings_and_people_have_changed(self, scored):
        company = done(scored.as_("林晓").get("/v1/company"))
        done(scored.as_("林晓").patch("/v1/company", {"version": company["version"], "score_cap": 100}))
        seat = f"/v1/people/{scored.people['李婷']}"
        moved = {
            "version": 1,
            "positions": [{"position": "marketing", "share_bp": 10_000, "from": "2026-03-01"}],
        }
        done(scored.as_("林晓").patch(seat, moved))

        assert replay(scored)["matches"] is True

    def test_is_read_by_everybody_who_may_see_the_person(self, scored):
        statuses = {
            name: scored.as_(name).get(path(scored, "/replay"), period=MARCH).status
            for name in ("李婷", "王磊", "林晓", "周敏", "顾平", "陈浩", "何静")
        }

        assert statuses == {
            "李婷": 200, "王磊": 200, "林晓": 200, "周敏": 200, "顾平": 200, "陈浩": 404, "何静": 404,
        }  # fmt: skip

    def test_of_a_month_without_a_score_is_not_there(self, scored):
        client = scored.as_("李婷")

        never = client.get(path(scored, "/replay"), period="2025-07")
        not_yet = client.get(path(scored, "/replay"), period=MARCH, as_of="2026-03-01T00:00:00+08:00")

        assert never.outcome == (404, "resource.not_found")
        assert not_yet.outcome == (404, "score.none_then")


class TestAScoreAsOf:
    def test_is_what_stood_with_the_plans_the_reasons_and_the_names_of_then(self, scored):
        first, switched, late, last = (
            stood(scored, text)
            for text in (
                "2026-03-10T12:00:00",
                "2026-03-12T12:00:00",
                "2026-03-26T09:00:00",
                "2026-04-02T12:00:00",
            )
        )

        assert [len(each["plan_versions"]) for each in (first, switched, late, last)] == [1, 2, 2, 2]
        assert set(first["plan_versions"]) < set(switched["plan_versions"])
        assert [each["event_count"] for each in (first, switched, late, last)] == [3, 3, 4, 5]
        assert [each["provisional"] for each in (first, switched, late, last)] == [True, True, True, False]
        revenue = [
            next(line for line in each["lines"] if line["kpi"] == "sales.revenue") for each in (first, late)
        ]
        assert [line["value"] for line in revenue] == ["24000", "32000"]
        assert revenue[0]["reason"] != revenue[1]["reason"]
        assert "24,000" in revenue[0]["reason"] or "24000" in revenue[0]["reason"]
        assert {line["name_zh"] for line in first["lines"]} >= {"销售额"}

    def test_holds_from_the_very_instant_at_which_it_was_computed(self, scored):
        late = stood(scored, "2026-03-26T09:00:00")

        exactly = done(scored.as_("李婷").get(path(scored), period=MARCH, as_of=late["computed_at"]))

        assert exactly == late

    def test_before_the_first_one_says_so_in_words(self, scored):
        early = scored.as_("李婷").get(path(scored), period=MARCH, as_of="2026-03-01T00:00:00+08:00")

        assert early.outcome == (404, "score.none_then")
        assert MARCH in early.body["detail"]
