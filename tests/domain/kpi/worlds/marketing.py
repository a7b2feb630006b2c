"""What happens around marketing: spend, traffic, contents and events."""

from datetime import timedelta

from shared.domain.kpi.facts import CHINA_TIME
from tests.domain.kpi.worlds.teller import Teller


def a_campaign(t: Teller, n: int) -> None:
    """What was spent, the numbers of stores, articles and accounts, and contents as they were planned."""
    at, on = t.at(), str(t.at().astimezone(CHINA_TIME).date())
    t.tell("campaign.spend", f"spend{n}", at, None, t.minor(200_000), version=1, campaign_ref=f"k{n % 4}")
    t.tell("traffic.daily", f"store{n % 3}", at, content="store", store_ref=f"s{n % 3}", date=on,
           visitors=t.chance.randrange(900))  # fmt: skip
    t.tell("traffic.daily", f"article{n % 4}", t.at(at, 2), content="article", content_ref=f"art{n % 4}", date=on,
           readers=t.chance.randrange(400))  # fmt: skip
    t.tell("traffic.daily", f"read{n % 2}", t.at(at, 1), content="article", content_ref=f"seen{n % 2}", date=on,
           reader_ids=[f"u{t.chance.randrange(40)}" for _ in range(6)])  # fmt: skip
    t.tell("traffic.daily", f"account{n % 2}", t.at(at, 1), content="account", account_ref=f"acc{n % 2}", date=on,
           followers=1_000 + t.chance.randrange(400))  # fmt: skip
    t.tell("content.planned", f"text{n}", at, version=1, due_on=on)
    if t.maybe(80):
        t.tell("content.published", f"text{n}", t.at(at, 12), version=1)


def a_fair(t: Teller, n: int) -> None:
    """A marketing event: planned, held or not, with the people who registered, cancelled and came."""
    at, key = t.at(), f"fair{n}"
    planned = t.at(at - timedelta(days=40), 10)
    t.tell("event.planned", key, planned, version=1, planned_on=str(at.astimezone(CHINA_TIME).date()))
    if t.maybe(85):
        fields: dict[str, object] = {"attendees": t.chance.randrange(60)} if t.maybe(60) else {}
        fields |= {"held": False} if t.maybe(10) else {}
        fields |= {"planned": False} if t.maybe(10) else {}
        t.tell("event.held", key, at, version=1, **fields)
    t.tell("event.staffed", f"staff{n}", at, version=1, event_ref=key)
    for guest in range(t.chance.randrange(6)):
        ticket, who = f"{key}.{guest}", t.customer()
        t.tell("event.registered", ticket, t.at(planned, 20), who, version=1, event_ref=key)
        if t.maybe(15):
            t.tell(
                "event.registration_cancelled", ticket, at - timedelta(hours=guest + 1), who, event_ref=key
            )
        if t.maybe(70):
            t.tell("event.attended", ticket, at + timedelta(minutes=guest), who, version=2, event_ref=key)
        if t.maybe(10):
            t.tell("event.attendance_reverted", ticket, t.at(at, 1), who, event_ref=key)
