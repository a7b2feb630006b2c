"""KPIs of a company's own, as HR would make them; a test names only what it is about."""

from dataclasses import replace
from fractions import Fraction

from shared.domain.kpi.own.filters import Condition
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.measures import OwnMeasure


def measure(name, aggregate, *event_types, **parts):
    return OwnMeasure(name, aggregate, event_types, **parts)


def where(field, op, *values):
    return Condition(field, op, values)


VISITS = measure("拜访", "count", "activity.logged", filters=(where("kind", "eq", "visit"),))
QUOTES = measure("报价", "count", "quote.sent")

QUOTES_PER_VISIT = OwnKpi(
    id="own.quotes_per_visit",
    company_id="co_1",
    name_zh="拜访报价率",
    name_en="Quotes per visit",
    definition_zh="当期发出的报价数 ÷ 当期客户拜访次数",
    definition_en="Quotes sent ÷ visits of the period",
    position="sales",
    kind="ratio",
    unit="ratio",
    direction="higher",
    measures=(QUOTES, VISITS),
    formula="报价 / 拜访",
    target=Fraction(1, 2),
)


def kpi(**changes):
    return replace(QUOTES_PER_VISIT, **changes)


def counted(event_type, **changes):
    """A KPI that counts the records of one type."""
    wanted = {
        "kind": "flow_count",
        "unit": "count",
        "measures": (measure("n", "count", event_type),),
        "formula": "n",
    }
    return kpi(**{"target": Fraction(10), **wanted, **changes})
