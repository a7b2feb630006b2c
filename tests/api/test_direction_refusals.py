"""Nothing that is sent with a switch of direction is passed over: it has an effect, a warning, or is refused."""

import pytest

from tests.api.test_direction import APRIL_20, WEIGHTS, ask, preview, publish, send, switch

EVENT, VISITS, CYCLE = "sales.event_participation", "sales.offline_visits", "sales.cycle_days"


def choice(kpi, what):
    return {"kpi": kpi, "choice": what}


class TestChoices:
    @pytest.mark.parametrize(
        ("wanted", "code"),
        [
            ({"choices": [choice(EVENT, "keep"), choice(EVENT, "drop")]}, "direction.choice_twice"),
            ({"choices": [choice("sales.nothing", "keep")]}, "direction.choice_without_line"),
            ({"choices": [choice("mkt.valid_leads", "drop")]}, "direction.choice_without_line"),
            ({"keep_targets": ["sales.nothing"]}, "direction.choice_without_line"),
            ({"choices": [choice(CYCLE, "drop")]}, "direction.not_small"),
            ({"choices": [choice(VISITS, "drop")]}, "direction.not_small"),
        ],
    )
    @pytest.mark.parametrize("act", [ask, send])
    def test_that_would_have_no_effect_are_refused(self, house, wanted, code, act):
        publish(house)

        assert act(house, **wanted).outcome == (422, code)

    def test_that_are_sent_twice_alike_are_taken(self, house):
        publish(house)

        (plan,) = preview(house, choices=[choice(EVENT, "drop")] * 2)["plans"]

        assert EVENT not in [each["kpi"] for each in plan["new"]]

    def test_to_drop_what_one_position_keeps_are_a_warning(self, house):
        publish(house)
        lines = [{"kpi": EVENT, "weight_bp": 4000}, {"kpi": "mkt.valid_leads", "weight_bp": 3000}]
        lines.append({"kpi": "mkt.events_held", "weight_bp": 3000})
        publish(house, position="marketing", lines=lines)
        pins = [
            {"position": "sales", "kpi": CYCLE, "percent": 60},
            {"position": "marketing", "kpi": "mkt.valid_leads", "percent": 40},
        ]

        found = preview(house, pins=pins, choices=[choice(EVENT, "drop")])

        (note,) = [each for each in found["warnings"] if each["code"] == "direction.not_small"]
        assert note["kpi"] == EVENT
        assert "在岗位“市场" in note["zh"]


class TestAPreviewOfNothing:
    def test_says_so(self, house):
        publish(house)
        switch(house)

        found = preview(house, **{"from": "2026-04-27"})

        assert "direction.nothing_changes" in [each["code"] for each in found["warnings"]]
        assert found["told"]["count"] == 0


class TestAnEarlierDate:
    def test_than_that_of_a_switch_that_stands_is_a_conflict_that_names_it(self, house):
        publish(house)
        made = switch(house)

        late = send(house, template="keep", **{"from": "2026-04-13"})

        assert late.outcome == (409, "direction.switched_later")
        assert f"已排定从 {APRIL_20} 起切换为“转型线上”" in late.body["detail"]
        assert late.body["current"] == {"switch_id": made["switch"]["id"], "from": APRIL_20}


class TestWhatIsSaid:
    def test_names_once_everybody_who_would_have_no_total(self, house):
        publish(house)

        found = preview(house)

        without = [
            each["name"]
            for each in found["people"]
            if "direction.no_total" in [note["code"] for note in each["warnings"]]
        ]
        (note,) = [each for each in found["warnings"] if each["code"] == "direction.no_total"]
        assert len(without) > 1
        assert all(name in note["zh"] and name in note["en"] for name in without)

    def test_is_in_words_where_nobody_is_told(self, house):
        publish(house)
        switch(house)

        assert (
            preview(house, **{"from": "2026-04-27"})["told"]["zh"] == "没有人的方案因此改变，不会发送通知。"
        )

    def test_calls_a_position_by_its_name(self, house):
        assert "岗位“市场”" in ask(house, positions=["marketing"]).body["detail"]


class TestAPlanOfAPosition:
    LATER = "2026-04-21"

    @pytest.mark.parametrize("from_on", ["2026-04-10", APRIL_20])
    def test_does_not_slip_under_a_switch_that_was_computed_without_it(self, house, from_on):
        publish(house)
        made = switch(house)["switch"]
        lines = [{"kpi": kpi, "weight_bp": weight} for kpi, weight in WEIGHTS.items()]
        plan = {"position": "sales", "from": from_on, "lines": lines}

        refused = house.as_("林晓").post("/v1/plans", plan)

        assert refused.outcome == (409, "plan.switched_later")
        assert refused.body["current"] == {"switch_id": made["id"], "from": APRIL_20}
        assert "“销售”已排定从 2026-04-20 起切换为" in refused.body["detail"]

    def test_of_another_position_or_after_the_switch_is_published(self, house):
        publish(house)
        switch(house)

        publish(house, **{"from": self.LATER})
        publish(house, position="marketing")
