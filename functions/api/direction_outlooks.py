"""Put what a switch of direction would do to people into the shapes that go out."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from functions.api.direction_preview_shapes import (
    CardLineShape,
    CardShape,
    OutlookShape,
    PastShape,
    PastTotalShape,
    ShareShape,
)
from functions.api.direction_switches import note_shape
from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.numbers import exact
from shared.usecases.direction.outlook import Outlook


def outlook_shape(each: Outlook, language: str) -> OutlookShape:
    """Return one person before and after, in the caller's language."""
    return OutlookShape(
        person_id=each.person.id,
        name=each.person.name,
        positions=[
            ShareShape(position=position, share_bp=share, percent=percent(share))
            for position, share in each.positions.items()
        ],
        state=each.state,
        old=_card(each.old, language),
        new=_card(each.new, language),
        prorated=_card(each.prorated, language),
        floor=_card(each.floor, language),
        final=_card(each.final, language),
        warnings=[note_shape(note) for note in each.warnings],
    )


def past_shapes(people: Sequence[Outlook]) -> list[PastShape]:
    """Return the months that are over, oldest first, each with everybody's totals."""
    months = sorted({past.month for each in people for past in each.past})
    return [
        PastShape(
            period=month,
            people=[
                PastTotalShape(
                    person_id=each.person.id,
                    name=each.person.name,
                    old_total=_plain(past.old.total if past.old else None),
                    new_total=_plain(past.new.total if past.new else None),
                )
                for each in people
                for past in each.past
                if past.month == month
            ],
        )
        for month in months
    ]


def _card(card: Scorecard | None, language: str) -> CardShape | None:
    if card is None:
        return None
    return CardShape(
        state=card.status,
        total=_plain(card.total),
        official_total=_plain(card.official_total),
        shown_total=_plain(card.shown.total if card.shown else None),
        lines=[_line(each, language) for each in card.lines],
    )


def _line(line: ScoreLine, language: str) -> CardLineShape:
    return CardLineShape(
        kpi=line.kpi_id,
        name_zh=line.name_zh,
        name_en=line.name_en,
        state=line.state,
        weight_bp=line.plan_weight_bp,
        percent=percent(line.plan_weight_bp),
        value=number(line.value),
        target=number(line.target),
        points=_plain(line.points),
        weighted=str(line.weighted),
        lost=str(line.lost),
        bonus=str(line.bonus),
        reason_code=line.reason.code,
        reason=line.reason.en if language == "en" else line.reason.zh,
    )


def number(value: Fraction | None) -> str | None:
    """Return an exact number as text."""
    return None if value is None else exact(value)


def percent(bp: int) -> str:
    """Return basis points as a percentage."""
    return exact(Fraction(bp, 100))


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
