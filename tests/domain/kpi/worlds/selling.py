"""What happens around sales: leads, deals, quotes, orders, visits, and whose a customer is."""

from datetime import datetime, time, timedelta

from shared.domain.kpi.facts import CHINA_TIME
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import Period
from tests.domain.kpi.worlds.teller import Teller


def a_deal(t: Teller, n: int) -> None:
    """A deal from its lead to its end, or until nobody cares; some are merged, deleted or opened again."""
    at, key, customer, credits = t.at(), f"deal{n}", t.customer(), t.credits()
    close = str((at + timedelta(days=45)).date())
    link = {"lead_ref": f"l{n}"} if t.maybe(40) else {}
    t.tell("deal.created", key, at, customer, t.minor(), credits, 1, close_date=close, probability=20, **link)
    version = 1
    for _ in range(t.chance.randrange(3)):
        version, at = version + 1, t.at(at, 15)
        t.tell("deal.stage_changed", key, at, customer, None, credits, version, stage_key="s2",
               probability=f"0.{t.chance.randrange(1, 10)}")  # fmt: skip
    if t.maybe(15):
        version, at = version + 1, t.at(at, 9)
        credits = t.credits()
        t.tell("deal.owner_changed", key, at, customer, None, credits, version)
    if t.maybe(60):
        version, at = version + 1, t.at(at, 25)
        t.tell(f"deal.{t.chance.choice(['won', 'lost'])}", key, at, customer, t.minor(), credits, version)
        if t.maybe(12):
            version, at = version + 1, t.at(at, 9)
            t.tell("deal.reopened", key, at, customer, None, credits, version)
    if t.maybe(15):
        t.tell("deal.updated", key, t.at(at, 6), customer, t.minor(), credits, version + 1, close_date=close)
    if t.maybe(4):
        t.tell("deal.deleted", key, t.at(at, 9), customer, None, (), version + 2)
    if t.maybe(4) and n:
        t.tell(
            "deal.merged", f"deal{n}", t.at(at, 9), None, None, (), version + 3, merged_ids=[f"deal{n - 1}"]
        )


def a_lead(t: Teller, n: int) -> None:
    """A lead, handed over, answered, accepted or rejected; some come from events or from customers."""
    at, key, customer = t.at(), f"l{n}", t.customer()
    fields: dict[str, object] = {"channel": t.chance.choice(["web", "event", "referral", "sales"])}
    fields |= {"event_ref": f"fair{n % 9}"} if t.maybe(50) else {}
    fields |= {"referrer_ref": t.chance.choice(t.customers)} if fields["channel"] == "referral" else {}
    fields |= {"reachable": False} if t.maybe(6) else {}
    fields |= {"in_segment": False} if t.maybe(6) else {}
    t.tell("lead.created", key, at, customer, version=1, **fields)
    if t.maybe(15):
        t.tell("lead.created", key, at, t.customer(), version=2, **fields)
    if t.maybe(10):
        t.tell("lead.converted", key, t.at(at, 9), customer, version=3, deal_ref=f"deal{n + 1}")
    if not t.maybe(80):
        return
    handed = t.at(at, 2)
    t.tell("lead.assigned", key, handed, customer, assignee_employee_id=t.person())
    if t.maybe(70):
        t.tell("activity.logged", f"call{n}", t.at(handed, 2), customer, version=1, lead_ref=key,
               kind=t.chance.choice(["call", "message"]), note="聊过")  # fmt: skip
    if t.maybe(70):
        t.tell(
            f"lead.{t.chance.choice(['accepted', 'accepted', 'rejected'])}", key, t.at(handed, 4), customer
        )
    if t.maybe(10):
        t.tell("lead.accepted", key, t.at(handed, 9), customer)


def an_activity(t: Teller, n: int) -> None:
    """A visit or a call, some without evidence, flagged, corrected or taken back, and what was logged of it."""
    at, key, customer = t.at(), f"a{n}", t.customer()
    fields: dict[str, object] = {"kind": t.chance.choice(["visit", "visit", "call", "message"])}
    fields |= {"duration_s": t.chance.randrange(300, 4_000), "note": t.chance.choice(["", "谈妥"])}
    fields |= {"evidence": [t.chance.choice(["geo", "photo"])]} if t.maybe(80) else {}
    fields |= {"flags": ["burst"]} if t.maybe(8) else {}
    fields |= {"joint": True} if t.maybe(5) else {}
    fields |= {"review": t.chance.choice(["accept", "exclude"])} if t.maybe(10) else {}
    t.tell("activity.logged", key, at, customer, version=1, **fields)
    if t.maybe(15):
        t.tell("activity.logged", key, at, t.customer(), version=2, **fields)
    if t.maybe(8):
        t.tell("activity.removed", key, t.at(at, 3), version=t.chance.choice([1, 3]))
        if t.maybe(30):
            t.tell("activity.logged", key, at, customer, version=4, **fields)
    log = {"activity": t.chance.choice(["joint_care", "event_support", ""]), "minutes": n % 240}
    written = t.at(at, t.chance.choice([1, 1, 3])).isoformat()
    accepted = {"accepted_by": [t.person()]} if t.maybe(30) else {}
    t.tell("worklog.logged", f"w{n}", at, customer, None, ((t.person(), WHOLE_BP),), 1, created_at=written,
           **log, **accepted)  # fmt: skip
    if t.maybe(10):
        t.tell("worklog.logged", f"w{n}", at, None, None, (), 2, activity="", minutes=0)


def a_quote(t: Teller, n: int) -> None:
    """A quote, at times revised, and a forecast of somebody's month."""
    at, customer = t.at(), t.customer()
    t.tell("quote.sent", f"q{n}", at, customer, t.minor(), version=1)
    if t.maybe(25):
        t.tell("quote.sent", f"q{n}x", t.at(at, 9), customer, t.minor(), version=1, revises=f"q{n}")
    month = Period.month_of(t.at().astimezone(CHINA_TIME).date())
    begins = datetime.combine(month.first_on, time(8, n % 60), CHINA_TIME) + timedelta(
        days=t.chance.randrange(-5, 2)
    )
    t.tell(
        "forecast.submitted", f"f{n}", begins, None, t.minor(), ((t.person(), WHOLE_BP),), 1, period=month.key
    )


def a_customer(t: Teller, n: int) -> None:
    """What is recorded about a customer: whose it is, and that it is another one's double, or gone."""
    at, customer = t.long_ago() if t.maybe(60) else t.at(), t.customers[n % len(t.customers)]
    owner = ((t.person(), WHOLE_BP),)
    place = {"position": "customer_success"} if t.maybe(30) else {}
    fields = {"name": t.chance.choice(["", "某公司"]), "phone_e164": t.chance.choice(["", "+8613800138000"])}
    t.tell("customer.upserted", customer, at, customer, None, owner, **fields, **place)
    if t.maybe(40):
        change = {"from": t.person(), **place}
        t.tell(
            "customer.owner_changed", customer, t.at(), customer, None, ((t.person(), WHOLE_BP),), **change
        )
    if t.maybe(12):
        t.tell(
            "customer.merged",
            customer,
            t.at(),
            customer,
            credits=(),
            merged_ids=[t.chance.choice(t.customers)],
        )
    if t.maybe(6):
        t.tell("customer.deleted", customer, t.at(), customer, credits=())
