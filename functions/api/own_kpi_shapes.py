"""What a KPI of a company's own looks like on its way in and out."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from functions.api.people import PositionName
from functions.edge.fields import DecimalText, Instant, Text
from functions.edge.models import Body, Shape
from functions.edge.request import ApiRequest
from shared.domain.ids import new_id
from shared.domain.kpi.definition import Kind, Proration, Unit, ZeroRule
from shared.domain.kpi.own.filters import Condition, Op
from shared.domain.kpi.own.kpi import PREFIX, OwnKpi
from shared.domain.kpi.own.measures import Aggregate, OwnMeasure
from shared.domain.numbers import exact

Value = Annotated[str, Field(max_length=200)] | int | bool
EventType = Annotated[str, Field(max_length=60)]
FieldName = Annotated[str, Field(max_length=130)]
FormulaText = Annotated[str, Text(20_000, lines=True)]


class NewFilter(Body):
    """
    A condition: `value` for one, `values` for `in` and `not_in`, neither for `exists` and `missing`.

    `field` is `amount` in major units, `customer` after merges, or a field of the event's data (`plan.to`). Numbers
    are compared exactly: write decimal ones as text.
    """

    field: FieldName
    op: Op
    value: Value | None = None
    values: Annotated[list[Value], Field(max_length=50)] | None = None


Filters = Annotated[list[NewFilter], Field(max_length=50)]
EventTypes = Annotated[list[EventType], Field(max_length=50)]


class NewMeasure(Body):
    """
    What is counted. A name may be Chinese; the formula uses it.

    `field` is what a sum or average adds up, or what is counted once each. A duration runs from the earliest of
    `start_types` to one of `event_types` of the same entity, or of the same value of `reference`. A ratio divides
    `numerator_types`, or the part of the records that satisfies `numerator_filters`, by `event_types`.
    """

    name: Annotated[str, Text(60)]
    aggregate: Aggregate
    event_types: EventTypes
    filters: Filters | None = None
    field: FieldName | None = None
    start_types: EventTypes | None = None
    reference: FieldName | None = None
    unit: Literal["days", "hours"] = "days"
    numerator_types: EventTypes | None = None
    numerator_filters: Filters | None = None


Measures = Annotated[list[NewMeasure], Field(max_length=50)]


class NewKpi(Body):
    """
    A KPI: what it measures, its formula, target and direction.

    The formula knows + - * / ( ) min max, comparisons and `a if condition else b`. `slug` becomes the id behind
    `own.`; kind and unit follow from the formula where they are not said, the curve from the direction. The target is
    in the KPI's unit, a ratio as a fraction of one.
    """

    slug: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")] | None = None
    name_zh: Annotated[str, Text(60)]
    name_en: Annotated[str, Text(60)] | None = None
    definition_zh: Annotated[str, Text(500, lines=True)] | None = None
    definition_en: Annotated[str, Text(500, lines=True)] | None = None
    position: PositionName = "all"
    kind: Kind | None = None
    unit: Unit | None = None
    direction: Literal["higher", "lower"] | None = None
    measures: Measures | None = None
    formula: FormulaText | None = None
    target: Annotated[Decimal, DecimalText(digits=40, places=6)] | None = None
    curve: Annotated[str, Text(200)] | None = None
    zero_rule: ZeroRule = "na"
    min_sample: Annotated[int, Field(ge=0, le=1000)] = 1
    proration: Literal["none", "workdays", "calendar_days", "workdays_round_up"] = "none"
    source_note: Annotated[str, Text(500, lines=True)] | None = None


class KpiChanges(Body):
    """What is to be another. Formula and measures are here only to say that they never change."""

    version: Annotated[int, Field(ge=1)]
    name_zh: Annotated[str, Text(60)] | None = None
    name_en: Annotated[str, Text(60)] | None = None
    definition_zh: Annotated[str, Text(500, lines=True)] | None = None
    definition_en: Annotated[str, Text(500, lines=True)] | None = None
    source_note: Annotated[str, Text(500, lines=True)] | None = None
    retired: bool | None = None
    formula: FormulaText | None = None
    measures: Measures | None = None


class FilterShape(Shape):
    """A condition on a field of an event."""

    field: str
    op: str
    values: list[str]


class OwnMeasureShape(Shape):
    """One measure of a KPI of the company's own."""

    name: str
    aggregate: str
    event_types: list[str]
    filters: list[FilterShape]
    field: str
    start_types: list[str]
    reference: str
    unit: str
    numerator_types: list[str]
    numerator_filters: list[FilterShape]


class OwnPartShape(Shape):
    """What only a KPI of the company's own has: how it is made, and whether plans may still take it."""

    formula: str
    measures: list[OwnMeasureShape]
    source_note: str
    version: int
    created_at: Instant | None
    created_by: str
    retired_at: Instant | None


def own_part(own: OwnKpi) -> OwnPartShape:
    """Return how an own KPI is made."""
    return OwnPartShape(
        formula=own.formula,
        measures=[_measure_shape(each) for each in own.measures],
        source_note=own.source_note,
        version=own.version,
        created_at=own.created_at,
        created_by=own.created_by,
        retired_at=own.retired_at,
    )


def own_kpi_of(request: ApiRequest, body: NewKpi, actor_id: str) -> OwnKpi:
    """Return the KPI that a body describes, made by the caller now."""
    from shared.domain.kpi.own.usual import usual_kind, usual_unit  # reads formulas: most requests need none

    measures = tuple(measure_of(each) for each in body.measures or ())
    formula = body.formula or ""
    kind = body.kind or usual_kind(formula, measures)
    proration: Proration = body.proration
    return OwnKpi(
        id=PREFIX + (body.slug or new_id("k", request.received_at)),
        company_id=request.company_id,
        name_zh=body.name_zh,
        name_en=body.name_en or body.name_zh,
        definition_zh=body.definition_zh or "",
        definition_en=body.definition_en or body.definition_zh or "",
        position=body.position,
        kind=kind,
        unit=body.unit or usual_unit(kind, measures),
        direction=body.direction,
        measures=measures,
        formula=formula,
        target=None if body.target is None else Fraction(body.target),
        curve=body.curve or "",
        zero_rule=body.zero_rule,
        min_sample=body.min_sample,
        proration=proration,
        source_note=body.source_note or "",
        created_at=request.received_at,
        created_by=actor_id,
    )


def measure_of(body: NewMeasure) -> OwnMeasure:
    """Return the measure that a body describes."""
    return OwnMeasure(
        name=body.name,
        aggregate=body.aggregate,
        event_types=tuple(body.event_types),
        filters=_conditions(body.filters),
        field=body.field or "",
        start_types=tuple(body.start_types or ()),
        reference=body.reference or "",
        unit=body.unit,
        numerator_types=tuple(body.numerator_types or ()),
        numerator_filters=_conditions(body.numerator_filters),
    )


def _conditions(filters: list[NewFilter] | None) -> tuple[Condition, ...]:
    return tuple(Condition(each.field, each.op, _values(each)) for each in filters or ())


def _values(filter_: NewFilter) -> tuple[str, ...]:
    given = [*([] if filter_.value is None else [filter_.value]), *(filter_.values or ())]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in given)


def _measure_shape(measure: OwnMeasure) -> OwnMeasureShape:
    return OwnMeasureShape(
        name=measure.name,
        aggregate=measure.aggregate,
        event_types=list(measure.event_types),
        filters=[_filter_shape(each) for each in measure.filters],
        field=measure.field,
        start_types=list(measure.start_types),
        reference=measure.reference,
        unit=measure.unit,
        numerator_types=list(measure.numerator_types),
        numerator_filters=[_filter_shape(each) for each in measure.numerator_filters],
    )


def _filter_shape(condition: Condition) -> FilterShape:
    return FilterShape(field=condition.field, op=condition.op, values=list(condition.values))


def shown(value: Fraction | None) -> str | None:
    """Write an exact number as plain text, at most six places."""
    return None if value is None else exact(value)
