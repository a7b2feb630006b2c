"""Let the month's work and business records arrive: from phones, by signed webhooks, and by pulling a source."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

from infra.local.demo import care, marketing, order_desk, selling
from infra.local.demo.client import Api, DemoFailed
from infra.local.demo.desk import Desk
from infra.local.demo.month import ReviewMonth
from infra.local.demo.office import Office
from infra.local.demo.people import PEOPLE
from infra.local.demo.records import Record
from infra.local.demo.work import logs_of
from infra.local.demo_source import DemoSource
from shared.adapters.vendors.standard_webhooks import sign

SENT_TWICE = 2
"""How many deliveries are sent a second time, as vendors do."""
BATCH = 100


def log_work(api: Api, office: Office) -> tuple[int, int]:
    """
    Let everybody log ten working days: the first as it happens, the rest in one go after being offline.

    What is on record already is not sent again. Returns how many logs went singly and how many in batches.
    """
    one_by_one = in_batches = 0
    for person in PEOPLE:
        token, month = office.tokens[person.name], office.month
        known = {each["client_id"] for each in api.every("/v1/work-logs", token, month=month.key)}
        logs = [each for each in logs_of(person.name, month) if each["client_id"] not in known]
        first_day = month.logged_days[0].isoformat()
        online = [each for each in logs if each["started_at"].startswith(first_day)]
        for log in online:
            api.call("POST", "/v1/work-logs", log, token=token)
        offline = [each for each in logs if each not in online]
        for first in range(0, len(offline), BATCH):
            _send_batch(api, token, offline[first : first + BATCH])
        one_by_one, in_batches = one_by_one + len(online), in_batches + len(offline)
    return one_by_one, in_batches


def receive_records(desk: Desk, now: Callable[[], datetime]) -> tuple[int, int]:
    """
    Deliver the month's orders and deals by webhook and let the service pull everything else.

    All of it may come again: deliveries and records are told apart by their ids. Returns how many were delivered
    and how many the source holds.
    """
    office, connection = desk.office, f"demo-{desk.office.company_id}"
    secret = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    delivered, pulled = _delivered(office.month), _pulled(office.month)
    with DemoSource(pulled) as source:
        pull = {"url": source.url, "token": source.token}
        _connect(desk.api, office, connection, {"secret": secret, "pull": pull})
        for record in (*delivered, *delivered[:SENT_TWICE]):
            _deliver(desk.api, connection, secret, record, now())
        desk.run("pull")
    _connect(desk.api, office, connection, {"secret": secret})  # the source is gone: nobody pulls it any more
    return len(delivered), len(pulled)


def _delivered(month: ReviewMonth) -> list[Record]:
    records = [*selling.month_orders(month), selling.refund(month), *selling.month_deals(month)]
    return sorted(records, key=lambda each: str(each["timestamp"]))


def _pulled(month: ReviewMonth) -> list[Record]:
    return [
        *selling.earlier_orders(month),
        *marketing.records(month),
        *care.records(month),
        *order_desk.records(month),
    ]


def _connect(api: Api, office: Office, connection: str, config: dict[str, Any]) -> None:
    wanted = {"company_id": office.company_id, "vendor": "standard-webhooks", "config": config}
    api.call("PUT", f"/local/connections/{connection}", wanted)


def _deliver(api: Api, connection: str, secret: str, record: Record, at: datetime) -> None:
    data = record["data"]
    id = f"msg_{record['type']}_{data['id']}_{data.get('version', 1)}"
    body, seconds = json.dumps(record, ensure_ascii=False).encode(), int(at.timestamp())
    headers = {
        "webhook-id": id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": sign(secret, delivery_id=id, timestamp=seconds, body=body),
    }
    api.call("POST", f"/v1/in/standard-webhooks/{connection}", raw=body, headers=headers)


def _send_batch(api: Api, token: str, logs: list[dict[str, Any]]) -> None:
    _, answer = api.call("POST", "/v1/work-logs/batch", {"items": logs}, token=token)
    refused = [each["problem"]["detail"] for each in answer["items"] if each["status"] == "refused"]
    if refused:
        raise DemoFailed(f"工作记录未被接受：{refused[0]}", "a work log was refused")
