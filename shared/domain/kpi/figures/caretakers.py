"""Whose a customer is in customer success (客户负责人): the recorded owner, else whoever made the last sale."""

from datetime import date
from fractions import Fraction

from shared.domain.kpi.customers import Customers
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.owners import Credits, Owners
from shared.domain.numbers import WHOLE_BP

POSITION = "customer_success"
WHOLE = Fraction(1)


def caretakers(facts: Facts, customer: str, day: date) -> Credits:
    """Return the customer-success owners as `day` begins, with their shares; nothing if nobody is known."""
    recorded = facts.once(Owners.of).at(customer, day, POSITION)
    return recorded or facts.once(Customers.of).credited(customer, day)


def cares_for(facts: Facts, subject: str, customer: str, day: date) -> bool:
    """Return whether the customer is the subject's, or one of several people's, as `day` begins."""
    return subject == COMPANY or subject in dict(caretakers(facts, customer, day))


def part_in_care(facts: Facts, subject: str, customer: str, day: date) -> Fraction:
    """Return the part of `subject` in the customer as `day` begins; the company has all of it."""
    if subject == COMPANY:
        return WHOLE
    return Fraction(dict(caretakers(facts, customer, day)).get(subject, 0), WHOLE_BP)
