"""A company in the middle of its review: something of everything, each marked with the company's own canary."""

from dataclasses import dataclass
from typing import Any

from tests.api.companies import ROSTER, Connection, House, Running, an_order
from tests.api.planted_weeks import PLANTED, tell

MONTH = "2026-03"
A_PHOTO = {"content_type": "image/jpeg", "bytes": 1000}


@dataclass(frozen=True)
class Things:
    """Ids of one company's things, by what they are there for."""

    house: House
    connection: Connection
    event: str
    person: str
    log: str
    log_to_edit: str
    log_to_delete: str
    template_to_delete: str
    photo: str
    kind: str
    duty: str
    position: str
    form_to_read: str
    form_to_withdraw: str
    form_to_confirm: str
    form_to_approve: str
    form_to_approve_with_others: str
    form_to_return: str
    form_to_object_to: str
    objection: str
    discrepancy: str
    discrepancy_to_decide: str
    discrepancy_to_second: str
    description: str
    description_to_edit: str
    description_to_publish: str
    description_to_acknowledge: str
    message: str
    own_kpi: str
    goal: str
    goal_to_publish: str
    goal_to_withdraw: str
    advice: str
    direction_template: str
    direction_switch: str

    @property
    def error(self) -> str:
        """The code of an error."""
        return "resource.not_found"

    @property
    def connection_id(self) -> str:
        """The id of the company's connection."""
        return self.connection.id

    @property
    def goal_month(self) -> str:
        """The goal with a month of it, as they stand in a path."""
        return f"{self.goal}/months/2026-07"

    @property
    def goal_proposal(self) -> str:
        """The goal with the person who proposes other figures, as they stand in a path."""
        return f"{self.goal}/{self.house.people['陈浩']}"

    @property
    def template_version(self) -> str:
        """The version of the company's template, 0 while it has none."""
        return str(done(self.house.as_("林晓").get("/v1/job-description-template"))["version"])

    @property
    def plans_version(self) -> str:
        """The version of the company's plans as they now are."""
        return str(done(self.house.as_("林晓").get("/v1/direction"))["version"])

    @property
    def company_version(self) -> str:
        """The version of the company's settings as they now are."""
        return str(done(self.house.as_("林晓").get("/v1/company"))["version"])


def populate(running: Running, canary: str, unseen: str) -> Things:
    """Make a company whose texts all hold `canary` and whose people may never see `unseen`."""
    house = running.found("同名商贸", unseen=(unseen,))
    logs = [
        house.log_work(name, customer=f"客户 {canary}", text=f"拜访 {canary}", minutes=minutes)
        for name in ("李婷", "陈浩", "孙倩")
        for minutes in (30, 60, 90)
    ]
    connection = house.connect()
    for number in range(4):
        reply = connection.deliver(
            an_order(f"{canary}-{number}", timestamp=f"2026-03-{number + 2:02}T10:00:00Z")
        )
        assert reply.status == 200
    house.settle()
    for job in ("scores", "reports", "declarations"):
        house.job(job, period=MONTH)
    house.job("deliver")
    done(house.as_("林晓").post("/v1/control-totals", a_total(connection.id, "2026-03-03")))
    orders = done(house.as_("林晓").get("/v1/events", month=MONTH, type="order.paid"))["items"]
    forms = {name: form["id"] for name, form in house.forms().items()}
    _review(house, forms, canary)
    descriptions = _describe(house)
    objection = _object(house, forms["赵强"], canary)
    _plan(house, canary)
    differing = _come_late(house, canary)
    inbox = house.as_("李婷").get("/v1/inbox").body["items"]
    return Things(
        house=house,
        connection=connection,
        event=orders[0]["id"],
        person=house.people["李婷"],
        log=logs[0]["id"],
        log_to_edit=logs[1]["id"],
        log_to_delete=logs[2]["id"],
        template_to_delete=_template(house, canary),
        photo=str(done(house.as_("李婷").post("/v1/work-log-photos", A_PHOTO))["id"]),
        kind=_added(house, "kinds", name_zh=f"自定类型{canary}"),
        duty=_added(house, "duties", name_zh=f"自定职责{canary}", kinds=["order_handling"], position="sales"),
        position=_added(house, "positions", name_zh=f"自定岗位{canary}"),
        form_to_read=forms["李婷"],
        form_to_withdraw=forms["冯雪"],
        form_to_confirm=forms["郑凯"],
        form_to_approve=forms["陈浩"],
        form_to_approve_with_others=forms["王磊"],
        form_to_return=forms["吴敏"],
        form_to_object_to=forms["孙倩"],
        objection=objection,
        discrepancy=differing["郑凯"],
        discrepancy_to_decide=differing["陈浩"],
        discrepancy_to_second=differing["赵强"],
        description=descriptions["李婷"],
        description_to_edit=descriptions["孙倩"],
        description_to_publish=descriptions["李婷"],
        description_to_acknowledge=descriptions["陈浩"],
        message=inbox[0]["id"],
        goal=_aim(house, canary),
        goal_to_publish=_drafted(house, canary, "2026-Q4"),
        goal_to_withdraw=_drafted(house, canary, "2026-Q4"),
        advice=_advised(house, canary),
        own_kpi=str(done(house.as_("林晓").post("/v1/kpis", an_own_kpi(f"报价数 {canary}")))["id"]),
        direction_template=str(
            done(house.as_("林晓").post("/v1/direction/templates", a_direction(f"深耕 {canary}")))["id"]
        ),
        direction_switch=_switch(house, canary),
    )


def _review(house: House, forms: dict[str, str], canary: str) -> None:
    """Everybody but 李婷 and 郑凯 confirms; 孙倩, 赵强 and 冯雪 have their results."""
    for name, form in forms.items():
        if name not in ("李婷", "郑凯"):
            done(house.as_(name).post(f"/v1/declarations/{form}/confirm", {"comment": f"已核对 {canary}"}))
    for name, by in (("孙倩", "王磊"), ("赵强", "王磊"), ("冯雪", "何静")):
        decision = {"feedback": f"不错 {canary}"}
        done(house.as_(by).post(f"/v1/declarations/{forms[name]}/approve", decision))
    house.job("deliver")


def _object(house: House, form: str, canary: str) -> str:
    claim = {"kpi": "sales.repurchase_rate", "claim": "data_wrong", "reason": f"漏单 {canary}"}
    return str(done(house.as_("赵强").post(f"/v1/declarations/{form}/object", claim))["id"])


def _come_late(house: House, canary: str) -> dict[str, str]:
    """Three people's orders arrive after their month was declared; HR asks to open that of 赵强 again."""
    house.connect().deliver(
        [
            an_order(
                f"{canary}-{name}-{day}",
                owner={"id": house.people[name]},
                timestamp=f"2026-03-{day}T10:00:00Z",
            )
            for name in ("郑凯", "陈浩", "赵强")
            for day in (10, 11, 12)
        ]
    )
    house.settle()
    house.job("scores")
    names = {id_: name for name, id_ in house.people.items()}
    items = done(house.as_("林晓").get("/v1/discrepancies", period=MONTH, limit=100))["items"]
    found = {names[each["person_id"]]: str(each["id"]) for each in items}
    choice = {"choice": "reopen", "reason": f"补录 {canary}", "version": 1}
    done(house.as_("林晓").post(f"/v1/discrepancies/{found['赵强']}/decide", choice))
    return found


def _describe(house: House) -> dict[str, str]:
    """Everybody with logs has a description; that of 陈浩 is published."""
    names = {id_: name for name, id_ in house.people.items()}
    made = done(house.as_("林晓").post("/v1/job-descriptions", {}))["items"]
    found = {names[each["person_id"]]: str(each["id"]) for each in made}
    done(house.as_("林晓").post(f"/v1/job-descriptions/{found['陈浩']}/publish"))
    return found


def _template(house: House, canary: str) -> str:
    wanted = {"name": f"模板 {canary}", "kind": "customer_care", "activity": "key_account", "minutes": 30}
    return str(done(house.as_("李婷").post("/v1/work-log-templates", wanted))["id"])


def _added(house: House, sort: str, **entry: Any) -> str:
    return str(done(house.as_("林晓").post(f"/v1/duty-catalogue/{sort}", entry))["id"])


def _plan(house: House, canary: str) -> None:
    done(house.as_("李婷").post("/v1/improvement-plans", an_improvement(f"每周回访 {canary}")))
    done(house.as_("林晓").post("/v1/plans", a_plan(f"说明 {canary}")))


def _aim(house: House, canary: str) -> str:
    """A goal of the third quarter is published, and 陈浩 proposes another figure."""
    goal = _drafted(house, canary, "2026-Q3")
    done(house.as_("林晓").post(f"/v1/goals/{goal}/publish", {"version": 1}))
    done(house.as_("陈浩").post(f"/v1/personal-targets/{goal}/propose", a_proposal(f"产假 {canary}")))
    return goal


def _drafted(house: House, canary: str, period: str) -> str:
    return str(done(house.as_("林晓").post("/v1/goals", a_goal(period, f"冲刺 {canary}")))["id"])


def _switch(house: House, canary: str) -> str:
    """Marketing is switched: a position that nobody holds, so nobody is told."""
    client = house.as_("林晓")
    pins = [{"position": "marketing", "kpi": "mkt.valid_leads", "percent": 50}]
    wanted = {"pins": pins, "from": "2026-05-04", "reason": f"先做线索 {canary}"}
    version = done(client.get("/v1/direction"))["version"]
    return str(done(client.post("/v1/direction/switch", {**wanted, "version": version}))["switch"]["id"])


def _advised(house: House, canary: str) -> str:
    """The owner, whom nobody scores, visits more and more customers and sells no more, while the shop grows."""
    tell(house, PLANTED.newest(14), by="周敏", mark=canary)
    house.job("advice")
    (open_one,) = done(house.as_("林晓").get("/v1/advice", state="open"))["items"]
    return str(open_one["id"])


def a_goal(period: str = "2026-Q4", note: str = "冲刺") -> dict[str, Any]:
    """Return a goal of new customers."""
    return {
        "kpi": "sales.new_customers",
        "period": period,
        "target": "300",
        "rule": {"cap_bp": None},
        "note": note,
    }


def a_proposal(reason: str = "七月休假") -> dict[str, Any]:
    """Return another figure for July."""
    return {"months": [{"month": "2026-07", "target": "1"}], "reason": reason}


def a_direction(name: str) -> dict[str, Any]:
    """Return a direction of a company's own."""
    return {
        "name_zh": name,
        "pins": [{"position": "sales", "kpi": "sales.repurchase_rate", "percent": 45}],
    }


def a_total(connection_id: str, day: str, count: int = 1) -> dict[str, Any]:
    """Return what a source's own report says of the orders of a day."""
    return {"connection_id": connection_id, "day": day, "type": "order.paid", "count": count}


def an_own_kpi(name: str, **changes: Any) -> dict[str, Any]:
    """Return a KPI that counts quotes."""
    return {
        "name_zh": name,
        "measures": [{"name": "报价", "aggregate": "count", "event_types": ["quote.sent"]}],
        "formula": "报价",
        "target": "10",
        "direction": "higher",
        **changes,
    }


def an_improvement(action: str = "每周回访三位老客户") -> dict[str, Any]:
    """Return what somebody commits to."""
    return {
        "period": MONTH,
        "kpi": "sales.repurchase_rate",
        "target": "30%",
        "due_on": "2026-05-31",
        "actions": [action],
    }


def a_plan(note: str = "二季度方案", **changes: Any) -> dict[str, Any]:
    """Return a plan version that HR could publish."""
    weights = {
        "sales.new_customer_revenue_share": 4000,
        "sales.repurchase_rate": 4000,
        "sales.cycle_days": 2000,
    }
    lines = [{"kpi": kpi, "weight_bp": weight} for kpi, weight in weights.items()]
    return {"position": "sales", "from": "2026-05-01", "lines": lines, "note": note, **changes}


def done(reply: Any) -> dict[str, Any]:
    """Return the body of an answer that has to be a good one."""
    assert reply.status in (200, 201), reply.raw
    return dict(reply.body)


def named(role: str) -> str:
    """Return somebody of an access role."""
    return next(name for name, (held, _) in reversed(ROSTER.items()) if held == role)
