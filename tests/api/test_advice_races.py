"""Several people decide on one piece of advice: the first decides, and the others hear what was decided."""

from functools import partial

import pytest

from tests.api.advised import advice, advised
from tests.api.populated import done
from tests.api.test_direction import heading
from tests.api.test_direction_races import at_once

REASON = {"reason": "先观察一个月"}
ASKED = [(by, act) for by in ("林晓", "周敏") for act in ("accept", "reject", "accept")]


@pytest.fixture
def house(running):
    """A company of its own with open advice."""
    return advised(running.found())


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

    def test_by_a_switch_that_follows_it_hears_it_too(self, house):
        found = advice(house)
        body = {**found["proposal"], "version": heading(house)["version"]}

        switched, rejected = at_once(
            lambda: house.as_("周敏").post("/v1/direction/switch", body),
            partial(decide, house, "林晓", "reject", found["id"]),
        )

        assert sorted((switched.status, rejected.status)) == [200, 409]
        lost = switched if switched.status == 409 else rejected
        assert lost.code in ("advice.already_decided", "direction.advice_rejected")
        assert advice(house)["state"] == ("rejected" if lost is switched else "accepted")

    def test_later_hears_it_as_well(self, house):
        found = advice(house)
        done(decide(house, "林晓", "reject", found["id"]))

        late = decide(house, "周敏", "accept", found["id"])

        assert late.outcome == (409, "advice.already_decided")
        assert late.body["current"] == {"state": "rejected", "version": 2}
