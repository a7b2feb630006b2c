"""The entries of a customer's timeline, each in one Chinese and one English sentence with what it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.events import Event
from shared.domain.kpi.fields import text
from shared.domain.work.customers.owners import OwnerSpan
from shared.domain.work.duties.own_catalogue import WorkCatalogue
from shared.domain.work.logs.logged_work import LoggedWork

LONGEST_DETAIL: Final = 80
"""Characters of what a system sent that a sentence quotes."""
CONTACTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "call": ("电话联系", "Phone call"),
        "visit": ("上门拜访", "Visit"),
        "meeting": ("会议沟通", "Meeting"),
        "email": ("邮件沟通", "E-mail"),
        "message": ("消息沟通", "Message"),
        "contact_added": ("添加联系人", "Contact added"),
    }
)
"""Kinds of recorded activity in which somebody was in touch with the customer."""
_ENDINGS: Final = {
    "customer_removed_us": ("客户删除了联系人", "The customer removed our contact"),
    "we_removed_customer": ("我方删除了客户联系人", "We removed the customer's contact"),
}
_FACTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "lead.created": ("新增线索", "Lead created"),
        "deal.created": ("新建商机", "Deal created"),
        "deal.owner_changed": ("商机转交", "Deal handed over"),
        "deal.won": ("赢单", "Deal won"),
        "deal.lost": ("输单", "Deal lost"),
        "deal.reopened": ("商机重新打开", "Deal reopened"),
        "order.paid": ("订单付款", "Order paid"),
        "order.refunded": ("订单退款", "Order refunded"),
        "order.cancelled": ("订单取消", "Order cancelled"),
        "complaint.opened": ("客户投诉", "Complaint opened"),
        "complaint.resolved": ("投诉已解决", "Complaint resolved"),
        "complaint.reopened": ("投诉重新打开", "Complaint reopened"),
        "survey.responded": ("客户评价", "Customer feedback"),
        "survey.revised": ("客户修改评价", "Customer feedback revised"),
        "subscription.started": ("开始订阅", "Subscription started"),
        "subscription.renewed": ("续约", "Subscription renewed"),
        "subscription.upgraded": ("升级订阅", "Subscription upgraded"),
        "subscription.downgraded": ("降级订阅", "Subscription downgraded"),
        "subscription.churned": ("客户流失", "Customer churned"),
    }
)
_DETAILS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "lead.created": ("source", "channel"),
        "deal.created": ("title",),
        "deal.lost": ("lost_reason", "reason"),
        "complaint.opened": ("subject", "severity"),
        "subscription.churned": ("reason", "churn_reason"),
        "survey.responded": ("csat", "nps", "rating", "comment"),
        "survey.revised": ("csat", "nps", "rating", "comment"),
    }
)
"""Fields of which a sentence quotes those that are there."""
_NAMED: Final = ("deal", "order", "complaint")
"""Families of which a customer may have several, so that a sentence says which one it is about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that happened: on the date `on` in the company's zone, at the instant `at` where that is known.

    `what` is the type of the event, `owner` or `work`. `people` are the ids of who did it or is credited with it,
    `amount_minor` is in minor units of the company's currency. `events` are ids of events and `work` is the logged
    work that the entry rests on.
    """

    on: date
    at: datetime | None
    what: str
    people: tuple[str, ...]
    zh: str
    en: str
    events: tuple[str, ...] = ()
    work: tuple[LoggedWork, ...] = ()
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What ids are called: `names` of people by person id, and the company's catalogue of work."""

    names: Mapping[str, str]
    catalogue: WorkCatalogue

    def who(self, person_id: str) -> str:
        """Return the name of a person, or the id where there is none."""
        return self.names.get(person_id, person_id)

    def duty(self, activity: str) -> tuple[str, str]:
        """Return the Chinese and the English name of an activity, or the words as they were logged."""
        known = self.catalogue.activities.get(self.catalogue.meant(activity))
        return (known.zh, known.en) if known else (activity, activity)

    def position(self, position: str | None) -> tuple[str, str]:
        """Return the names of a position in brackets, nothing where there is none."""
        if position is None:
            return "", ""
        known = self.catalogue.positions.get(position)
        return f"（{known.zh if known else position}）", f" ({known.en if known else position})"


def told(events: Iterable[Event], words: Words) -> Iterator[Entry]:
    """Yield an entry for each event that has a sentence of its own: all but the records of owners."""
    for event in events:
        if (named := _named(event)) is not None:
            people = tuple(dict(event.credits))
            zh, en = _quoted(event, *named)
            by = [words.who(person) for person in people]
            zh, en = f"{zh}（{'、'.join(by)}）" if by else zh, f"{en} ({', '.join(by)})" if by else en
            yield Entry(
                event.on, event.occurred_at, event.type, people, f"{zh}。", f"{en}.", (event.id,),
                amount_minor=event.amount_minor,
            )  # fmt: skip


def owned(spans: Iterable[OwnerSpan], at: Mapping[str, datetime], words: Words) -> Iterator[Entry]:
    """Yield an entry for the beginning of each span; `at` holds the instants of events by id."""
    for span in spans:
        on = span.from_on or span.until_on
        assert on is not None  # a span is made of a record, which has a date
        people = (span.person_id,) if span.person_id else ()
        yield Entry(on, at[span.events[0]], "owner", people, *_owner(span, words), span.events)


def worked(work: Iterable[LoggedWork], words: Words) -> Iterator[Entry]:
    """Yield an entry for what each person logged on each day on each activity."""
    groups: defaultdict[tuple[date, str, str], list[LoggedWork]] = defaultdict(list)
    for each in work:
        groups[each.on, each.person_id, each.activity].append(each)
    for (on, person, activity), group in groups.items():
        minutes, count = sum(each.minutes for each in group), sum(each.count for each in group)
        who, (duty_zh, duty_en) = words.who(person), words.duty(activity)
        zh = f"{who}记录了“{duty_zh}”，共 {count} 条、{minutes} 分钟。"
        en = f"{who} logged “{duty_en}”: {count} {'log' if count == 1 else 'logs'}, {minutes} minutes."
        yield Entry(
            on, None, "work", (person,), zh, en, work=tuple(sorted(group, key=lambda each: each.kind))
        )


def _named(event: Event) -> tuple[str, str] | None:
    if event.type == "activity.logged":
        kind = text(event, "kind") or ""
        return CONTACTS.get(kind) or _ENDINGS.get(kind)
    return _FACTS.get(event.type)


def _quoted(event: Event, zh: str, en: str) -> tuple[str, str]:
    """Return what happened with which thing it is about and what the event says of it."""
    thing = text(event, "order_ref") if event.type.startswith("order.") else None
    is_named = event.type.split(".")[0] in _NAMED
    mark = f" {(thing or event.entity_id)[:LONGEST_DETAIL]}" if is_named else ""
    said = [text(event, field) for field in _DETAILS.get(event.type, ())]
    details = list(dict.fromkeys(each[:LONGEST_DETAIL] for each in said if each))
    if event.type == "lead.created":
        return (
            f"{zh}，来源：{' / '.join(details) or '未记录'}",
            f"{en}, source: {' / '.join(details) or 'not recorded'}",
        )
    told_zh, told_en = "，".join(details), ", ".join(details)
    return f"{zh}{mark}{told_zh and f'：{told_zh}'}", f"{en}{mark}{told_en and f': {told_en}'}"


def _owner(span: OwnerSpan, words: Words) -> tuple[str, str]:
    zh, en = words.position(span.position)
    dates_zh = f"{span.from_on} 至 {span.until_on} " if span.until_on else f"{span.from_on} 起至今"
    dates_en = f"from {span.from_on}{f' until {span.until_on}' if span.until_on else ''}"
    if span.person_id is None:
        return f"{dates_zh}没有登记负责人{zh}。", f"No owner{en} on record {dates_en}."
    who = words.who(span.person_id)
    if span.from_on is None:
        return f"{span.until_on} 之前由{who}{zh}负责。", f"{who}{en} had the customer before {span.until_on}."
    return f"{dates_zh}由{who}{zh}负责。", f"{who}{en} has the customer {dates_en}."
