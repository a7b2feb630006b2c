"""Guards (防作弊规则) of a plan: how heavy a KPI may be, and which KPIs do not stand beside each other unnoticed.

What guards a figure itself, such as a deal that is idle or an order that was refunded, is part of the figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.kpi import pairs
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine, PlanWarning
from shared.domain.numbers import exact

COUNTERWEIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sales.online_traffic": "sales.online_conversion",
        "sales.forecast_accuracy": "sales.target_attainment",
        "cs.resolution_hours": "cs.csat",
        "mkt.events_held": "mkt.event_attendance",
        "bo.order_on_time": "bo.order_accuracy",
        "bo.order_cycle_hours": "bo.order_accuracy",
        "bo.invoice_on_time": "bo.invoice_accuracy",
    }
)
"""What keeps a KPI honest (配对指标): bought visitors do not buy, low forecasts are easy, haste makes errors."""
_MIRRORS: Final = frozenset({"sales.new_customer_revenue_share", "sales.existing_customer_revenue"})
"""The share rises as existing customers buy less, so the two stand together on purpose; neither needs the other."""


class WeightAboveCap(DomainError):
    """A KPI of the process, of an auxiliary duty or of no business weighs more than it may."""

    kind, code = "invalid", "plan.weight_above_cap"
    zh = "指标“{kpi_id}”的权重最多 {percent}%：{guard_zh}"
    en = "“{kpi_id}” weighs {percent} % at most. {guard_en}"


class OwnersToKeep(DomainError):
    """A KPI that is about no business has weight without the owner's word."""

    kind, code = "invalid", "plan.owners_to_keep"
    zh = "指标“{kpi_id}”与业务无关，默认不计分；确要计分，须由负责人发布方案并勾选“保留”。"
    en = "“{kpi_id}” is about no business and is not scored. The owner may publish the plan with `keep` on its line."


class DoubleCounted(DomainError):
    """Two KPIs of a plan are the same figure in two forms."""

    kind, code = "invalid", "plan.double_counted"
    zh = "规则 L12：“{first_zh}”和“{second_zh}”是同一个数的两种算法，会重复计分，请只保留一个。"
    en = "Rule L12: “{first_en}” and “{second_en}” are one figure in two forms and count twice. Keep one of them."


def check_guards(
    lines: Sequence[PlanLine], catalogue: Mapping[str, KpiDefinition], *, typed: bool, by_owner: bool
) -> tuple[PlanWarning, ...]:
    """
    Let the lines pass, each KPI of which is in `catalogue`, and return what is to be thought about.

    A template completes weights by itself: a cap that it leaves is a warning, one that HR `typed` is refused.

    :raises DoubleCounted: if two KPIs are one figure in two forms.
    :raises OwnersToKeep: if a KPI has weight that only the owner gives on purpose.
    :raises WeightAboveCap: if a typed weight is above the cap of its KPI.
    """
    chosen = [line.kpi_id for line in lines]
    own = [(each, other) for each in chosen for other in catalogue[each].same_as if other in chosen]
    for first, second in (*pairs.double_counted(chosen), *own):
        raise _double_counted(catalogue[first], catalogue[second])
    for line in lines:
        if catalogue[line.kpi_id].owner_keeps and typed and not (line.kept and by_owner):
            raise OwnersToKeep(kpi_id=line.kpi_id)
    too_heavy = [each for line in lines if (each := _above_cap(line, catalogue[line.kpi_id])) is not None]
    if typed and too_heavy:
        raise too_heavy[0]
    caps = (
        PlanWarning(each.code, str(each.params["kpi_id"]), each.sentence("zh"), each.sentence("en"))
        for each in too_heavy
    )
    return (*caps, *_unbalanced(frozenset(chosen), catalogue))


def _above_cap(line: PlanLine, definition: KpiDefinition) -> WeightAboveCap | None:
    cap = definition.weight_cap_bp
    if cap is None or line.weight_bp <= cap:
        return None
    return WeightAboveCap(
        kpi_id=line.kpi_id,
        percent=exact(Fraction(cap, 100)),
        guard_zh=definition.guard_zh,
        guard_en=definition.guard_en,
    )


def _double_counted(first: KpiDefinition, second: KpiDefinition) -> DoubleCounted:
    return DoubleCounted(
        first_zh=first.name_zh, second_zh=second.name_zh, first_en=first.name_en, second_en=second.name_en
    )


def _unbalanced(chosen: frozenset[str], catalogue: Mapping[str, KpiDefinition]) -> Iterable[PlanWarning]:
    """Yield a warning for each KPI without its counterweight, and for opposed ones that are none to each other."""
    for kpi_id, other in COUNTERWEIGHTS.items():
        if kpi_id in chosen and other not in chosen:
            one, two = catalogue[kpi_id], catalogue[other]
            yield PlanWarning(
                "plan.counterweight_missing",
                kpi_id,
                f"“{one.name_zh}”容易只做表面，建议同时考核“{two.name_zh}”。",
                f"“{one.name_en}” is easily met on paper alone. Weigh “{two.name_en}” beside it.",
            )
    balanced = {frozenset(each) for each in COUNTERWEIGHTS.items()} | {_MIRRORS}
    for first, second in pairs.opposed(chosen):
        if frozenset((first, second)) not in balanced:
            one, two = catalogue[first], catalogue[second]
            yield PlanWarning(
                "plan.opposed",
                first,
                f"“{one.name_zh}”和“{two.name_zh}”此消彼长，请确认两个目标能同时达到。",
                f"“{one.name_en}” and “{two.name_en}” work against each other. Check that both targets can be met.",
            )
