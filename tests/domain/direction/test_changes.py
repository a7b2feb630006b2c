"""What people read about a switch: one sentence a KPI with the reason, and a short list for a message."""

from fractions import Fraction

from shared.domain.direction.changes import in_short
from shared.domain.direction.switch import Pin
from shared.domain.direction.templates import BUILT_IN
from shared.domain.direction.typed import TypedTarget
from shared.domain.kpi.catalogue import CATALOGUE
from tests.domain.direction.building import EVENT, NEW, REPEAT, SALES, TRAFFIC, VISITS, change_of, redirected

ONLINE = BUILT_IN["online"].pins_of("sales")
FORTY = {VISITS: Fraction(40)}


class TestSentences:
    def test_say_before_after_and_why(self):
        found = redirected(SALES, ONLINE, targets=FORTY, choices={EVENT: "drop"})

        said = {kpi_id: change_of(found, kpi_id).zh for kpi_id in (TRAFFIC, VISITS, NEW, EVENT)}
        assert said == {
            TRAFFIC: "“线上店铺流量”新加入方案，权重 20%，目标待定。",
            VISITS: "“线下客户拜访次数”的权重由方向调低：30%→10%，目标 40 次→13.3 次。",
            NEW: "“新客户销售额占比”的权重随其他指标按比例调整：28%→18%，目标不变，为 30%。",
            EVENT: "“市场活动参与度”（原权重 7%）补齐后不足 5%，按选择移出方案。",
        }

    def test_are_in_english_too(self):
        found = redirected(SALES, ONLINE, targets=FORTY)

        assert change_of(found, VISITS).en == (
            "The direction lowers the weight of “Valid offline customer visits”: 30 → 10 %; its target goes from "
            "40 visits to 13.3 visits."
        )

    def test_name_a_new_curve(self):
        found = redirected(SALES, (Pin(VISITS, 30, curve="STEP"),))

        assert change_of(found, VISITS).zh.endswith("，评分曲线改为 STEP。")
        assert found.moves

    def test_say_of_what_stays_that_it_stays(self):
        found = redirected(SALES, (Pin(VISITS, 30),))

        assert change_of(found, REPEAT).en == (
            "“Repeat-purchase rate of existing customers” still weighs 21 %; its target stays 25%."
        )


class TestInShort:
    def test_lists_what_moves_and_nothing_else(self):
        found = redirected({NEW: 60, VISITS: 10, REPEAT: 30}, (Pin(VISITS, 10), Pin(REPEAT, 40)))

        assert in_short(found.changes, CATALOGUE, "zh") == "新客户销售额占比 60→50%；老客户复购率 30→40%"

    def test_gives_an_added_kpi_a_before_of_nothing_and_a_moved_target_its_unit(self):
        found = redirected({NEW: 70, VISITS: 30}, ONLINE, targets=FORTY)

        assert in_short(found.changes, CATALOGUE, "zh") == (
            "新客户销售额占比 70→40%；线下客户拜访次数 30→10%，目标 40→13.3 次；线上店铺流量 0→20%；"
            "线上订单转化率 0→30%"
        )
        assert in_short(found.changes[:2], CATALOGUE, "en") == (
            "New-customer share of revenue 70→40 %; Valid offline customer visits 30→10 %, target 40→13.3 visits"
        )

    def test_tells_the_target_of_what_is_new(self):
        typed = {TRAFFIC: TypedTarget("sales", TRAFFIC, Fraction(2193))}

        found = redirected({NEW: 70, VISITS: 30}, ONLINE, typed=typed)

        assert "线上店铺流量 0→20%，目标 2193 UV；" in in_short(found.changes, CATALOGUE, "zh-CN")
        assert "0→20 %, target 2193 visitors;" in in_short(found.changes, CATALOGUE, "en")

    def test_has_the_units_of_its_language(self):
        found = redirected(SALES, ONLINE, targets=FORTY)

        assert "目标 40→13.3 次" in in_short(found.changes, CATALOGUE, "zh-CN")
