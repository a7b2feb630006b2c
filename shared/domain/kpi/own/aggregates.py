"""What is made of the records that count: a number of them, a sum, a mean, or how many different ones there are."""

from collections.abc import Iterable
from fractions import Fraction

from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import number
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.own.filters import AMOUNT, CUSTOMER, folded, value_of
from shared.domain.kpi.own.records import Record


def standing(found: list[Record]) -> list[Record]:
    """Leave out orders of which nothing is left; a sum books what came in and what went back by themselves."""
    return [each for each in found if not each.undone]


def number_of(found: list[Record], refused: Refused) -> Sample:
    """Return how many records there are, a share of one as a share."""
    return Sample(parts_of(found), None, len(found), _ids(found), excluded=refused)


def total_of(field: str, found: list[Record], refused: Refused, facts: Facts) -> Sample:
    """Return the sum of a field, or of the amounts in major units."""
    valued, missing = _valued(field, found, facts)
    total = sum((value for _, value in valued), ZERO)
    return Sample(total, None, len(valued), _ids(each for each, _ in valued), excluded=(*refused, *missing))


def mean_of(field: str, found: list[Record], refused: Refused, facts: Facts) -> Sample:
    """Return the mean of a field, or of the amounts in major units; a share of a record weighs as a share."""
    valued, missing = _valued(field, found, facts)
    total = sum((value for _, value in valued), ZERO)
    counted = [each for each, _ in valued]
    return Sample(total, parts_of(counted), len(counted), _ids(counted), excluded=(*refused, *missing))


def different(field: str, found: list[Record], refused: Refused) -> Sample:
    """Each value counts once, with the largest part of one record of it."""
    worth: dict[str, Fraction] = {}
    counted, missing = [], []
    for each in found:
        value = each.customer if field == CUSTOMER else _text(value_of(field, each.event))
        if value is None:
            missing.append((each.event.id, "measure.no_value"))
        else:
            counted.append(each)
            worth[value] = max(worth.get(value, ZERO), each.part)
    return Sample(sum(worth.values(), ZERO), None, len(worth), _ids(counted), excluded=(*refused, *missing))


def _valued(field: str, found: list[Record], facts: Facts) -> tuple[list[tuple[Record, Fraction]], Refused]:
    """Return the records with what they are worth to the subject, and those in which the field cannot be read."""
    valued: list[tuple[Record, Fraction]] = []
    missing: list[tuple[str, str]] = []
    for each in found:
        if field == AMOUNT:
            value = None if each.minor is None else facts.settings.major(each.minor)
        else:
            whole = number(value_of(field, each.event))
            value = None if whole is None else whole * each.part
        if value is None:
            missing.append((each.event.id, "measure.no_amount" if field == AMOUNT else "measure.no_value"))
        else:
            valued.append((each, value))
    return valued, tuple(missing)


def _text(found: object) -> str | None:
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        return None
    return folded(str(found))


def parts_of(found: list[Record]) -> Fraction:
    """Return the sum of the shares."""
    return sum((each.part for each in found), ZERO)


def _ids(found: Iterable[Record]) -> tuple[str, ...]:
    return ids_of(each.event for each in found)
