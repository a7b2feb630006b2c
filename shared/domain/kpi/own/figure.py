"""What a KPI of a company's own comes down to, so that one figure in two forms is told (同一个数的两种写法).

A ratio of counts is a division of counts, an average a sum over a count. The order of terms, names, units, and what
a figure is multiplied with do not matter; a minus sign, or `1 - …`, turns its direction.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.own.calculation import Choice, Comparison, Logic, Named, Node, Number, Operation
from shared.domain.kpi.own.filters import Condition, folded
from shared.domain.kpi.own.formula import Formula
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.measures import OwnMeasure

Direction = Literal["higher", "lower"]
Figure = tuple[object, ...]
"""Something that is equal for two KPIs of one figure."""


def figure_of(own: OwnKpi) -> tuple[Figure, Direction]:
    """Return the figure of a checked KPI, and in which direction it should go."""
    measures = {each.name: _measured(each) for each in own.measures}
    node, turned = _bare(Formula.read(own.formula, measures).node)
    assert own.direction is not None, "a KPI without a direction was never published"
    return _form(node, measures), _opposite(own.direction) if turned else own.direction


def alike(
    own: OwnKpi, others: Iterable[OwnKpi], catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> Iterator[tuple[str, bool]]:
    """Yield the id of each KPI that is the same figure, and whether it should go the same way."""
    figure, direction = figure_of(own)
    for kpi_id in LIBRARY.get(figure, ()):
        if kpi_id in catalogue:
            yield kpi_id, catalogue[kpi_id].direction == _library_direction(kpi_id, direction)
    for each in others:
        if each.id != own.id:
            other, way = figure_of(each)
            if other == figure:
                yield each.id, way == direction


def _library_direction(kpi_id: str, direction: Direction) -> Direction:
    """What `sales.cycle_days_reduced` says is the cycle turned round."""
    return _opposite(direction) if kpi_id == "sales.cycle_days_reduced" else direction


def _opposite(direction: Direction) -> Direction:
    return "lower" if direction == "higher" else "higher"


def _bare(node: Node) -> tuple[Node, bool]:
    """Return what is left without factors and signs that are numbers, and whether the direction was turned."""
    match node:
        case Operation("-", (part,)):
            inner, turned = _bare(part)
            return inner, not turned
        case Operation("-", (Number(), part)):
            inner, turned = _bare(part)
            return inner, not turned
        case Operation("*", (Number(factor), part)) | Operation("*" | "/", (part, Number(factor))):
            inner, turned = _bare(part)
            return inner, turned is not (factor < 0)
        case Operation("-" | "+", (part, Number())) | Operation("+", (Number(), part)):
            return _bare(part)
    return node, False


def _form(node: Node, measures: Mapping[str, Figure]) -> Figure:
    match node:
        case Number(value):
            return ("number", value)
        case Named(name):
            return measures[name]
        case Operation(sign, parts):
            formed = [_form(each, measures) for each in parts]
            return (sign, *(sorted(formed, key=repr) if sign in ("+", "*", "min", "max") else formed))
        case Comparison(signs, parts):
            return ("compare", signs, *(_form(each, measures) for each in parts))
        case Logic(word, parts):
            return (word, *(_form(each, measures) for each in parts))
        case Choice(condition, then, otherwise):
            return ("if", *(_form(each, measures) for each in (condition, then, otherwise)))


def _measured(measure: OwnMeasure) -> Figure:
    types, filters = measure.event_types, measure.filters
    match measure.aggregate:
        case "average":
            return "/", _plain("sum", types, filters, measure.field), _plain("count", types, filters)
        case "ratio":
            above = measure.numerator_types
            part = (*(() if above else filters), *measure.numerator_filters)
            return "/", _plain("count", above or types, part), _plain("count", types, filters)
        case "duration":
            return "duration", _sorted(measure.start_types), _sorted(types), _conditions(filters)
        case aggregate:
            return _plain(aggregate, types, filters, measure.field)


def _plain(aggregate: str, types: Iterable[str], filters: Iterable[Condition], field: str = "") -> Figure:
    return aggregate, _sorted(types), _conditions(filters), field


def _conditions(filters: Iterable[Condition]) -> Figure:
    return tuple(sorted({(each.field, str(each.op), _sorted(map(folded, each.values))) for each in filters}))


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))


def _sum(*types: str) -> Figure:
    return _plain("sum", types, (), "amount")


def _count(*types: str, filters: Iterable[Condition] = ()) -> Figure:
    return _plain("count", types, filters)


def _span(start: tuple[str, ...], end: str) -> Figure:
    return "duration", _sorted(start), (end,), _conditions(())


_REVENUE = ("sales.revenue", "sales.target_attainment")
_CYCLE = ("sales.cycle_days", "sales.cycle_days_reduced")
_PAID = "order.paid"
LIBRARY: Final[Mapping[Figure, tuple[str, ...]]] = {
    _sum(_PAID, "order.refunded", "order.cancelled"): _REVENUE,
    _sum(_PAID, "order.refunded"): _REVENUE,
    _sum(_PAID): _REVENUE,
    _sum("deal.won"): _REVENUE,
    ("-", _sum(_PAID), _sum("order.refunded")): _REVENUE,
    ("/", _sum(_PAID), _count(_PAID)): ("sales.avg_order_value",),
    ("/", _sum("order.refunded"), _sum(_PAID)): ("sales.refund_rate",),
    ("/", _count("deal.won"), _count("deal.won", "deal.lost")): ("sales.win_rate",),
    **{_span(start, "deal.won"): _CYCLE for start in (
        ("deal.created",), ("lead.created",), ("deal.created", "lead.created"),
    )},
    _count("activity.logged", filters=(Condition("kind", "eq", ("visit",)),)): ("sales.offline_visits",),
    _count("complaint.opened"): ("sales.complaints",),
    _count("lead.created"): ("mkt.valid_leads",),
    _count("lead.accepted"): ("mkt.valid_leads",),
    _count("event.held"): ("mkt.events_held",),
    _span(("lead.created",), "lead.assigned"): ("mkt.handover_hours",),
    ("/", _sum("campaign.spend"), _count("lead.created")): ("mkt.cost_per_lead",),
    **{
        ("/", _plain("sum", ("survey.responded",), (), field), _count("survey.responded")): ("cs.csat",)
        for field in ("csat", "rating")
    },
    _count("subscription.churned"): ("cs.churned_customers",),
    _span(("ticket.opened",), "ticket.first_response"): ("cs.first_response_hours",),
    _span(("ticket.opened",), "ticket.closed"): ("cs.resolution_hours",),
    _span(("orderproc.received",), "orderproc.ready"): ("bo.order_cycle_hours",),
    _span(("aftersale.opened",), "aftersale.closed"): ("bo.after_sales_hours",),
    _count("record.corrected"): ("bo.data_entry_errors",),
}  # fmt: skip
"""KPIs of the library that are what a company could also measure by itself."""
