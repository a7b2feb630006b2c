"""Who may do what: every operation of the document against no token, broken ones, lower roles, colleagues, others."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.adapters import tokens
from tests.api.client import Client, Reply
from tests.api.companies import Running, a_log
from tests.api.populated import (
    MONTH,
    Things,
    a_direction,
    a_goal,
    a_plan,
    a_proposal,
    a_total,
    an_improvement,
    an_own_kpi,
    populate,
)

CANARIES = ("渡鸦-7QA1F", "渡鸦-9ZB4K")
SOMEBODY = {"employee": "冯雪", "manager": "王磊", "hr": "林晓", "owner": "周敏", "auditor": "顾平"}
EVERYBODY = frozenset(SOMEBODY)
MEMBERS = EVERYBODY - {"auditor"}
LEADERS = frozenset({"manager", "hr", "owner"})
HR_AND_OWNER = frozenset({"hr", "owner"})
AUDITING = HR_AND_OWNER | {"auditor"}
Query = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """
    How an operation is called, who may, and who may not although their access role could.

    `about` is the thing whose id is aimed at: in the path, or where `query` and `body` put it. `strangers` are
    people of the same company to whom that thing is not there (404) or not theirs to decide (403).
    """

    open_to: frozenset[str] | None
    by: str = "林晓"
    status: int = 200
    about: str | None = None
    query: Callable[[str], Query] = lambda id_: {}
    body: Callable[[str], Any] | None = None
    strangers: Mapping[str, int] = field(default_factory=dict)


def of_month(id_: str) -> Query:
    return {"month": MONTH}


def of_period(id_: str) -> Query:
    return {"period": MONTH}


def of_person(id_: str) -> Query:
    return {"person_id": id_}


def nothing(id_: str) -> Any:
    return {}


OUTSIDERS = {"冯雪": 404, "何静": 404}
"""An employee and a manager of another team."""
OBJECTION = {"kpi": "sales.repurchase_rate", "claim": "data_wrong", "reason": "漏了一单"}
TEMPLATE = {"name": "老客户回访", "kind": "customer_care", "activity": "key_account", "minutes": 30}
NEWCOMER = {
    "name": "新人",
    "access_role": "employee",
    "positions": [{"position": "marketing", "share_bp": 10_000}],
}
TABLE: Mapping[str, Row] = {
    "GET /healthz": Row(None),
    "GET /openapi.json": Row(None),
    "GET /problems/{code}": Row(None, about="error"),
    "POST /v1/in/{vendor}/{connection_id}": Row(None, about="connection"),
    "GET /v1/me": Row(EVERYBODY, "李婷"),
    "GET /v1/company": Row(HR_AND_OWNER),
    "PATCH /v1/company": Row(
        HR_AND_OWNER,
        about="company_version",
        body=lambda version: {"version": int(version), "week_start": 7},
    ),
    "GET /v1/people": Row(HR_AND_OWNER),
    "POST /v1/people": Row(
        HR_AND_OWNER, status=201, about="person", body=lambda id_: {**NEWCOMER, "manager_id": id_}
    ),
    "GET /v1/people/{person_id}": Row(HR_AND_OWNER, about="person"),
    "PATCH /v1/people/{person_id}": Row(
        HR_AND_OWNER, about="person", body=lambda id_: {"version": 1, "language": "en"}
    ),
    "GET /v1/work-logs": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"month": MONTH, "person_id": id_},
        strangers=OUTSIDERS,
    ),
    "POST /v1/work-logs": Row(MEMBERS, "李婷", 201, body=lambda id_: a_log()),
    "POST /v1/work-logs/batch": Row(MEMBERS, "李婷", body=lambda id_: {"items": [a_log()]}),
    "GET /v1/work-logs/{log_id}": Row(EVERYBODY, "王磊", about="log", strangers=OUTSIDERS),
    "PATCH /v1/work-logs/{log_id}": Row(
        MEMBERS,
        "李婷",
        about="log_to_edit",
        body=lambda id_: {"version": 1, "minutes": 75},
        strangers={**OUTSIDERS, "王磊": 404, "林晓": 404},
    ),
    "DELETE /v1/work-logs/{log_id}": Row(
        MEMBERS, "李婷", about="log_to_delete", strangers={**OUTSIDERS, "王磊": 404, "林晓": 404}
    ),
    "POST /v1/work-logs/{log_id}/review": Row(
        LEADERS,
        "王磊",
        about="log",
        body=lambda id_: {"verdict": "exclude", "reason": "客户说没有来过"},
        strangers={"何静": 404},
    ),
    "GET /v1/work-logs/{log_id}/standing": Row(EVERYBODY, "王磊", about="log", strangers=OUTSIDERS),
    "GET /v1/work-logs/{log_id}/history": Row(EVERYBODY, "王磊", about="log", strangers=OUTSIDERS),
    "GET /v1/work-log-signals": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"month": MONTH, "person_id": id_},
        strangers=OUTSIDERS,
    ),
    "GET /v1/work-logs/drafts/repeat": Row(MEMBERS, "李婷"),
    "POST /v1/work-logs/drafts/line": Row(MEMBERS, "李婷", body=lambda id_: {"text": "拜访远山机电 30分钟"}),
    "POST /v1/work-logs/drafts/activity": Row(MEMBERS, "李婷", body=lambda id_: {"text": "拜访新客户"}),
    "GET /v1/work-log-templates": Row(MEMBERS, "李婷"),
    "POST /v1/work-log-templates": Row(MEMBERS, "李婷", 201, body=lambda id_: TEMPLATE),
    "DELETE /v1/work-log-templates/{template_id}": Row(
        MEMBERS,
        "李婷",
        about="template_to_delete",
        strangers={**OUTSIDERS, "王磊": 404, "林晓": 404},
    ),
    "POST /v1/work-log-photos": Row(
        MEMBERS, "李婷", 201, body=lambda id_: {"content_type": "image/jpeg", "bytes": 1000}
    ),
    "GET /v1/work-log-photos/{photo_id}": Row(EVERYBODY, "王磊", about="photo", strangers=OUTSIDERS),
    "GET /v1/duty-catalogue": Row(EVERYBODY, "李婷"),
    "POST /v1/duty-catalogue/kinds": Row(HR_AND_OWNER, status=201, body=lambda id_: {"name_zh": "内部培训"}),
    "PATCH /v1/duty-catalogue/kinds/{kind_id}": Row(
        HR_AND_OWNER, about="kind", body=lambda id_: {"retired": True}
    ),
    "POST /v1/duty-catalogue/positions": Row(
        HR_AND_OWNER, status=201, body=lambda id_: {"name_zh": "直播运营"}
    ),
    "PATCH /v1/duty-catalogue/positions/{position_id}": Row(
        HR_AND_OWNER, about="position", body=lambda id_: {"retired": True}
    ),
    "POST /v1/duty-catalogue/duties": Row(
        HR_AND_OWNER, status=201, body=lambda id_: {"name_zh": "直播带货", "kinds": ["campaign_work"]}
    ),
    "PATCH /v1/duty-catalogue/duties/{duty_id}": Row(
        HR_AND_OWNER, about="duty", body=lambda id_: {"core": True}
    ),
    "POST /v1/duty-catalogue/words": Row(
        HR_AND_OWNER, body=lambda id_: {"words": "跑客户", "duty": "new_visit"}
    ),
    "GET /v1/people/{person_id}/profile": Row(EVERYBODY, "王磊", about="person", strangers=OUTSIDERS),
    "GET /v1/customers/timeline": Row(
        frozenset({"hr", "owner", "auditor"}), "林晓", query=lambda id_: {"customer": "远山机电"}
    ),
    "POST /v1/reports": Row(
        EVERYBODY,
        "王磊",
        201,
        about="person",
        body=lambda id_: {"report": "work_distribution", "format": "csv", "person_id": id_},
        strangers=OUTSIDERS,
    ),
    "POST /v1/duty-matrix/decisions": Row(
        HR_AND_OWNER,
        about="person",
        body=lambda id_: {
            "person_id": id_,
            "duty": "errand",
            "class": "auxiliary",
            "reason": "老板交办，本季度必须完成",
        },
    ),
    "GET /v1/work-distribution": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"person_id": id_, "from": "2026-03-01", "to": "2026-04-01"},
        strangers=OUTSIDERS,
    ),
    "GET /v1/duty-matrix": Row(LEADERS, "王磊"),
    "GET /v1/job-descriptions": Row(EVERYBODY, "王磊", about="person", query=of_person, strangers=OUTSIDERS),
    "POST /v1/job-descriptions": Row(HR_AND_OWNER, status=201, about="person", body=of_person),
    "GET /v1/job-descriptions/{job_description_id}": Row(
        EVERYBODY, "王磊", about="description", strangers=OUTSIDERS
    ),
    "POST /v1/job-descriptions/{job_description_id}/publish": Row(
        HR_AND_OWNER, about="description_to_publish"
    ),
    "POST /v1/job-descriptions/{job_description_id}/acknowledge": Row(
        MEMBERS, "陈浩", about="description_to_acknowledge", strangers={**OUTSIDERS, "王磊": 404, "林晓": 404}
    ),
    "PATCH /v1/job-descriptions/{job_description_id}": Row(
        HR_AND_OWNER, about="description_to_edit", body=lambda id_: {"version": 1, "purpose": "开拓新市场"}
    ),
    "GET /v1/job-descriptions/{job_description_id}/changes": Row(
        EVERYBODY, "王磊", about="description", strangers=OUTSIDERS
    ),
    "GET /v1/job-description-template": Row(HR_AND_OWNER),
    "PUT /v1/job-description-template": Row(
        HR_AND_OWNER,
        about="template_version",
        body=lambda version: {
            "version": int(version),
            "file_name": "自己的模板.docx",
            "content_base64": base64.b64encode(STANDARD_DOCX.read_bytes()).decode(),
        },
    ),
    "DELETE /v1/job-description-template": Row(
        HR_AND_OWNER, about="template_version", query=lambda version: {"version": version}
    ),
    "GET /v1/kpis": Row(EVERYBODY, "李婷"),
    "GET /v1/measures": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"kpi": "net_sales", "subject": id_, "period": "2026-Q1"},
        strangers=OUTSIDERS,
    ),
    "GET /v1/measures/records": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"kpi": "net_sales", "subject": id_, "period": MONTH},
        strangers=OUTSIDERS,
    ),
    "GET /v1/measures/people": Row(
        EVERYBODY, "李婷", query=lambda id_: {"kpi": "sales.revenue", "period": MONTH}
    ),
    "GET /v1/market-events": Row(EVERYBODY, "李婷", query=of_month),
    "GET /v1/events": Row(AUDITING, query=of_month),
    "GET /v1/events/{event_id}": Row(EVERYBODY, "王磊", about="event", strangers=OUTSIDERS),
    "GET /v1/sources": Row(AUDITING, query=of_month),
    "GET /v1/control-totals": Row(AUDITING, query=of_month),
    "POST /v1/control-totals": Row(
        HR_AND_OWNER, status=201, about="connection_id", body=lambda id_: a_total(id_, "2026-03-02")
    ),
    "POST /v1/control-totals/withdraw": Row(
        HR_AND_OWNER,
        about="connection_id",
        body=lambda id_: {
            "connection_id": id_,
            "day": "2026-03-03",
            "type": "order.paid",
            "version": 1,
        },
    ),
    "POST /v1/kpis": Row(HR_AND_OWNER, status=201, body=lambda id_: an_own_kpi("每月报价数")),
    "POST /v1/kpis/dry-run": Row(HR_AND_OWNER, body=lambda id_: an_own_kpi("每周报价数")),
    "PATCH /v1/kpis/{kpi_id}": Row(
        HR_AND_OWNER, about="own_kpi", body=lambda id_: {"version": 1, "retired": True}
    ),
    "GET /v1/plans": Row(HR_AND_OWNER),
    "POST /v1/plans": Row(
        HR_AND_OWNER,
        status=201,
        about="person",
        body=lambda id_: {**a_plan(), "position": None, "person_id": id_},
    ),
    "GET /v1/review-telemetry": Row(AUDITING, query=of_period),
    "GET /v1/direction": Row(HR_AND_OWNER),
    "POST /v1/direction/preview": Row(
        HR_AND_OWNER, body=lambda id_: {"template": "online", "from": "2026-06-01"}
    ),
    "POST /v1/direction/switch": Row(
        HR_AND_OWNER,
        about="plans_version",
        body=lambda version: {"template": "online", "from": "2026-06-01", "version": int(version)},
    ),
    "POST /v1/direction/switches/{switch_id}/undo": Row(
        HR_AND_OWNER, about="direction_switch", body=lambda id_: {"reason": "先不做"}
    ),
    "GET /v1/direction/templates": Row(HR_AND_OWNER),
    "POST /v1/direction/templates": Row(HR_AND_OWNER, status=201, body=lambda id_: a_direction("直播优先")),
    "POST /v1/direction/templates/{template_id}/retire": Row(
        HR_AND_OWNER, about="direction_template", body=lambda id_: {"version": 1}
    ),
    "GET /v1/goals": Row(LEADERS | AUDITING, "王磊"),
    "POST /v1/goals": Row(HR_AND_OWNER, status=201, body=lambda id_: a_goal()),
    "GET /v1/goals/{goal_id}": Row(LEADERS | AUDITING, "王磊", about="goal"),
    "POST /v1/goals/{goal_id}/publish": Row(
        HR_AND_OWNER, about="goal_to_publish", body=lambda id_: {"version": 1}
    ),
    "POST /v1/goals/{goal_id}/withdraw": Row(
        HR_AND_OWNER, about="goal_to_withdraw", body=lambda id_: {"version": 1, "reason": "口径写错了"}
    ),
    "POST /v1/goals/{goal_id}/months/{month}/rebalance": Row(
        LEADERS,
        status=422,  # who has no part is looked at behind all that is tried here
        about="goal_month",
        body=lambda id_: {
            "version": 1,
            "targets": [{"person_id": "per_nobody", "target": "1"}],
            "reason": "大客户换人负责",
        },
        strangers={"何静": 403},
    ),
    "GET /v1/goals/{goal_id}/derived": Row(AUDITING, about="goal"),
    "GET /v1/personal-targets": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"person_id": id_, "month": "2026-07"},
        strangers=OUTSIDERS,
    ),
    "POST /v1/personal-targets/{goal_id}/accept": Row(MEMBERS, "李婷", about="goal", strangers={"周敏": 404}),
    "POST /v1/personal-targets/{goal_id}/propose": Row(
        MEMBERS, "孙倩", about="goal", body=lambda id_: a_proposal(), strangers={"周敏": 404}
    ),
    "POST /v1/personal-targets/{goal_id}/{person_id}/decide": Row(
        LEADERS,
        "王磊",
        about="goal_proposal",
        body=lambda id_: {"decision": "decline", "reason": "按原计划"},
        strangers={"何静": 404},
    ),
    "GET /v1/target-proposals": Row(
        LEADERS,
        "王磊",
        about="person",
        query=lambda id_: {"kpi": "sales.revenue", "person_id": id_},
        strangers={"何静": 404},
    ),
    "GET /v1/attainability": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"kpi": "sales.revenue", "person_id": id_, "target": "1000", "period": "2026-04"},
        strangers=OUTSIDERS,
    ),
    "GET /v1/performance-reports": Row(EVERYBODY, query=of_period),
    "GET /v1/performance-reports/{person_id}": Row(
        EVERYBODY, "王磊", about="person", query=of_period, strangers=OUTSIDERS
    ),
    "GET /v1/scores": Row(EVERYBODY, query=of_period),
    "POST /v1/scores/{person_id}/what-if": Row(
        EVERYBODY,
        "王磊",
        about="person",
        body=lambda id_: {"period": MONTH, "changes": [{"add": {"type": "order.paid", "count": 2}}]},
        strangers=OUTSIDERS,
    ),
    "GET /v1/scores/{person_id}": Row(
        EVERYBODY, "王磊", about="person", query=of_period, strangers=OUTSIDERS
    ),
    "GET /v1/scores/{person_id}/records": Row(
        EVERYBODY,
        "王磊",
        about="person",
        query=lambda id_: {"period": MONTH, "kpi": "sales.repurchase_rate"},
        strangers=OUTSIDERS,
    ),
    "GET /v1/scores/{person_id}/replay": Row(
        EVERYBODY, "王磊", about="person", query=of_period, strangers=OUTSIDERS
    ),
    "GET /v1/discrepancies": Row(EVERYBODY, query=of_period),
    "GET /v1/discrepancies/{discrepancy_id}": Row(
        EVERYBODY, "王磊", about="discrepancy", strangers=OUTSIDERS
    ),
    "POST /v1/discrepancies/{discrepancy_id}/decide": Row(
        HR_AND_OWNER,
        about="discrepancy_to_decide",
        body=lambda id_: {"choice": "ignore", "reason": "金额很小，保持不变", "version": 1},
    ),
    "POST /v1/discrepancies/{discrepancy_id}/second": Row(
        LEADERS,
        "王磊",
        about="discrepancy_to_second",
        body=lambda id_: {"agree": True},
        strangers={"何静": 404, "林晓": 403},
    ),
    "GET /v1/declarations": Row(EVERYBODY, query=of_period),
    "GET /v1/declarations/{declaration_id}": Row(
        EVERYBODY, "王磊", about="form_to_read", strangers=OUTSIDERS
    ),
    "POST /v1/declarations/{declaration_id}/confirm": Row(
        MEMBERS,
        "郑凯",
        about="form_to_confirm",
        body=nothing,
        strangers={**OUTSIDERS, "王磊": 404, "林晓": 404},
    ),
    "POST /v1/declarations/{declaration_id}/approve": Row(
        LEADERS, "王磊", about="form_to_approve", body=nothing, strangers={"何静": 403, "林晓": 403}
    ),
    "POST /v1/declarations/{declaration_id}/return": Row(
        LEADERS,
        "王磊",
        about="form_to_return",
        body=lambda id_: {"feedback": "请补充"},
        strangers={"何静": 403, "林晓": 403},
    ),
    "POST /v1/declarations/{declaration_id}/undo": Row(
        LEADERS,
        "王磊",
        status=409,  # nobody has decided on it, which is looked at behind all that is tried here
        about="form_to_read",
        body=nothing,
        strangers={"何静": 403, "林晓": 403},
    ),
    "POST /v1/declarations/{declaration_id}/withdraw-approval": Row(
        LEADERS,
        "何静",
        about="form_to_withdraw",
        body=lambda id_: {"reason": "看错了人"},
        strangers={"王磊": 403, "林晓": 403},
    ),
    "POST /v1/declarations/approve": Row(
        LEADERS, "周敏", about="form_to_approve_with_others", body=lambda id_: {"ids": [id_]}
    ),
    "POST /v1/declarations/{declaration_id}/object": Row(
        MEMBERS,
        "孙倩",
        201,
        about="form_to_object_to",
        body=lambda id_: OBJECTION,
        strangers={**OUTSIDERS, "王磊": 404, "林晓": 404},
    ),
    "GET /v1/objections/{objection_id}": Row(EVERYBODY, "王磊", about="objection", strangers=OUTSIDERS),
    "GET /v1/improvement-plans": Row(EVERYBODY, "王磊", about="person", query=of_person, strangers=OUTSIDERS),
    "POST /v1/improvement-plans": Row(MEMBERS, "李婷", 201, body=lambda id_: an_improvement()),
    "GET /v1/advice": Row(HR_AND_OWNER),
    "GET /v1/advice/{advice_id}": Row(HR_AND_OWNER, about="advice"),
    "POST /v1/advice/{advice_id}/accept": Row(HR_AND_OWNER, about="advice", body=nothing),
    "POST /v1/advice/{advice_id}/reject": Row(
        HR_AND_OWNER,
        status=409,  # one piece is open at a time, and it was accepted in the row before
        about="advice",
        body=lambda id_: {"reason": "先观察一个月"},
    ),
    "GET /v1/monitor": Row(HR_AND_OWNER),
    "GET /v1/inbox": Row(EVERYBODY, "李婷"),
    "POST /v1/inbox/{message_id}/read": Row(
        EVERYBODY, "李婷", about="message", strangers={"陈浩": 404, "王磊": 404, "林晓": 404}
    ),
    "POST /v1/inbox/read-all": Row(EVERYBODY, "李婷", body=nothing),
}
"""One row an operation; a new operation needs one."""
STANDARD_DOCX = Path(__file__).parents[2] / "shared" / "adapters" / "documents" / "job_description.docx"
KEYLESS = {
    "/v1/work-logs",
    "/v1/work-logs/batch",
    "/v1/work-logs/drafts/line",
    "/v1/work-logs/drafts/activity",
    "/v1/scores/{person_id}/what-if",
    "/v1/direction/preview",
}
"""POSTs without an Idempotency-Key: a log has a key of its own, and a draft changes nothing."""
GUARDED = [route for route, row in TABLE.items() if row.open_to is not None]
AIMED = [
    route
    for route in GUARDED
    if TABLE[route].about
    and not TABLE[route].about.endswith("_version")
    and route != "POST /v1/declarations/approve"
]


@pytest.fixture(scope="module")
def world(running: Running) -> tuple[Things, Things]:
    """Two companies of one name with the same people and data; each text of one holds its own canary."""
    first = populate(running, CANARIES[0], unseen=CANARIES[1])
    second = populate(running, CANARIES[1], unseen=CANARIES[0])
    return first, second


@pytest.fixture
def ours(world: tuple[Things, Things]) -> Things:
    return world[0]


@pytest.fixture
def theirs(world: tuple[Things, Things]) -> Things:
    return world[1]


def ask(client: Client, route: str, id_: str, *, body: Any = ..., **headers: str) -> Reply:
    """Call the operation of a row with an id in the place that the row is about."""
    row = TABLE[route]
    method, path = route.split(" ")
    target = filled(path, id_)
    if body is ...:
        body = row.body(id_) if row.body else None
    if method == "POST" and path not in KEYLESS:
        return client.post(target, body, **headers)
    return client.send(method, target, body, query=row.query(id_), headers=headers)


def filled(path: str, id_: str) -> str:
    """Put an id into a path; one of two things holds what stands between them as well."""
    return re.sub(r"{.*}" if "/" in id_ else r"{\w+}", id_, path)


def aimed_at(things: Things, route: str) -> str:
    about = TABLE[route].about
    return str(getattr(things, about)) if about else ""


def missing(id_: str, things: Things) -> str:
    """Return an id of the same shape that nothing has."""
    tails = [person.partition("_")[2] for person in things.house.people.values()]
    tail = next((each for each in tails if each in id_), id_.partition("/")[0][-19:])
    return id_.replace(tail, tail[:11] + "zzzzzzzz")


class TestTheTable:
    def test_has_a_row_for_every_operation_of_the_document(self, running):
        documented = {f"{method} {path}" for method, path in running.contract.operations}

        assert documented == set(TABLE)

    @pytest.mark.parametrize("route", GUARDED)
    def test_names_the_access_roles_that_the_document_names(self, running, route):
        method, path = route.split(" ")

        assert set(running.contract.operations[method, path]["x-access-roles"]) == TABLE[route].open_to


class TestNobody:
    @pytest.mark.parametrize("route", GUARDED)
    def test_gets_401_before_anything_else_is_looked_at(self, nobody, ours, route):
        asked = [
            ask(nobody, route, aimed_at(ours, route)),
            ask(nobody, route, "nothing", body={"no": "sense"}),
        ]

        assert [each.outcome for each in asked] == [(401, "auth.token_missing")] * 2

    @pytest.mark.parametrize("route", GUARDED)
    def test_gets_401_with_a_token_that_is_not_quite_one(self, nobody, ours, theirs, route):
        person = TABLE[route].by
        forged = broken(ours.house.tokens[person], other=theirs.house.tokens[person])

        asked = {
            name: ask(nobody, route, aimed_at(ours, route), Authorization=value)
            for name, value in forged.items()
        }

        assert {name: each.outcome for name, each in asked.items()} == dict.fromkeys(
            forged, (401, "auth.token_invalid")
        )

    def test_gets_401_once_the_token_is_over(self, clock, ours):
        body = {"company": ours.house.id, "person": ours.person, "minutes": 1}
        token = clock.local("POST", "/local/tokens", body).body["token"]
        client = Client(clock.wire, clock.contract, token)
        before = client.get("/v1/me").status

        clock.set_clock(datetime(2026, 4, 1, 3, tzinfo=UTC))

        assert (before, client.get("/v1/me").outcome) == (200, (401, "auth.token_expired"))


class TestALowerRole:
    @pytest.mark.parametrize("route", GUARDED)
    def test_gets_403_whatever_it_sends(self, ours, route):
        lower = sorted(EVERYBODY - TABLE[route].open_to)

        asked = [
            ask(ours.house.as_(SOMEBODY[role]), route, aimed_at(ours, route), body=body)
            for role in lower
            for body in (..., {"no": "sense"})
            if body is ... or not route.startswith("GET")
        ]

        assert {each.outcome for each in asked} <= {(403, "access.role_too_low")}
        assert bool(asked) == (TABLE[route].open_to != EVERYBODY)


class TestAColleague:
    @pytest.mark.parametrize("route", [route for route in AIMED if TABLE[route].strangers])
    def test_is_told_no_more_than_that_it_is_not_there_or_not_theirs(self, ours, route):
        strangers = TABLE[route].strangers

        asked = {name: ask(ours.house.as_(name), route, aimed_at(ours, route)) for name in strangers}

        assert {name: each.status for name, each in asked.items()} == strangers

    def test_sees_only_themselves_in_lists(self, ours):
        client = ours.house.as_("冯雪")

        lists = [
            client.get("/v1/scores", period=MONTH, limit=100),
            client.get("/v1/performance-reports", period=MONTH, limit=100),
            client.get("/v1/declarations", period=MONTH, limit=100),
            client.get("/v1/job-descriptions", limit=100),
        ]

        seen = {each["person_id"] for reply in lists for each in reply.body["items"]}
        assert seen == {ours.house.people["冯雪"]}

    def test_a_manager_sees_their_own_people_in_lists(self, ours):
        house = ours.house

        found = house.as_("何静").get("/v1/scores", period=MONTH, limit=100)

        assert {each["person_id"] for each in found.body["items"]} == {
            house.people["何静"],
            house.people["冯雪"],
        }

    @pytest.mark.parametrize("subject", ["company", "region:华东"])
    def test_cannot_measure_the_company_or_a_region(self, ours, subject):
        seller = f"/v1/people/{ours.house.people['郑凯']}"
        ours.house.as_("林晓").patch(seller, {"version": 1, "region": "华东"})

        asked = {
            name: ours.house.as_(name)
            .get("/v1/measures", kpi="net_sales", subject=subject, period=MONTH)
            .status
            for name in ("冯雪", "郑凯", "王磊", "林晓", "周敏", "顾平")
        }

        assert asked == {"冯雪": 403, "郑凯": 403, "王磊": 403, "林晓": 200, "周敏": 200, "顾平": 200}

    def test_cannot_measure_anothers_team(self, ours, theirs):
        foreign = theirs.house.people["王磊"]
        teams = [ours.house.people["王磊"], foreign, missing(foreign, theirs)]

        asked = {
            name: [
                ours.house.as_(name).get(
                    "/v1/measures", kpi="net_sales", subject=f"manager:{id_}", period=MONTH
                )
                for id_ in teams
            ]
            for name in ("李婷", "何静", "王磊", "林晓")
        }

        assert {name: [each.status for each in replies] for name, replies in asked.items()} == {
            "李婷": [404, 404, 404],
            "何静": [404, 404, 404],
            "王磊": [200, 404, 404],
            "林晓": [200, 404, 404],
        }
        assert all(replies[1].told == replies[2].told for replies in asked.values())


class TestAnotherCompany:
    @pytest.mark.parametrize("route", AIMED)
    def test_is_answered_with_the_bytes_of_a_missing_id(self, ours, theirs, route):
        client = ours.house.as_(TABLE[route].by)
        foreign = aimed_at(theirs, route)

        asked = [ask(client, route, foreign), ask(client, route, missing(foreign, theirs))]

        assert [each.outcome for each in asked] == [(404, "resource.not_found")] * 2
        assert asked[0].told == asked[1].told
        assert asked[0].headers.keys() == asked[1].headers.keys()

    def test_cannot_have_its_forms_approved_with_others(self, ours, theirs):
        foreign = [theirs.form_to_approve, missing(theirs.form_to_approve, theirs)]

        asked = [ours.house.as_("周敏").post("/v1/declarations/approve", {"ids": [each]}) for each in foreign]

        refused = [each.body["items"][0] for each in asked]
        assert [each["id"] for each in refused] == foreign
        assert refused[0]["problem"] == refused[1]["problem"]
        assert refused[0]["problem"]["status"] == 404

    def test_shows_nothing_of_it_in_any_list(self, ours, theirs):
        """The client itself looks for the other company's canary in every answer; here are the lists at length."""
        client = ours.house.as_("林晓")

        texts = [
            client.get("/v1/people", limit=100),
            client.get("/v1/plans", limit=100),
            client.get("/v1/goals", limit=100),
            client.get("/v1/scores", period=MONTH, limit=100),
            client.get("/v1/declarations", period=MONTH, limit=100),
            client.get("/v1/job-descriptions", limit=100),
            client.get("/v1/inbox", limit=100),
            client.get("/v1/duty-matrix", **{"from": "2026-03-01", "to": "2026-04-01"}),
        ]

        ids = [theirs.house.id, *theirs.house.people.values()]
        assert not [id_ for reply in texts for id_ in ids if id_.encode() in reply.raw]
        assert any(CANARIES[0].encode() in reply.raw for reply in texts)

    @pytest.mark.parametrize("header", ["X-Company-Id", "X-Tenant", "X-Forwarded-For", "X-Amzn-Requestid"])
    def test_is_not_reached_by_naming_it(self, ours, theirs, header):
        me = ours.house.as_("李婷").send("GET", "/v1/me", headers={header: theirs.house.id}).body
        named = ours.house.as_("李婷").get("/v1/me", company_id=theirs.house.id)

        assert me["company_id"] == ours.house.id
        assert named.outcome == (422, "query.unknown_parameter")

    @pytest.mark.parametrize("list_", ["/v1/people", "/v1/plans", "/v1/job-descriptions"])
    def test_cannot_be_paged_into(self, ours, theirs, list_):
        cursor = theirs.house.as_("林晓").get(list_, limit=1).body["next"]

        asked = ours.house.as_("林晓").get(list_, limit=1, cursor=cursor)

        assert cursor is not None
        assert asked.outcome == (400, "cursor.invalid")


class TestTheRightOne:
    @pytest.mark.parametrize("route", TABLE)
    def test_is_answered_in_both_companies_after_all_that_was_tried(self, world, route):
        asked = list(right_ones(world, route))

        assert [each.status for each in asked] == [TABLE[route].status] * 2
        if route == "POST /v1/declarations/approve":
            assert [each.body["items"][0]["status"] for each in asked] == ["approved"] * 2


class TestTheLog:
    def test_names_nobody_and_nothing(self, running, world):
        text = running.log.read_text()

        secrets = [*CANARIES, *(token for things in world for token in things.house.tokens.values())]
        names = [name for things in world for name in things.house.people]
        assert "request.done" in text
        assert not [each for each in (*secrets, *names) if each in text]


def right_ones(world: tuple[Things, Things], route: str) -> Iterator[Reply]:
    for things in world:
        row = TABLE[route]
        if row.open_to is not None:
            yield ask(things.house.as_(row.by), route, aimed_at(things, route))
        elif row.about:
            yield things.connection.deliver({"type": "deal.created"})
        else:
            yield things.house.running.nobody.get(route.split(" ")[1])


def broken(token: str, *, other: str) -> dict[str, str]:
    """Return Authorization headers that are nearly right; `other` is somebody else's good token."""
    header, payload, signature = token.split(".")
    unsigned = encoded({"alg": "none", "typ": "at+jwt"})
    foreign_key = tokens.Keys.of(bytes(range(7, 71)), kid=decoded(header)["kid"])
    claims = decoded(payload)
    signed_by_us = tokens.issue(
        claims["sub"],
        claims["company_id"],
        keys=foreign_key,
        now=datetime(2026, 4, 1, 2, tzinfo=UTC),
        minutes=60,
    )
    promoted = encoded({**claims, "company_id": decoded(other.split(".")[1])["company_id"]})
    return {
        "no token": "Bearer ",
        "no scheme": token,
        "another scheme": f"Basic {token}",
        "not a token": "Bearer a.b.c",
        "no signature": f"Bearer {header}.{payload}.",
        "alg none": f"Bearer {unsigned}.{payload}.",
        "alg none, signed": f"Bearer {unsigned}.{payload}.{signature}",
        "somebody else's payload": f"Bearer {header}.{other.split('.')[1]}.{signature}",
        "another company claimed": f"Bearer {header}.{promoted}.{signature}",
        "another key": f"Bearer {signed_by_us}",
        "cut short": f"Bearer {token[:-4]}",
        "twice": f"Bearer {token}, Bearer {token}",
    }


def encoded(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def decoded(text: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
