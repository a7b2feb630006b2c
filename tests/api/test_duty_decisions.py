"""HR's own decisions on duties over HTTP: with a reason, kept through new logs, shown as such, and taken back."""

from typing import Any

import pytest

from tests.api.companies import House, Running, a_log
from tests.api.populated import done
from tests.api.working import DECISIONS, decide, duties, keep, matrix, planted


@pytest.fixture
def three(running: Running) -> House:
    return planted(running)


def decided(house: House) -> None:
    """HR keeps what the logs call redundant, with a reason."""
    done(decide(house, "孙倩", "duplicate_entry", **{"class": "auxiliary", "reason": "年底前必须双录"}))


class TestADecision:
    def test_stands_beside_the_rule_and_survives_new_logs(self, three):
        decided(three)
        keep(
            three,
            "孙倩",
            a_log(activity="duplicate_entry", minutes=100, started_at="2026-03-16T09:00:00+08:00"),
        )

        found = duties(three, "孙倩")["duplicate_entry"]

        assert (found["class"], found["rule_class"], found["minutes"]) == ("auxiliary", "redundant", 600)
        assert found["reason"].startswith("“重复录入”不影响任何计分指标")
        made = found["override"]
        assert (made["class"], made["reason"], made["by"]) == (
            "auxiliary",
            "年底前必须双录",
            three.people["林晓"],
        )
        assert "duplicate_entry" not in {each["duty"] for each in matrix(three)["proposals"]}
        assert [each["override"] for each in duties(three, "李婷").values()] == [None] * 4

    def test_is_the_same_in_every_months_matrix(self, three):
        decided(three)

        april = three.as_("林晓").get("/v1/duty-matrix").body["items"]
        profile = f"/v1/people/{three.people['孙倩']}/profile"
        own = three.as_("孙倩").get(profile, **{"from": "2026-03-01", "to": "2026-04-01"}).body["duties"]

        assert [each for each in april if each["override"]] == []  # nothing was logged on it in April
        assert [each["duty"] for each in own if each["override"]] == ["duplicate_entry"]

    def test_may_be_replaced_and_taken_back(self, three):
        decided(three)
        done(decide(three, "孙倩", "duplicate_entry", **{"class": "core", "reason": "客户合同要求"}))
        replaced = duties(three, "孙倩")["duplicate_entry"]

        withdrawn = decide(three, "孙倩", "duplicate_entry")
        twice = decide(three, "孙倩", "duplicate_entry")

        assert (replaced["class"], replaced["override"]["reason"]) == ("core", "客户合同要求")
        assert (withdrawn.status, withdrawn.body["withdrawn"]) == (200, True)
        assert twice.outcome == (409, "duty.no_decision")
        after = duties(three, "孙倩")["duplicate_entry"]
        assert (after["class"], after["override"]) == ("redundant", None)

    @pytest.mark.parametrize(
        ("by", "name", "duty", "decision", "outcome"),
        [
            ("林晓", "林晓", "errand", {"class": "core", "reason": "我要"}, (403, "duty.own_duty")),
            ("周敏", "周敏", "errand", {"class": "core", "reason": "我要"}, (403, "duty.own_duty")),
            ("林晓", "林晓", "errand", {}, (403, "duty.own_duty")),
            ("李婷", "陈浩", "errand", {"class": "core", "reason": "我要"}, (403, "access.role_too_low")),
            ("林晓", "李婷", "errand", {"class": "core"}, (422, "duty.reason_missing")),
            ("林晓", "李婷", "errand", {"class": "core", "reason": " "}, (422, "body.invalid")),
            ("林晓", "李婷", "errand", {"class": "unclassified", "reason": "不知道"}, (422, "body.invalid")),
            ("林晓", "李婷", "errand", {"reason": "忘了选分类"}, (422, "duty.not_a_decision")),
            (
                "林晓",
                "李婷",
                "打印标书",
                {"class": "core", "reason": "重要"},
                (422, "catalogue.entry_unknown"),
            ),
        ],
    )
    def test_is_anothers_with_a_class_and_a_reason(self, three, by, name, duty, decision, outcome):
        before = matrix(three)

        assert decide(three, name, duty, by, **decision).outcome == outcome
        assert matrix(three) == before

    def test_on_nobody_is_told_so(self, three):
        body: dict[str, Any] = {"person_id": "per_nobody", "duty": "errand", "class": "core", "reason": "x"}

        assert three.as_("林晓").post(DECISIONS, body).outcome == (404, "resource.not_found")
