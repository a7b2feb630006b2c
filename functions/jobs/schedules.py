"""Schedules: each walks over the companies and puts one message a company (or connection) on the work queue."""

from typing import Any

from chalice import Blueprint
from chalice.app import CloudWatchEvent

from functions import wiring
from functions.observability import instrumented
from shared.adapters.dynamo import dispatch

schedules = Blueprint(__name__)


@schedules.schedule("rate(1 hour)", name="pull")
@instrumented("pull")
def pull(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue a pull of every connection that has a source."""
    wiring.settings()
    wanted = _company_of(event)
    messages = [
        {"job": "pull", "company_id": company_id, "connection_id": connection_id}
        for company_id, connection_id in dispatch.pulled_connections()
        if wanted in (None, company_id)
    ]
    return _queued(messages)


@schedules.schedule("rate(1 hour)", name="scores")
@instrumented("scores")
def scores(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue the scores of every company: each company's due months, by its own midnight."""
    return _queued(_for_companies("scores", event))


@schedules.schedule("rate(1 hour)", name="declarations")
@instrumented("declarations")
def declarations(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue the drafting of every company's declarations."""
    return _queued(_for_companies("declarations", event))


@schedules.schedule("rate(1 day)", name="job-descriptions")
@instrumented("job-descriptions")
def job_descriptions(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue the drafting of every company's job descriptions."""
    return _queued(_for_companies("job-descriptions", event))


@schedules.schedule("cron(30 18 * * ? *)", name="reports")
@instrumented("reports")
def reports(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue every company's performance reports, at half past two in China: the hour's scores are there by then."""
    return _queued(_for_companies("reports", event))


@schedules.schedule("rate(1 day)", name="advice")
@instrumented("advice")
def advice(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue a look at every company's weekly series, for advice."""
    return _queued(_for_companies("advice", event))


@schedules.schedule("rate(1 hour)", name="clocks")
@instrumented("clocks")
def clocks(event: CloudWatchEvent) -> dict[str, Any]:
    """Queue the steps of every company's declarations that are due: silence, escalation, the end of a window."""
    return _queued(_for_companies("clocks", event))


@schedules.schedule("rate(1 minute)", name="deliver")
@instrumented("deliver")
def deliver(event: CloudWatchEvent) -> dict[str, Any]:
    """Take waiting messages into inboxes."""
    from shared.usecases.review.deliver_messages import deliver_messages  # no other schedule needs it

    wiring.settings()
    return {"delivered": deliver_messages(at=wiring.now())}


def _for_companies(job: str, event: CloudWatchEvent) -> list[dict[str, Any]]:
    wiring.settings()
    detail = dict(event.detail or {})
    wanted, period = _company_of(event), detail.get("period")
    beside = {"period": period} if period else {}
    return [
        {"job": job, "company_id": company_id, **beside}
        for company_id in ([wanted] if wanted else dispatch.company_ids())
    ]


def _company_of(event: CloudWatchEvent) -> str | None:
    return (event.detail or {}).get("company_id")


def _queued(messages: list[dict[str, Any]]) -> dict[str, Any]:
    wiring.work().send_all(list(messages))
    return {"queued": len(messages)}
