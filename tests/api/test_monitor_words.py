"""What the monitor says while no advice waits: that nothing was seen only where the last look saw nothing."""

from datetime import datetime

import pytest

from tests.api.advised import advice, advised
from tests.api.planted_weeks import PLANTED, tell
from tests.api.populated import done

REASON = {"reason": "先观察一个月"}


@pytest.fixture
def house(clock):
    """A company of its own with open advice, by a clock that may be moved."""
    return advised(clock.found())


def monitor(house):
    return done(house.as_("林晓").get("/v1/monitor"))


def expire(house):
    ends = datetime.fromisoformat(advice(house)["expires_at"])
    house.running.set_clock(ends)
    house.sign_in_again()


class TestTheMonitor:
    def test_says_that_advice_waits(self, house):
        assert monitor(house)["sentence_zh"] == "有一条建议等待处理。"

    def test_says_that_advice_expired_and_when_there_is_a_new_one(self, house):
        expire(house)

        seen = monitor(house)

        assert seen["advice_id"] is None
        assert seen["sentence_zh"] == (
            "目前没有建议。现有 16 周，最近一条建议过期前没有处理；情形仍在的话，下次查看数据时会给出新的。"
        )
        assert seen["sentence_en"] == (
            "There is no advice now. The last one, on 16 weeks, expired before anybody decided. If things are still "
            "so, the next look gives a new one."
        )

    @pytest.mark.parametrize("act", ["accept", "reject"])
    def test_says_that_advice_was_decided(self, house, act):
        done(house.as_("周敏").post(f"/v1/advice/{advice(house)['id']}/{act}", REASON))

        seen = monitor(house)

        assert seen["advice_id"] is None
        assert seen["sentence_zh"] == "目前没有建议。现有 16 周，其中的情形最近已经处理过，暂不重复。"

    def test_names_the_weeks_that_are_needed_as_the_verdicts_do(self, running):
        house = running.found()
        tell(house, PLANTED.newest(11))
        house.job("advice")

        seen = monitor(house)

        needed = seen["weeks_needed"]
        short = [each for each in seen["verdicts"] if each["weeks"] < needed]
        assert needed == 12
        assert seen["sentence_zh"].startswith("目前没有建议。数据不足 12 周时不给建议。现有 11 周")
        assert short == seen["verdicts"] != []
        assert all("至少要 12 周" in each["sentence_zh"] for each in short)
        assert all("It takes 12" in each["sentence_en"] for each in short)
