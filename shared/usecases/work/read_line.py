"""Read one line of text as a work log, and ask back for whatever it leaves open. Nothing is kept by it."""

from datetime import datetime

from shared.domain.company import Company
from shared.domain.periods import Period
from shared.domain.work.logs.one_line.parsed_line import ParsedLine
from shared.domain.work.logs.one_line.parsing import parse_line
from shared.usecases.work.read_work import months_of_work
from shared.usecases.work.suggest_activity import suggester


def read_line(*, company: Company, person_id: str, line: str, at: datetime) -> ParsedLine:
    """
    Return what one line of text says, with a question for whatever it leaves open.

    :raises DomainError: if the line is empty or too long.
    """
    today = at.astimezone(company.tz).date()
    months = [Period.month_of(today).earlier().key, Period.month_of(today).key]
    work = [each for month in months_of_work(company.id, [person_id], months) for each in month.work]
    newest_first = sorted(work, key=lambda each: each.on, reverse=True)
    return parse_line(
        line,
        at=at,
        zone=company.tz,
        suggest=suggester(company),
        known_customers=tuple(dict.fromkeys(each.customer for each in newest_first if each.customer)),
        catalogue=company.catalogue.activities,
        needs_customer=[kind.id for kind in company.catalogue.kinds.values() if kind.needs_customer],
        kinds=company.catalogue.kinds,
    )
