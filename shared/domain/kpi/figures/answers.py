"""What answers to surveys (问卷) tell beside satisfaction: who recommends us, and how many answer at all."""

from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import whole
from shared.domain.kpi.figures.caretakers import part_in_care
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.surveys import all_customer_answers, answered_before
from shared.domain.kpi.windows import Window

LEAST_PROMOTER, MOST_DETRACTOR, HIGHEST = 9, 6, 10
PERCENT = 100


def nps(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Percentage of promoters (9 and 10) less percentage of detractors (0 to 6) (净推荐值), from -100 to 100.

    The numerator is 100 × (promoters - detractors), the denominator all answers on the scale of 0 to 10; the first
    answer of a customer within 30 days counts.
    """
    later = facts.once(_recommended_before)
    mine = [
        (each, part)
        for each in facts.once(_recommendations)
        if each.on in window and (part := _part(facts, subject, each))
    ]
    valid = [(each, part) for each, part in mine if each.id not in later]
    return Sample(
        sum((PERCENT * part * _direction(each) for each, part in valid), ZERO),
        sum((part for _, part in valid), ZERO),
        len(valid),
        ids_of(each for each, _ in valid),
        excluded=tuple((each.id, "survey.answered_before") for each, _ in mine if each.id in later),
    )


def survey_response_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Answers given in the window ÷ invitations delivered in it (问卷回收率); n counts invitations.

    One `survey.sent` stands for as many invitations as its `delivered` says, else its `count`, else for one.
    """
    if not (facts.delivers("survey.sent") and facts.delivers("survey.responded")):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    sent = [
        (each, part)
        for each in facts.newest("survey.sent")
        if each.on in window and not each.data.get("internal") and (part := _part(facts, subject, each))
    ]
    answers = [
        (each, part)
        for each in facts.once(all_customer_answers)
        if each.on in window and (part := _part(facts, subject, each))
    ]
    return Sample(
        sum((part for _, part in answers), ZERO),
        sum((part * _invitations(each) for each, part in sent), ZERO),
        sum(_invitations(each) for each, _ in sent),
        ids_of((each for each, _ in sent), (each for each, _ in answers)),
    )


def _recommendations(facts: Facts) -> list[Event]:
    return [each for each in facts.once(all_customer_answers) if _recommends(each) is not None]


def _recommended_before(facts: Facts) -> frozenset[str]:
    return answered_before(facts, facts.once(_recommendations))


def _recommends(answer: Event) -> int | None:
    """Return the whole mark from 0 to 10; None if there is none or it lies outside the scale."""
    given = whole(answer, "nps")
    return given if given is not None and 0 <= given <= HIGHEST else None


def _direction(answer: Event) -> int:
    given = _recommends(answer)
    assert given is not None
    return (given >= LEAST_PROMOTER) - (given <= MOST_DETRACTOR)


def _invitations(sent: Event) -> int:
    told = whole(sent, "delivered", "count")
    return 1 if told is None else max(told, 0)


def _part(facts: Facts, subject: str, event: Event) -> Fraction:
    """Return the part of `subject` in a record of a survey: as it is credited, else as its customer is cared for."""
    customer = facts.customer(event.customer)
    if event.credits or customer is None:
        return share_of(event, subject)
    return part_in_care(facts, subject, customer, event.on)
