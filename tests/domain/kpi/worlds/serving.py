"""What happens after a sale: answers, complaints, tickets and contracts of customers."""

from tests.domain.kpi.worlds.teller import Teller


def an_answer(t: Teller, n: int) -> None:
    """An invitation and its answer, of a customer or a colleague; some are revised, some removed."""
    at, customer = t.at(), t.customer()
    inner: dict[str, object] = {"internal": True, "rater_employee_id": t.person()} if t.maybe(50) else {}
    t.tell("survey.sent", f"i{n}", at, customer, version=1, count=t.chance.randrange(1, 4), **inner)
    marks = {"csat": t.chance.randrange(1, 6), "nps": t.chance.randrange(0, 11)}
    given = t.at(at, 6)
    t.tell("survey.responded", f"ans{n}", given, customer, **inner, **marks)
    if t.maybe(12):
        t.tell("survey.revised", f"ans{n}", t.at(given, 6), None, credits=(), csat=5, nps=3, **inner)
    if t.maybe(8):
        t.tell("survey.removed", f"ans{n}", t.at(given, 9), None, credits=())


def a_complaint(t: Teller, n: int) -> None:
    """A complaint and a ticket, and how they end."""
    at, customer = t.at(), t.customer()
    order = {"order_ref": f"o{n % 40}"} if t.maybe(70) else {}
    blame = {"responsible": t.chance.choice([["sales"], ["sales", "back_office"], ["back_office"]])}
    t.tell("complaint.opened", f"k{n}", at, customer, version=1, **order, **(blame if t.maybe(60) else {}))
    if t.maybe(30):
        t.tell("complaint.updated", f"k{n}", t.at(at, 1), customer, version=2, first_reply_s=n * 900, **blame)
    if t.maybe(70):
        solved = t.at(at, 9)
        t.tell(
            "complaint.resolved",
            f"k{n}",
            solved,
            customer,
            version=3,
            first_reply_s=t.chance.randrange(150_000),
        )
        if t.maybe(15):
            t.tell("complaint.reopened", f"k{n}", t.at(solved, 20), customer, version=4)
    t.tell("ticket.opened", f"t{n}", at, customer, version=1)
    replied = t.at(at, 2)
    if t.maybe(80):
        t.tell(
            "ticket.first_response", f"t{n}", replied, customer, version=2, assignee_employee_id=t.person()
        )
    if t.maybe(70):
        t.tell("ticket.closed", f"t{n}", t.at(replied, 5), customer, version=3)
        if t.maybe(15):
            t.tell("ticket.closed", f"t{n}", t.at(replied, 15), customer, version=4)


def a_subscription(t: Teller, n: int) -> None:
    """A contract that runs, grows, shrinks and ends."""
    at, key, customer = t.long_ago(), f"sub{n}", t.chance.choice(t.customers)
    credits = t.credits()
    due = str(t.at(t.at(), 30).date())
    t.tell("subscription.started", key, at, customer, t.minor(90_000), credits, renews_on=due, to="basic")
    steps = [
        ("upgraded", "basic", "pro"),
        ("downgraded", "pro", "basic"),
        ("renewed", "", ""),
        ("churned", "", ""),
    ]
    at = t.at()
    for change, before, after in t.chance.sample(steps, t.chance.randrange(3)):
        plan = {"from": before, "to": after} if after else {}
        t.tell(f"subscription.{change}", key, at, customer, t.minor(90_000), credits, **plan)
        at = t.at(at, 30)
