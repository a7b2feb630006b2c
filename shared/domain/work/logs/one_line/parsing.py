"""Read one line of Chinese or English as the draft of a work log, and ask for whatever it leaves open.

Known customers are found first, then lengths, days and times, people and other customers; each part of the line is
read once. What is left, with its verbs, is what the activity is suggested for. A reading that is not the only one
is never taken in silence.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.work.duties.activities import STANDARD, Catalogue
from shared.domain.work.logs.kinds import CUSTOMER_CARE, CUSTOMER_CONTACT, STANDARD_KINDS, Kinds
from shared.domain.work.logs.one_line.about import Work, customer_of, kind_of, words, work_of
from shared.domain.work.logs.one_line.contacts import contacts_said
from shared.domain.work.logs.one_line.customers import customers_said, known_said
from shared.domain.work.logs.one_line.folding import Folded, fold, without
from shared.domain.work.logs.one_line.line_errors import LineEmpty, LineTooLong
from shared.domain.work.logs.one_line.parsed_line import ParsedLine, Question, Span
from shared.domain.work.logs.one_line.questions import activity_question, kind_question
from shared.domain.work.logs.one_line.timing import Place, timing
from shared.domain.work.logs.suggestion.suggestion import Suggestion

LONGEST_LINE: Final = 500


def parse_line(
    line: str,
    *,
    at: datetime,
    zone: ZoneInfo,
    suggest: Callable[[str], Suggestion],
    known_customers: Collection[str] = (),
    catalogue: Catalogue = STANDARD,
    needs_customer: Collection[str] = (CUSTOMER_CONTACT, CUSTOMER_CARE),
    kinds: Kinds = STANDARD_KINDS,
) -> ParsedLine:
    """
    Return what `line`, written at the aware instant `at` in a company of `zone`, says about a piece of work.

    `suggest` names the activity for what is left of the line. `needs_customer` are the kinds of log that must name
    their customer; `kinds` lends its names to the question for a kind.

    :raises LineTooLong: if the line has more than 500 characters.
    :raises LineEmpty: if there is nothing to be seen in it.
    """
    folded = _readable(line)
    listed = known_said(folded.text, known_customers)
    known = [(each.start, each.end) for each in listed]
    when = timing(folded, without(folded.text, known), at, zone)
    text = without(folded.text, [(start, end) for _, start, end in when.places])
    people = contacts_said(without(text, known))
    text = without(text, people)
    customers = customers_said(folded, text, listed, known_customers)
    text = without(text, customers.places)
    work = work_of(folded, text, suggest, catalogue)
    customer = customer_of(customers, work, known_customers, line, needs_customer)
    named = bool(customers.certain or customers.doubtful)
    kind = (
        kind_of(work.activity, names_customer=named, needs_customer=needs_customer) if work.activity else None
    )
    questions = (
        *when.questions,
        *([customer] if isinstance(customer, Question) else []),
        *_about_work(work, kind, catalogue, kinds),
    )
    places: list[Place] = [*when.places]
    places += [("contact", *place) for place in people]
    places += [("customer", *place) for place in customers.places]
    places += [("activity", *place) for place in (words(text) if work.activity else ())]
    return ParsedLine(
        text=line,
        kind=kind,
        activity=work.activity.id if work.activity else None,
        customer=_taken(customer, customers.doubtful),
        contact="、".join(folded.original(*place) for place in people) or None,
        started_at=when.started_at,
        minutes=when.minutes,
        spans=_spans(folded, places),
        questions=questions,
        reason=work.reason,
    )


def _readable(line: str) -> Folded:
    if len(line) > LONGEST_LINE:
        raise LineTooLong(pointer="/text", length=len(line), longest=LONGEST_LINE)
    folded = fold(line)
    if not folded.text.strip():
        raise LineEmpty(pointer="/text")
    return folded


def _taken(customer: str | Question | None, doubtful: Sequence[str]) -> str | None:
    """Return the customer that stands in the draft: one name that only waits for confirmation does already."""
    if isinstance(customer, Question):
        return doubtful[0] if len(doubtful) == 1 and customer.choices[0].value == doubtful[0] else None
    return customer


def _about_work(work: Work, kind: str | None, catalogue: Catalogue, kinds: Kinds) -> Iterable[Question]:
    if work.activity is None:
        yield activity_question(work.candidates)
    elif kind is None:
        yield kind_question((each for activity in catalogue.values() for each in activity.kinds), kinds)


def _spans(folded: Folded, places: Iterable[Place]) -> tuple[Span, ...]:
    """Return the places as spans of the line as given, in its order, without the blanks around them."""
    spans = []
    for field, start, end in places:
        said = folded.text[start:end]
        start, end = end - len(said.lstrip()), start + len(said.rstrip())
        if start < end:
            spans.append(Span(field, *folded.place(start, end), folded.original(start, end)))
    return tuple(sorted(spans, key=lambda span: span.start))
