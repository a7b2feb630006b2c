import ast
import re
from pathlib import Path

from shared.domain.kpi.carried import CARRIED
from shared.domain.kpi.event_names import EVENT_NAMES, event_name
from shared.domain.kpi.event_types import MEASURABLE
from shared.domain.kpi.exclusions import EXCLUSIONS, exclusion

KPI = Path(__file__).parents[3] / "shared" / "domain" / "kpi"


def codes_of_figures():
    """Every code that a figure gives as the reason why a record was left out: dotted words that are no types."""
    files = [*(KPI / "figures").glob("*.py"), KPI / "ledger.py"]
    texts = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    dotted = {each for each in texts if re.fullmatch(r"[a-z]+\.[a-z_]+", each)}
    return {
        each for each in dotted - MEASURABLE if not each.startswith(("kpi.", "sales.", "mkt.", "cs.", "bo."))
    }


class TestEventNames:
    def test_there_is_one_for_each_type(self):
        assert set(EVENT_NAMES) == {*MEASURABLE, CARRIED}

    def test_a_type_without_one_stands_for_itself(self):
        assert (event_name("order.paid"), event_name("order.paid", "en")) == ("订单付款", "Order paid")
        assert event_name("moon.landed") == "moon.landed"


class TestExclusions:
    def test_there_are_words_for_every_reason_that_a_figure_gives(self):
        assert set(EXCLUSIONS) >= codes_of_figures() > {"lead.duplicate", "visit.too_short"}

    def test_are_said_in_both_languages(self):
        assert exclusion("lead.duplicate") == "同一客户的重复线索"
        assert exclusion("lead.duplicate", "en") == "Another lead of the same customer came before"
