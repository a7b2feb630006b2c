"""Customer-success figures (客户成功): retention, satisfaction, upgrades."""

from fractions import Fraction

from shared.domain.kpi.customers import Customers
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import whole
from shared.domain.kpi.figures.caretakers import cares_for
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.surveys import answered_before, customer_answers, mark
from shared.domain.kpi.windows import Window

LEAST_ANSWERS = 5
LEAST_ANSWERED = Fraction(1, 5)
BASIC = "basic"


def retention_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Customers active at the start and at the end ÷ customers active at the start (老客户留存率).

    Active is an open subscription or, for customers who never had one, an order in the last 180 days. New and
    returning customers do not count. A customer is its recorded customer-success owner's, else of the people
    credited on its last subscription or order before the start.
    """
    book = facts.once(Customers.of)
    start, end = window.first_on, window.until_on
    active = [
        each for each in book.all if book.active(each, start, end) and cares_for(facts, subject, each, start)
    ]
    kept = [each for each in active if book.active(each, end, end)]
    events = {event.id for each in active for event in book.evidence(each, window)}
    return Sample(Fraction(len(kept)), Fraction(len(active)), len(active), tuple(sorted(events)))


def csat(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Mean of the valid answers on a scale of 1 to 5 (客户满意度).

    The first answer of a customer within 30 days is valid. Other scales (`scale` in the data is the highest
    mark) are stretched so that 1 stays 1. `needed` is the larger of 5 and a fifth of the invitations delivered.
    """
    later = facts.once(_later_answers)
    answers = [each for each in facts.once(customer_answers) if each.on in window and share_of(each, subject)]
    valid = [each for each in answers if each.id not in later]
    values = tuple(found for each in valid if (found := mark(each)) is not None)
    sent = [whole(each, "count") or 1 for each in facts.within("survey.sent", subject, window)]
    return Sample(
        sum(values, ZERO),
        Fraction(len(values)),
        len(values),
        ids_of(valid),
        values,
        needed=max(Fraction(LEAST_ANSWERS), sum(sent) * LEAST_ANSWERED),
        excluded=tuple((each.id, "survey.answered_before") for each in answers if each.id in later),
    )


def upgrade_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Basic customers at the start that upgraded ÷ basic customers at the start (升级客户占比).

    An upgrade that is taken back within 60 days, the 60th included, does not count.
    """
    book = facts.once(Customers.of)
    start = window.first_on
    basic = [
        each
        for each in book.all
        if book.tier(each, start) == BASIC and cares_for(facts, subject, each, start)
    ]
    upgrades = {each: book.upgrade(each, window) for each in basic}
    kept = [event for event in upgrades.values() if event is not None]
    basis = (event for each in basic for event in book.evidence(each, window))
    return Sample(Fraction(len(kept)), Fraction(len(basic)), len(basic), ids_of(kept, basis))


def _later_answers(facts: Facts) -> frozenset[str]:
    return answered_before(facts, facts.once(customer_answers))
