"""Marketing records of the demo company: events and who helped, leads and what became of them, readers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from infra.local.demo import customers
from infra.local.demo.month import OPEN_DAY, SALON, ReviewMonth, at
from infra.local.demo.people import EMAILS
from infra.local.demo.records import Record, customer, record
from infra.local.demo.selling import Sale

FITTING, MISPLACED = 12, 6
"""Leads of the month's salon in the segment, and outside of it: all were handed to 李婷."""
OTHER_LEADS: Final = (
    ("吴桐", "公众号", 34, 3),
    ("郑凯", "线上推广", 29, 4),
    ("郑凯", "产品体验日", 12, 0),
    ("孙悦", "老客户推荐", 15, 0),
)
"""Whose leads of the month, from which source, how many can be reached, and how many cannot."""
COHORT, COHORT_SALES = 20, (("陈浩", 30, 8000), ("王磊", 36, 9000))
"""Leads of the salon two months before; who sold to one of them, how many days later, for how many yuan."""
HELPERS: Final = {"salon": ("王磊", "李婷", "陈浩", "周洋", "孙悦"), "open-day": ("王磊", "陈浩", "孙悦")}
READERS: Final = {"吴桐": (4, 8600), "郑凯": (4, 11500), "孙悦": (2, 3900)}
"""Articles of each author and their readers in the month."""


def event_id(month: ReviewMonth, name: str) -> str:
    """Return the id of an event: `salon`, `open-day`, or `earlier-salon`."""
    return f"EV-{month.key}-{name}"


def salon_on(month: ReviewMonth) -> date:
    """Return the date of the month's salon."""
    return month.logged_days[SALON]


def records(month: ReviewMonth) -> list[Record]:
    """Return everything that marketing recorded."""
    return [*_events(month), *_salon_leads(month), *_other_leads(month), *_cohort(month), *_readers(month)]


def _events(month: ReviewMonth) -> Iterator[Record]:
    held = (
        ("earlier-salon", "客户沙龙", "吴桐", _cohort_on(month), 33),
        ("salon", f"{month.name}客户沙龙", "吴桐", salon_on(month), 38),
        ("open-day", "产品体验日", "郑凯", month.logged_days[OPEN_DAY], 27),
    )
    for name, title, host, day, attendees in held:
        id = event_id(month, name)
        yield record("event.held", id, at(day, "17:00"), host, title=title, attendees=attendees)
        for number, helper in enumerate(HELPERS.get(name, ()), start=1):
            yield {
                "type": "event.staffed",
                "timestamp": at(day, "17:30").isoformat(),
                "data": {"id": f"{id}-{number}", "event_ref": id, "employee": {"email": EMAILS[helper]}},
            }


def _salon_leads(month: ReviewMonth) -> Iterator[Record]:
    days, event = month.logged_days[SALON:], event_id(month, "salon")
    for number, name in enumerate(customers.prospects()[: FITTING + MISPLACED], start=1):
        id, fits = f"L-{month.key}-S{number:02}", number <= FITTING
        about = {"customer_ref": customer(name), "event_ref": event, "source": f"{month.name}客户沙龙"}
        yield record(
            "lead.created", id, at(days[0], "18:00"), "吴桐", reachable=True, in_segment=fits, **about
        )
        yield record("lead.assigned", id, at(days[1], "09:20"), "李婷", event_ref=event)
        if not fits:
            yield record("lead.rejected", id, at(days[2], "16:00"), "李婷", reason="不属于目标行业")
        elif number <= FITTING // 2:
            yield record("lead.accepted", id, at(days[2], "10:00"), "李婷")


def _other_leads(month: ReviewMonth) -> Iterator[Record]:
    names = iter(customers.prospects()[FITTING + MISPLACED :])
    for batch, (owner, source, reached, unreached) in enumerate(OTHER_LEADS):
        from_event = source == "产品体验日"
        for number in range(reached + unreached):
            day = month.logged_days[OPEN_DAY] if from_event else month.workday(1 + number * 3 % 15)
            about = {"event_ref": event_id(month, "open-day")} if from_event else {}
            yield record(
                "lead.created",
                f"L-{month.key}-{batch}{number:02}",
                at(day, f"{9 + number % 9:02}:30"),
                owner,
                customer_ref=customer(next(names)),
                source=source,
                reachable=number < reached,
                in_segment=True,
                **about,
            )


def _cohort_on(month: ReviewMonth) -> date:
    """The salon whose sixty days end within the month."""
    return month.day(9 - 60)


def _cohort(month: ReviewMonth) -> Iterator[Record]:
    names, event = customers.prospects()[-COHORT:], event_id(month, "earlier-salon")
    for number, name in enumerate(names, start=1):
        yield record(
            "lead.created",
            f"L-{month.key}-E{number:02}",
            at(_cohort_on(month), "18:00"),
            "吴桐",
            customer_ref=customer(name),
            event_ref=event,
            source="客户沙龙",
            reachable=True,
            in_segment=True,
        )
    for number, (seller, days, amount) in enumerate(COHORT_SALES):
        sale = Sale(_cohort_on(month) + timedelta(days=days), seller, names[number], amount)
        yield sale.as_order(f"SO-E{number + 1:03}", "15:00")


def _readers(month: ReviewMonth) -> Iterator[Record]:
    """Each article is read on three days, most on the first of them."""
    for author, (articles, readers) in READERS.items():
        for article in range(articles):
            share = readers // articles
            name = f"A-{month.key}-{EMAILS[author].partition('.')[0]}-{article + 1}"
            parts = (share - share // 3 - share // 6, share // 3, share // 6)
            for later, read in enumerate(parts):
                day = month.workday(2 + 3 * article + later)
                yield record(
                    "traffic.daily",
                    f"{name}-{day.isoformat()}",
                    at(day, "23:30"),
                    author,
                    date=day.isoformat(),
                    content="article",
                    content_ref=name,
                    readers=read,
                    source="公众号",
                )
