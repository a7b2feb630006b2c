"""What comes in about a switch of direction."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from functions.api.people import PositionName
from functions.edge.fields import Day, DecimalText, Id, Text, Version
from functions.edge.models import Body
from shared.domain.direction.choices import ChoiceTwice
from shared.domain.direction.redirect import Choice
from shared.domain.direction.switch import Pin
from shared.domain.direction.typed import TypedTarget
from shared.usecases.direction.wanted import Pins, Wanted

PlansVersion = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""The version of the company's plans that a preview saw; 0 before their first change."""


class PinBody(Body):
    """A KPI whose weight is fixed in a position's plan; `lowers` says that it may only lower it."""

    position: PositionName
    kpi: Id
    percent: Annotated[int, Field(ge=1, le=100)]
    target: Annotated[Decimal, DecimalText(digits=40, places=6)] | None = None
    curve: Annotated[str, Text(200)] | None = None
    lowers: bool = False


class TargetBody(Body):
    """The target that a line of the new plan prints, in the KPI's unit, a ratio as a fraction of one."""

    position: PositionName
    kpi: Id
    target: Annotated[Decimal, DecimalText(digits=40, places=6)]


class ChoiceBody(Body):
    """What happens to a KPI that completes to less than 5 %."""

    kpi: Id
    choice: Literal["keep", "drop"]


class PreviewBody(Body):
    """
    A direction, by the id of a template or by pins of one's own, from a date on.

    Without `positions` those that the direction pins. A KPI for which nothing is chosen is kept. `keep_targets` keep
    their targets although their weight is lowered; `targets` are printed in the new plans, whatever else their lines
    would aim at. Without `hold_harmless` the first switch of a month has it.
    """

    template: Id | None = None
    pins: Annotated[list[PinBody], Field(max_length=100, default_factory=list)]
    positions: Annotated[list[PositionName], Field(min_length=1, max_length=30)] | None = None
    from_: Annotated[Day, Field(alias="from")]
    choices: Annotated[list[ChoiceBody], Field(max_length=100, default_factory=list)]
    keep_targets: Annotated[list[Id], Field(max_length=100, default_factory=list)]
    targets: Annotated[list[TargetBody], Field(max_length=600, default_factory=list)]
    hold_harmless: bool | None = None
    advice_id: Id | None = None


class SwitchBody(PreviewBody):
    """What was previewed, and the version of the plans that the preview told."""

    version: PlansVersion
    reason: Annotated[str, Text(500, lines=True)] | None = None


class UndoBody(Body):
    """Why a switch is undone; everybody whom it touches reads it."""

    reason: Annotated[str, Text(500, lines=True)]


class NewTemplate(Body):
    """A direction of the company's own; the English texts are the Chinese ones if they are left out."""

    name_zh: Annotated[str, Text(40)]
    name_en: Annotated[str, Text(40)] | None = None
    about_zh: Annotated[str, Text(200)] | None = None
    about_en: Annotated[str, Text(200)] | None = None
    pins: Annotated[list[PinBody], Field(min_length=1, max_length=100)]


class RetireBody(Body):
    """The version of the direction that the caller saw."""

    version: Version


def wanted_of(body: PreviewBody) -> Wanted:
    """
    Return what a body asks for.

    :raises ChoiceTwice: if a KPI is to be kept and dropped.
    """
    return Wanted(
        from_on=body.from_,
        template=body.template,
        pins=pins_of(body.pins),
        positions=None if body.positions is None else tuple(dict.fromkeys(body.positions)),
        choices=_choices(body.choices),
        keep_targets=frozenset(body.keep_targets),
        targets=tuple(
            TypedTarget(each.position, each.kpi, Fraction(each.target), f"/targets/{at}")
            for at, each in enumerate(body.targets)
        ),
        hold_harmless=body.hold_harmless,
        advice_id=body.advice_id,
    )


def _choices(choices: Iterable[ChoiceBody]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for at, each in enumerate(choices):
        if found.setdefault(each.kpi, each.choice) != each.choice:
            raise ChoiceTwice(pointer=f"/choices/{at}", kpi_id=each.kpi)
    return found


def pins_of(pins: Iterable[PinBody]) -> Pins:
    """Return pins by position."""
    found: dict[str, list[Pin]] = {}
    for each in pins:
        target = None if each.target is None else Fraction(each.target)
        found.setdefault(each.position, []).append(
            Pin(each.kpi, each.percent, target, each.curve, each.lowers)
        )
    return tuple((position, tuple(of)) for position, of in found.items())
