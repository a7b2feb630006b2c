"""Measures (度量): raw numerator and denominator over a calendar period, mean, without a minimum sample."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition, Unit
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures import (
    back_office,
    back_office_measures,
    common_measures,
    complaints,
    conversion,
    customer_success,
    customer_success_measures,
    deals,
    marketing,
    marketing_measures,
    orders,
    sales_measures,
)
from shared.domain.kpi.figures.samples import Sample, Take
from shared.domain.kpi.measured import Measure, UnknownMeasure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period


class Takes(Protocol):
    """Gives the samples of subjects over windows by the names of measures."""

    def take(self, sample: str, subject: str, window: Window) -> Sample:
        """Return the sample of this name of a person, or of `company`."""


Together = Callable[[Facts, Sequence[str], Window], Sample]
"""Takes the sample of several people as one over a window."""


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """
    A measure: its names, its unit and how its sample is taken from the facts.

    `kpi` is the KPI of a company's own that it is of, and `together` takes the sample of a group where adding up the
    people's figures would not give it.
    """

    id: str
    name_zh: str
    name_en: str
    unit: Unit
    take: Take
    kpi: KpiDefinition | None = None
    together: Together | None = None


MEASURES: Final[Mapping[str, MeasureDefinition]] = MappingProxyType(
    {
        each.id: each
        for each in (
            MeasureDefinition("won_value", "赢单金额", "Value of deals won", "money", deals.won_value),
            MeasureDefinition("won_count", "赢单数", "Deals won", "count", deals.won_count),
            MeasureDefinition("lost_count", "输单数", "Deals lost", "count", deals.lost_count),
            MeasureDefinition("win_rate", "赢单率", "Win rate", "ratio", deals.win_rate),
            MeasureDefinition(
                "avg_won_value", "平均赢单金额", "Mean value of deals won", "money", deals.avg_won_value
            ),
            MeasureDefinition(
                "sales_cycle_days_won",
                "销售周期（赢单）",
                "Sales cycle of deals won",
                "days",
                deals.cycle_days_won,
            ),
            MeasureDefinition(
                "sales_cycle_days_closed",
                "销售周期（已关闭）",
                "Sales cycle of closed deals",
                "days",
                deals.cycle_days_closed,
            ),
            MeasureDefinition("open_deals", "在手商机数", "Open deals", "count", deals.open_deals),
            MeasureDefinition("order_count", "订单数", "Orders", "count", orders.order_count),
            MeasureDefinition("net_sales", "销售额", "Net sales", "money", orders.net_sales),
            MeasureDefinition(
                "avg_order_value", "客单价", "Average order value", "money", orders.avg_order_value
            ),
            MeasureDefinition(
                "discount_rate", "平均折扣率", "Average discount", "ratio", orders.discount_rate
            ),
            MeasureDefinition(
                "new_customer_share",
                "新客户销售额占比",
                "New-customer share",
                "ratio",
                orders.new_customer_share,
            ),
            MeasureDefinition("new_customers", "新客户数", "New customers", "count", orders.new_customers),
            MeasureDefinition(
                "repurchase_rate", "老客户复购率", "Repurchase rate", "ratio", orders.repurchase_rate
            ),
            MeasureDefinition("complaints", "客户投诉次数", "Complaints", "count", complaints.complaints),
            MeasureDefinition(
                "complaints_closed_on_time",
                "投诉按时关闭率",
                "Complaints closed on time",
                "ratio",
                complaints.complaints_closed_on_time,
            ),
            MeasureDefinition("valid_leads", "有效 leads 数", "Valid leads", "count", marketing.valid_leads),
            MeasureDefinition(
                "event_conversion_rate",
                "活动转化率",
                "Event conversion rate",
                "ratio",
                conversion.event_conversion,
            ),
            MeasureDefinition(
                "event_attendance",
                "每场活动参与人数",
                "Attendance per event",
                "ratio",
                marketing.event_attendance,
            ),
            MeasureDefinition(
                "event_participation",
                "市场活动参与度",
                "Event participation",
                "count",
                marketing.event_participation,
            ),
            MeasureDefinition(
                "article_reads", "公众号阅读量", "Article reads", "count", marketing.article_reads
            ),
            MeasureDefinition(
                "retention_rate", "老客户留存率", "Retention rate", "ratio", customer_success.retention_rate
            ),
            MeasureDefinition(
                "csat", "客户满意度评分", "Customer satisfaction", "points", customer_success.csat
            ),
            MeasureDefinition(
                "upgrade_rate", "升级客户占比", "Upgrade rate", "ratio", customer_success.upgrade_rate
            ),
            MeasureDefinition(
                "order_on_time", "订单按时处理率", "Orders on time", "ratio", back_office.order_on_time
            ),
            MeasureDefinition(
                "order_accuracy", "订单准确率", "Order accuracy", "ratio", back_office.order_accuracy
            ),
            MeasureDefinition(
                "order_cycle_hours",
                "订单处理时长",
                "Order processing time",
                "hours",
                back_office.order_cycle_hours,
            ),
            *(MeasureDefinition(*row) for row in sales_measures.ROWS),
            *(MeasureDefinition(*row) for row in marketing_measures.ROWS),
            *(MeasureDefinition(*row) for row in back_office_measures.ROWS),
            *(MeasureDefinition(*row) for row in customer_success_measures.ROWS),
            *(MeasureDefinition(*row) for row in common_measures.ROWS),
        )
    }
)


def resolve(kpi_or_measure_id: str) -> MeasureDefinition:
    """
    Return the measure of a KPI id, of a measure id, or of `sales.` and a measure id.

    >>> resolve("sales.cycle_days").id, resolve("win_rate").id, resolve("sales.won_value").id
    ('sales_cycle_days_won', 'win_rate', 'won_value')

    :raises UnknownMeasure: if the id is none of these.
    """
    if kpi_or_measure_id in CATALOGUE:
        return MEASURES[CATALOGUE[kpi_or_measure_id].measure]
    found = MEASURES.get(kpi_or_measure_id) or MEASURES.get(kpi_or_measure_id.removeprefix("sales."))
    if found is None:
        raise UnknownMeasure(measure_id=kpi_or_measure_id[:80])
    return found


def measure(what: str | MeasureDefinition, source: Takes | Facts, subject: str, period: Period) -> Measure:
    """
    Measure a subject (a person id, or `company`) over a calendar period; `what` is a measure, or an id for `resolve`.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI.
    """
    definition, window = resolve(what) if isinstance(what, str) else what, Window.of(period)
    if isinstance(source, Facts):
        sample = definition.take(source, subject, window).in_order()
    else:
        sample = source.take(definition.id, subject, window)
    return measured(definition, sample)


def measured(definition: MeasureDefinition, sample: Sample) -> Measure:
    """Return what a sample says as a measure."""
    empty = sample.n == 0
    return Measure(
        numerator=sample.numerator,
        denominator=sample.denominator,
        value=None if empty and sample.denominator is not None else sample.value,
        n=sample.n,
        unit=definition.unit,
        state="no_data" if empty else "measured",
        event_ids=sample.event_ids,
        excluded=sample.excluded,
    )
