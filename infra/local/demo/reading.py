"""Read back through the API what there is now: the numbers of the run, and the story that the summary tells."""

from collections.abc import Iterable
from typing import Any

from infra.local.demo.client import Api
from infra.local.demo.desk import Desk
from infra.local.demo.goal import goals
from infra.local.demo.office import Office
from infra.local.demo.people import NAME, PEOPLE
from infra.local.demo.review import costliest
from shared.adapters.dynamo import events

DELIVERED = ("delivered", "objected")


def numbers(desk: Desk) -> dict[str, Any]:
    """Return the counts of everything that the run left behind, each counted where it is now."""
    api, office, period = desk.api, desk.office, desk.office.month.key
    forms = list(desk.forms().values())
    people = [each for each in api.every("/v1/people", office.hr) if each["status"] == "active"]
    logs = (api.every("/v1/work-logs", office.hr, person_id=each["id"], month=period) for each in people)
    plans = (api.every("/v1/improvement-plans", office.hr, person_id=each["id"]) for each in people)
    return {
        "people": len(people),
        "work_logs": sum(1 for each in logs for _ in each),
        "events": _events(office.company_id),
        "job_descriptions": sum(1 for _ in api.every("/v1/job-descriptions", office.hr)),
        "scores": sum(1 for _ in api.every("/v1/scores", office.hr, period=period)),
        "declarations": {
            "approved": sum(_was(each, "approve") for each in forms),
            "returned": sum(each["state"] == "returned" for each in forms),
            "delivered": sum(each["state"] in DELIVERED for each in forms),
        },
        "objections": sum(_times(each, "object") for each in forms),
        "improvement_plans": sum(1 for each in plans for _ in each),
        "goals": sum(each["state"] == "published" for each in goals(desk)),
    }


def story(desk: Desk) -> dict[str, Any]:
    """Return what the summary shows, as plain values."""
    office = desk.office
    return {
        "company": NAME,
        "month": office.month.key,
        "dates": f"from={office.month.period.first_on}&to={office.month.period.until_on}",
        "people": _people(desk),
        "distribution": _distribution(desk),
        "scores": _scores(desk),
        "findings": _findings(desk),
        "declarations": _declarations(desk),
        "documents": _documents(desk.api, office),
        "messages": _messages(desk),
        "ids": dict(office.ids),
        "tokens": dict(office.tokens),
    }


def _events(company_id: str) -> int:
    """Count the event store itself: no operation lists events."""
    return sum(len(events.of_month(company_id, month)) for month in events.months(company_id))


def _people(desk: Desk) -> list[dict[str, Any]]:
    return _in_order(
        {
            "name": each["name"],
            "access_role": each["access_role"],
            "positions": [(held["position"], held["share_bp"] // 100) for held in each["positions"]],
            "manager": each["manager_id"] and desk.office.name_of(each["manager_id"]),
        }
        for each in desk.api.every("/v1/people", desk.office.hr)
    )


def _distribution(desk: Desk) -> list[dict[str, Any]]:
    days = desk.office.month.period
    found = []
    for each in PEOPLE:
        shares = desk.api.get(
            "/v1/work-distribution",
            desk.office.hr,
            person_id=desk.office.ids[each.name],
            from_=days.first_on,
            to=days.until_on,
        )
        lines = [(line["name_zh"], line["percent"]) for line in shares["items"]]
        found.append(
            {"name": each.name, "minutes": shares["minutes"], "count": shares["count"], "lines": lines}
        )
    return found


def _scores(desk: Desk) -> list[dict[str, Any]]:
    rows = []
    for score in desk.api.every("/v1/scores", desk.office.hr, period=desk.office.month.key):
        worst = costliest(score["lines"])
        rows.append(
            {
                "name": desk.office.name_of(score["person_id"]),
                "state": score["state"],
                "total": score["shown_total"],
                "official_total": score["official_total"],
                "grade": score["grade"],
                "missing": [line["name_zh"] for line in score["lines"] if line["state"] == "na"],
                "worst": worst and {"lost": worst["lost"], "reason": worst["reason"]},
            }
        )
    return _in_order(rows)


def _findings(desk: Desk) -> dict[str, Any]:
    days, name_of = desk.office.month.period, desk.office.name_of
    matrix = desk.api.get("/v1/duty-matrix", desk.office.hr, from_=days.first_on, to=days.until_on)
    cells = {(each["person_id"], each["duty"]): each for each in matrix["items"]}
    classes = [each["class"] for each in matrix["items"]]
    return {
        "classes": {name: classes.count(name) for name in ("core", "auxiliary", "redundant", "unclassified")},
        "overlaps": [
            {"reason": each["reason"], "people": [name_of(id) for id in each["people"]]}
            for each in matrix["overlaps"]
        ],
        "gaps": [each["reason"] for each in matrix["gaps"]],
        "proposals": _in_order(
            {
                "name": name_of(each["person_id"]),
                "duty": cells[each["person_id"], each["duty"]]["name_zh"],
                "suggested": each["suggested"],
                "to": each["to_person_id"] and name_of(each["to_person_id"]),
                "minutes": max(choice["person_minutes"] for choice in each["choices"]),
            }
            for each in matrix["proposals"]
        ),
        "unclassified": _in_order(
            {"name": name_of(each["person_id"]), "duty": each["duty"]}
            for each in matrix["items"]
            if each["class"] == "unclassified"
        ),
    }


def _declarations(desk: Desk) -> list[dict[str, Any]]:
    forms = desk.forms()
    return _in_order(
        {"name": name, "state": form["state"], "state_zh": form["state_zh"]} for name, form in forms.items()
    )


def _documents(api: Api, office: Office) -> list[dict[str, Any]]:
    found = [
        {
            "id": each["id"],
            "name": office.name_of(each["person_id"]),
            "title": each["title_zh"],
            "number": each["number"],
            "state": each["state"],
            "sha256": each["sha256"],
        }
        for each in api.every("/v1/job-descriptions", office.hr)
    ]
    return _in_order(found)


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort rows as the people are listed; ids, by which the service lists them, are random."""
    places = {each.name: place for place, each in enumerate(PEOPLE)}
    return sorted(rows, key=lambda row: places.get(row["name"], len(places)))


def _messages(desk: Desk) -> int:
    return sum(1 for token in desk.office.tokens.values() for _ in desk.api.every("/v1/inbox", token))


def _was(form: dict[str, Any], action: str) -> bool:
    return _times(form, action) > 0


def _times(form: dict[str, Any], action: str) -> int:
    return sum(step["action"] == action for step in form["history"])
