"""Take the month through its review: scores, job descriptions, declarations, decisions, results, objection, plan."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from infra.local.demo import marketing
from infra.local.demo.client import DemoFailed
from infra.local.demo.desk import Desk
from infra.local.demo.people import HR, OWNER, PEOPLE
from shared.domain.ids import digest32

OBJECTOR, CONTESTED = "李婷", "sales.new_customer_revenue_share"
IMPROVER, ACKNOWLEDGER, RETURNED = "陈浩", "李婷", "周洋"
MANAGER: Final = "王磊"
WAITING: Final = ("confirmed", "drafted")
"""States in which a form can be decided on: a drafted one only once its time for confirming is over."""
REVIEWED: Final = tuple(each for each in PEOPLE if each.access_role != "owner")
COMMENTS: Final = {
    "李婷": "产品体验日当天在外地拜访客户，没能到场；沙龙线索还在跟进。",
    "周洋": "有两单因客户验收推迟，预计下月签约。",
}
RETURN_WORDS = "请补充两单推迟验收的客户名称和预计签约日期，再提交一次。"
OBJECTION = (
    "本月客户沙龙移交的 18 条线索中有 6 条不属于目标行业，跟进后只成交 1 单，拉低了新客户销售额占比。"
    "leads 质量不高，希望市场调整活动的目标人群。"
)
ACTIONS: Final = (
    "每周一整理 60 天未下单的老客户名单",
    "每周回访 5 位老客户，记录补货时间",
    "对回访后两周未下单的客户提供试用装",
)


def is_scored(desk: Desk) -> bool:
    """Return whether everybody in review has a declaration, and so all records were there before."""
    return {each.name for each in REVIEWED} <= desk.forms().keys()


def compute_scores(desk: Desk) -> None:
    """Score the month, and make its reports as the night does."""
    desk.run("scores", period=desk.office.month.key)
    desk.run("reports", period=desk.office.month.key)


def describe_jobs(desk: Desk) -> int:
    """
    Draft a job description for everybody, publish the first version of each, and have one acknowledged.

    Returns how many were published now.
    """
    published = 0
    described = desk.api.every("/v1/job-descriptions", desk.office.hr)
    known = {each["person_id"] for each in described}
    if not {desk.office.ids[each.name] for each in REVIEWED} <= known:
        desk.run("job-descriptions")
    if desk.office.ids[OWNER] not in known:
        desk.post("/v1/job-descriptions", HR, "describe-owner", {"person_id": desk.office.ids[OWNER]})
    for each in desk.api.every("/v1/job-descriptions", desk.office.hr):
        path, owner = f"/v1/job-descriptions/{each['id']}", desk.office.name_of(each["person_id"])
        if each["number"] == 1 and each["state"] == "draft":
            desk.post(f"{path}/publish", HR, f"publish-{each['id']}")
            published += 1
        if each["number"] == 1 and each["state"] != "acknowledged" and owner == ACKNOWLEDGER:
            desk.post(f"{path}/acknowledge", ACKNOWLEDGER, "acknowledge")
    return published


def declare(desk: Desk) -> int:
    """Draft the declarations and let everybody confirm theirs; return how many did so now."""
    if not is_scored(desk):
        desk.run("declarations", period=desk.office.month.key)
    desk.run("deliver")
    drafted = {name: form["id"] for name, form in desk.forms().items() if form["state"] == "drafted"}
    for name, id in drafted.items():
        body = {"comment": COMMENTS[name]} if name in COMMENTS else {}
        # a form that lies too long goes to the manager as it is, and cannot be confirmed any more
        desk.post(f"/v1/declarations/{id}/confirm", name, "confirm", body, allow=(409,))
    return len(drafted)


def decide(desk: Desk) -> tuple[int, int]:
    """
    王磊 approves one by one and returns one; the owner approves the others together.

    Returns how many forms were decided one by one now, and how many together.
    """
    forms = {name: form for name, form in desk.forms().items() if form["state"] in WAITING}
    waiting = {each.name: each.manager for each in REVIEWED if each.name in forms}
    single = [name for name, manager in waiting.items() if manager == MANAGER]
    for name in single:
        _decide_one(desk, name, forms[name])
    together = [forms[name] for name, manager in waiting.items() if manager == OWNER]
    if together:
        _approve(desk, together)
    desk.run("deliver")
    return len(single), len(together)


def _decide_one(desk: Desk, name: str, form: dict[str, Any]) -> None:
    path, key = f"/v1/declarations/{form['id']}", form["id"]
    if name != RETURNED:
        desk.post(f"{path}/approve", MANAGER, f"approve-{key}", {})
    elif not any(step["action"] == "return" for step in form["history"]):
        desk.post(f"{path}/return", MANAGER, f"return-{key}", {"feedback": RETURN_WORDS})


def _approve(desk: Desk, forms: Sequence[dict[str, Any]]) -> None:
    seen = digest32(16, *(f"{form['id']}:{form['version']}" for form in forms))
    wanted = {"ids": [form["id"] for form in forms]}
    answer = desk.post("/v1/declarations/approve", OWNER, f"approve-{seen}", wanted)
    refused = [each["problem"]["detail"] for each in answer["items"] if each["status"] == "refused"]
    if refused:
        raise DemoFailed(f"批量审批未通过：{refused[0]}", "a bulk approval was refused")


def read_results(desk: Desk) -> int:
    """Let everybody open their inbox and mark their result as read; return how many did so now."""
    read = 0
    for person in PEOPLE:
        for each in list(desk.api.every("/v1/inbox", desk.office.tokens[person.name])):
            if each["topic"] == "declaration.approved" and each["read_at"] is None:
                desk.post(f"/v1/inbox/{each['id']}/read", person.name, f"read-{each['id']}")
                read += 1
    return read


def contest(desk: Desk) -> None:
    """李婷 objects to one KPI of her result."""
    form = desk.forms()[OBJECTOR]
    if form["state"] != "delivered" or any(step["action"] == "object" for step in form["history"]):
        return
    claim = {
        "kpi": CONTESTED,
        "claim": "external_cause",
        "reason": OBJECTION,
        "evidence": [marketing.event_id(desk.office.month, "salon")],
    }
    # the window may be over by the time that an interrupted run is taken up again
    desk.post(f"/v1/declarations/{form['id']}/object", OBJECTOR, "object", claim, allow=(409,))


def improve(desk: Desk) -> None:
    """陈浩 commits to a plan for the KPI that cost him most."""
    token, month = desk.office.tokens[IMPROVER], desk.office.month
    if any(each["period"] == month.key for each in desk.api.every("/v1/improvement-plans", token)):
        return
    line = costliest(desk.forms()[IMPROVER]["lines"])
    if line is None:
        return
    due_on = max(month.period.until_on + timedelta(days=60), desk.today + timedelta(days=30))
    plan = {
        "period": month.key,
        "kpi": line["kpi"],
        "target": _agreed_target(desk, IMPROVER, line["kpi"]),
        "due_on": due_on.isoformat(),
        "actions": list(ACTIONS),
    }
    desk.post("/v1/improvement-plans", IMPROVER, f"improve-{due_on}", plan)


def costliest(lines: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the line on which most points were lost; None if none was."""
    lost = [each for each in lines if Decimal(each["lost"] or 0) > 0]
    return max(lost, key=lambda each: Decimal(each["lost"]), default=None)


def _agreed_target(desk: Desk, name: str, kpi: str) -> str:
    """Return the target as it stands in the person's job description, such as ≥25%."""
    described = desk.api.every("/v1/job-descriptions", desk.office.tokens[name])
    own = next(each for each in described if each["person_id"] == desk.office.ids[name])
    return str(next(line["target"] for line in own["kpis"] if line["kpi"] == kpi))
