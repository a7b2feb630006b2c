from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.facts import Settings
from shared.domain.work.job_descriptions.sources import RECORDS, kpi_line, records_of

SHARE = CATALOGUE["sales.new_customer_revenue_share"]


class TestKpiLine:
    def test_it_says_how_and_from_what_the_figure_is_computed(self):
        line = kpi_line(SHARE, Settings(), weight="40%", target=("≥30%", "≥30%"))

        assert line.formula == SHARE.definition_zh
        assert line.formula.startswith("新客户订单净额 ÷ 全部订单净额")
        assert (line.source, line.source_en) == ("订单记录", "orders")
        assert (line.zh, line.en, line.weight) == (SHARE.name_zh, SHARE.name_en, "40%")
        assert SHARE.default_target == Fraction(3, 10)

    def test_where_deals_are_the_revenue_it_is_computed_from_deals(self):
        line = kpi_line(SHARE, Settings(revenue_source="deals"), weight="40%", target=("", ""))

        assert (line.source, line.source_en) == ("商机记录", "deals")


class TestRecordsOf:
    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_every_kpi_of_the_library_has_its_records_in_words(self, kpi_id):
        kinds = {each.partition(".")[0] for each in CATALOGUE[kpi_id].event_types}

        assert kinds <= set(RECORDS)

    def test_each_kind_is_named_once(self):
        assert records_of(("order.paid", "order.refunded", "lead.created"))[0] == "订单记录、线索记录"

    def test_an_unknown_kind_goes_by_its_own_name(self):
        assert records_of(("machine.started",)) == ("machine", "machine")
