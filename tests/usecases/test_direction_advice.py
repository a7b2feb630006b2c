"""A switch that follows advice: only such as is open, or accepted, and for its direction; it accepts it with itself."""

from datetime import timedelta
from fractions import Fraction

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.advice.advice import Advice, Finding, WeeklySeries
from shared.domain.advice.decide import LASTS, AdviceExpired
from shared.domain.direction.switch import Pin
from shared.domain.errors import NotFound
from shared.usecases.advice.decide_advice import decide_advice
from shared.usecases.direction.follow_advice import AdviceForAnother, AdviceRejected
from tests.usecases.test_direction import AT, MONDAY, decide, do, preview, selling, switch

SERIES = WeeklySeries("sales.revenue", MONDAY, (Fraction(1),))
PINS = (("sales", (Pin("sales.cycle_days", 50),)),)


def advise(founding, template="online", *, given=AT - timedelta(days=1), company_id=None):
    """Let the company have open advice."""
    half = Fraction(1, 2)
    finding = Finding(
        SERIES, SERIES, SERIES, SERIES, 12, 1, half, half, half, 2, half, half, half, half, template
    )
    company_id = company_id or founding.company.id
    advice = Advice("adv_1", company_id, finding, given, given + LASTS)
    do(founding, Command("test.advice", [Write(refs.advice(company_id).at(advice.id), advice)]))
    return advice


def decided(founding, advice, choice):
    after, command = decide_advice(advice=advice, choice=choice, reason="先试试", by="per_x", at=AT)
    do(founding, command)
    return after


def on_record(founding):
    ref = refs.advice(founding.company.id).at("adv_1")
    return load([ref]).get(ref)


class TestASwitchThatFollowsAdvice:
    def test_accepts_it_in_the_same_act(self, company):
        selling(company)
        advise(company)

        made = switch(company, advice_id="adv_1")

        after = on_record(company)
        assert (after.state, after.decided_by, after.reason) == (
            "accepted",
            company.people["林晓"].id,
            "线上订单增长更快",
        )
        assert made.switch.advice_id == "adv_1"

    def test_leaves_it_as_it_was_accepted_before(self, company):
        selling(company)
        before = decided(company, advise(company), "accepted")

        switch(company, advice_id="adv_1")

        assert on_record(company) == before

    def test_is_not_made_if_somebody_decides_meanwhile(self, company):
        selling(company)
        advice = advise(company)
        made = decide(company, advice_id="adv_1")
        before = decided(company, advice, "rejected")

        with pytest.raises(ChangedMeanwhile):
            do(company, made.command)

        assert on_record(company) == before
        assert list(every(refs.direction_switches(company.company.id))) == []


class TestAPreviewThatFollowsAdvice:
    def test_accepts_nothing(self, company):
        selling(company)
        before = advise(company)

        preview(company, advice_id="adv_1")

        assert on_record(company) == before

    def test_refuses_what_is_not_there_or_another_companys(self, company):
        selling(company)
        advise(company, company_id="co_other")

        with pytest.raises(NotFound):
            preview(company, advice_id="adv_1")

    def test_refuses_what_was_rejected(self, company):
        selling(company)
        decided(company, advise(company), "rejected")

        with pytest.raises(AdviceRejected) as refused:
            preview(company, advice_id="adv_1")

        assert "已被驳回" in refused.value.sentence("zh-CN")

    def test_refuses_what_is_expired(self, company):
        selling(company)
        advise(company, given=AT - LASTS)

        with pytest.raises(AdviceExpired):
            preview(company, advice_id="adv_1")

    @pytest.mark.parametrize("wanted", [{"template": "keep"}, {"template": None, "pins": PINS}])
    def test_refuses_another_direction_and_names_the_proposed_one(self, company, wanted):
        selling(company)
        advise(company)

        with pytest.raises(AdviceForAnother) as refused:
            preview(company, advice_id="adv_1", **wanted)

        assert "“转型线上”" in refused.value.sentence("zh-CN")
        assert "“Go online”" in refused.value.sentence("en")
