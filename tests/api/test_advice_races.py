"""Several people decide on one piece of advice: the first decides, and the others hear what was decided."""

from functools import partial

import pytest

from tests.api.planted_weeks import PLANTED, tell
from tests.api.populated import done
from tests.api.test_direction_races import at_once

REASON = {"reason": "先观察一个月"}
ASKED = [(by, act) for by in ("林晓", "周敏") for act in ("accept", "reject", "accept")]


@pytest.fixture
def house(running):
    """A company of its own with open advice."""
    house = running.found()
    tell(house, PLANTED)
    house.job("advice")
    return house


def advice(house):
    (found,) = done(house.as_("林晓").get("/v1/advice"))["items"]
    return found


def decide(house, by, act, advice_id):
    return house.as_(by).post(f"/v1/advice/{advice_id}/{act}", REASON)


class TestWhoDecidesSecond:
    def test_at_one_moment_hears_what_was_decided(self, house):
        asked = [partial(decide, house, by, act, advice(house)["id"]) for by, act in ASKED]

        replies = at_once(*asked)

        decided = advice(house)
        lost = [each for each in replies if each.status != 200]
        assert len(lost) == len(ASKED) - 1
        assert {each.outcome for each in lost} == {(409, "advice.already_decided")}
        assert [each.body["current"] for each in lost] == [{"state": decided["state"], "version": 2}] * len(
            lost
        )

    def test_later_hears_it_as_well(self, house):
        found = advice(house)
        done(decide(house, "林晓", "reject", found["id"]))

        late = decide(house, "周敏", "accept", found["id"])

        assert late.outcome == (409, "advice.already_decided")
        assert late.body["current"] == {"state": "rejected", "version": 2}
