"""What ships, deployed: the packaged bundle behind API Gateway, queues and schedules, each function with its role.

IAM is enforced and functions import from the bundle alone, so a missing right or package fails here.
"""

import hashlib
import io
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
import requests
from docx import Document

from infra.local.provisioning import create_company, put_connection
from shared.adapters.vendors.standard_webhooks import sign
from tests.adapters.photographs import SECRET as HIDDEN
from tests.adapters.photographs import photograph, quarters
from tests.api.client import Client, Reply
from tests.api.companies import SALES, SECRET, an_order
from tests.stack.deployed import Stack, deployed, soon
from tests.stack.made import Made

SCHEDULED = ("Declarations", "Deliver", "JobDescriptions", "Pull", "Reports", "Scores")


@pytest.fixture(scope="module")
def stack(host: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The host bundle, deployed into an emulated account of its own."""
    with deployed(host, tmp_path_factory.mktemp("account")) as found:
        yield found


@dataclass(frozen=True)
class House:
    """A company in the stack, made by the use cases that a laptop has, too."""

    stack: Stack
    id: str
    people: dict[str, dict[str, Any]]

    def as_(self, name: str, language: str | None = None) -> Client:
        return self.stack.as_(self.people[name]["token"], language)

    def log(self, **changes: Any) -> Reply:
        """Send a work log of 李婷, of this moment."""
        body = {
            "client_id": uuid.uuid4().hex,
            "kind": "customer_contact",
            "started_at": datetime.now(UTC).isoformat(),
            "minutes": 40,
            "activity": "new_visit",
            "customer": "远山机电",
        }
        return self.as_("李婷").post("/v1/work-logs", {**body, **changes}, key=None)

    def deliver(self, connection: str, event: Any) -> Reply:
        """Send a signed delivery to a connection."""
        raw, at, id_ = json.dumps(event).encode(), int(time.time()), f"msg_{uuid.uuid4().hex}"
        headers = {
            "webhook-id": id_,
            "webhook-timestamp": str(at),
            "webhook-signature": sign(SECRET, delivery_id=id_, timestamp=at, body=raw),
        }
        path = f"/v1/in/standard-webhooks/{connection}"
        return self.stack.as_(None).send("POST", path, raw, headers=headers)

    def connect(self) -> str:
        """Set up a connection that takes signed deliveries and return its id."""
        id_ = f"con_{uuid.uuid4().hex[:12]}"
        config = {"secret": SECRET}
        put_connection(id_, {"company_id": self.id, "vendor": "standard-webhooks", "config": config})
        return id_

    def orders(self) -> int:
        """How many orders this month were paid."""
        query = {"kpi": "order_count", "subject": "company", "period": this_month()}
        body = self.as_("林晓").get("/v1/measures", **query).body
        return int(body["numerator"] or 0)


@pytest.fixture(scope="module")
def house(stack: Stack) -> House:
    roster = {"周敏": ("owner", None), "林晓": ("hr", "周敏"), "王磊": ("manager", "周敏")}
    people = [
        {"name": name, "access_role": role, "manager": manager, "positions": []}
        for name, (role, manager) in roster.items()
    ]
    people.append({"name": "李婷", "access_role": "employee", "manager": "王磊", "positions": list(SALES)})
    made = create_company({"name": "海纳商贸", "people": people})
    return House(stack, made["company_id"], {each["name"]: each for each in made["people"]})


def this_month() -> str:
    return f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m}"


class TestApi:
    def test_it_answers_without_a_token_only_what_is_open(self, house: House) -> None:
        nobody = house.stack.as_(None)

        assert nobody.get("/healthz").status == 200
        assert nobody.get("/v1/me").outcome == (401, "auth.token_missing")

    def test_a_log_is_kept_once_however_often_it_is_sent(self, house: House) -> None:
        sent = {"client_id": uuid.uuid4().hex, "started_at": datetime.now(UTC).isoformat()}

        first = house.log(**sent)
        again = house.log(**sent)

        assert first.status == again.status == 201, first.raw
        assert first.body["id"] == again.body["id"]
        assert again.headers["idempotency-replayed"] == "true"
        listed = house.as_("李婷").get("/v1/work-logs", month=this_month()).body["items"]
        assert [each["id"] for each in listed].count(first.body["id"]) == 1

    def test_a_refusal_is_told_in_the_callers_language(self, house: House) -> None:
        refused = house.as_("李婷", language="en").get("/v1/work-logs/log_0000000000000000")

        assert refused.status in (404, 422)
        assert refused.headers["content-language"] == "en"

    def test_everything_is_logged_by_route_and_request_id(self, house: House) -> None:
        seen = house.as_("李婷").get("/v1/me").headers["x-request-id"]

        (line,) = [each for each in house.stack.logged("api_handler") if each.get("request_id") == seen]
        assert (line["route"], line["status"]) == ("GET /v1/me", 200)

    def test_no_local_handle_answers(self, stack: Stack) -> None:
        for path in ("/local/clock", "/local/tokens", "/local/jobs/scores"):
            status, _, _ = stack.wire.send("POST", path, b"{}", [("Content-Type", "application/json")])
            assert status in (403, 404)


class TestGatewayResponses:
    def test_what_api_gateway_refuses_is_a_problem_document(self, host: Made, stack: Stack) -> None:
        _apply_gateway_responses(host, stack)  # the emulator does not read them from the definition

        status, headers, raw = stack.wire.send("GET", "/v1/nowhere", None, [])

        document = json.loads(raw)
        assert (status, document["code"]) == (404, "route.not_found")
        assert headers["content-type"] == "application/problem+json"
        assert headers["access-control-allow-origin"] == "*"
        assert document["request_id"] == headers["x-request-id"]


class TestDeliveries:
    def test_a_webhook_is_queued_and_consumed(self, house: House) -> None:
        connection, before = house.connect(), house.orders()
        now = datetime.now(UTC).isoformat()

        answer = house.deliver(connection, an_order(f"ord-{uuid.uuid4().hex}", timestamp=now))

        assert answer.status == 200, answer.raw
        assert soon(lambda: house.orders() - before) == 1

    def test_a_forged_one_is_refused_and_never_queued(self, house: House) -> None:
        connection = house.connect()
        headers = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}

        path = f"/v1/in/standard-webhooks/{connection}"
        answer = house.stack.as_(None).send("POST", path, b"{}", headers=headers)

        assert answer.status in (401, 403, 422)

    def test_what_fails_comes_back_alone(self, house: House) -> None:
        connection, before = house.connect(), house.orders()
        now = datetime.now(UTC).isoformat()

        boto3.client("sqs").send_message(QueueUrl=house.stack.outputs["InboundQueue"], MessageBody="no JSON")
        house.deliver(connection, an_order(f"ord-{uuid.uuid4().hex}", timestamp=now))

        assert soon(lambda: house.orders() - before) == 1
        assert soon(lambda: house.stack.waits("InboundQueue") == 1)
        failed = [each for each in house.stack.logged("normalise") if each.get("message") == "message failed"]
        assert failed


class TestPhotos:
    def announce(self, house: House) -> dict[str, Any]:
        reply = house.as_("李婷").post(
            "/v1/work-log-photos", {"content_type": "image/jpeg", "bytes": 200_000}
        )
        assert reply.status == 201, reply.raw
        return dict(reply.body)

    def send(self, photo: dict[str, Any], content: bytes) -> int:
        form = photo["upload"]
        return requests.post(
            form["url"], data=form["fields"], files={"file": content}, timeout=60
        ).status_code

    def settled(self, house: House, photo: dict[str, Any]) -> dict[str, Any]:
        def look() -> Any:
            found = house.as_("王磊").get(f"/v1/work-log-photos/{photo['id']}").body
            return None if found["state"] == "waiting" else found

        return dict(soon(look))

    def test_what_a_phone_sends_to_the_bucket_is_drawn_anew_and_shown(self, house: House) -> None:
        photo, raw = self.announce(house), photograph(image=quarters((2400, 1800)))

        assert self.send(photo, raw) == 204

        found = self.settled(house, photo)
        assert (found["state"], found["width"], found["height"]) == ("ready", 1600, 1200)
        with urlopen(found["link"], timeout=30) as answer:
            shown = answer.read()
        assert hashlib.sha256(shown).hexdigest() == found["sha256"]
        assert HIDDEN in raw and HIDDEN not in shown

    def test_what_is_no_photo_is_refused(self, house: House) -> None:
        photo = self.announce(house)

        assert self.send(photo, b"<script>alert(1)</script>") == 204

        assert self.settled(house, photo)["refused"]["code"] == "photo.not_a_picture"

    def test_the_upload_itself_is_deleted_and_shown_to_nobody(self, house: House) -> None:
        photo = self.announce(house)
        self.send(photo, photograph())
        self.settled(house, photo)
        bucket, key = house.stack.outputs["Transit"], photo["upload"]["fields"]["key"]

        assert soon(lambda: "Contents" not in boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix=key))
        with pytest.raises(HTTPError):
            urlopen(f"{photo['upload']['url']}/{key}", timeout=30)

    def test_more_than_was_announced_is_not_let_in(self, house: House) -> None:
        assert self.send(self.announce(house), bytes(200_001)) == 400


class TestSchedules:
    @pytest.mark.parametrize("function", SCHEDULED)
    def test_each_runs_with_the_rights_it_has(self, stack: Stack, function: str) -> None:
        result = stack.tick(function, company_id="co_nobody")

        assert set(result) <= {"queued", "delivered"}

    def test_they_are_instrumented_where_middleware_does_not_run(self, stack: Stack) -> None:
        stack.tick("Pull")

        lines = stack.logged("pull")
        assert any(each.get("job") == "pull" and each.get("message") == "job done" for each in lines)
        assert any("pull.done" in each for each in lines), "no metrics were written"

    def test_a_score_is_computed_and_carries_the_code_version(self, house: House, host: Made) -> None:
        house.log()

        assert house.stack.tick("Scores", company_id=house.id, period=this_month()) == {"queued": 1}

        (found,) = soon(lambda: house.as_("林晓").get("/v1/scores", period=this_month()).body["items"])
        assert found["person_id"] == house.people["李婷"]["id"]
        assert found["code_version"] == host.manifest.code_version
        assert found["provisional"]

    def test_a_document_appears_and_opens(self, house: House) -> None:
        house.log(activity="key_account", minutes=90)

        assert house.stack.tick("JobDescriptions", company_id=house.id) == {"queued": 1}

        (newest,) = soon(lambda: house.as_("林晓").get("/v1/job-descriptions").body["items"])
        version = house.as_("李婷").get(f"/v1/job-descriptions/{newest['id']}").body
        with urlopen(version["link"], timeout=30) as answer:
            document = Document(io.BytesIO(answer.read()))
        assert "海纳商贸" in _text(document)
        assert "李婷" in _text(document)

    def test_a_performance_report_appears_and_opens(self, house: House) -> None:
        assert house.stack.tick("Reports", company_id=house.id, period=this_month()) == {"queued": 1}

        found = soon(
            lambda: house.as_("林晓").get("/v1/performance-reports", period=this_month()).body["items"]
        )
        with urlopen(found[0]["link"], timeout=30) as answer:
            page = answer.read()
        assert hashlib.sha256(page).hexdigest() == found[0]["sha256"]
        assert "绩效报表" in page.decode()

    def test_whom_it_concerns_is_told(self, house: House) -> None:
        house.log(activity="event_help", minutes=20)
        house.stack.tick("JobDescriptions", company_id=house.id)
        (newest,) = soon(lambda: house.as_("林晓").get("/v1/job-descriptions").body["items"])

        published = house.as_("林晓").post(f"/v1/job-descriptions/{newest['id']}/publish")
        house.stack.tick("Deliver")

        assert published.status == 200, published.raw
        told = soon(lambda: house.as_("李婷").get("/v1/inbox").body["items"])
        assert [each["topic"] for each in told] == ["job_description.published"]

    def test_nothing_ends_as_a_dead_letter(self, stack: Stack) -> None:
        sqs = boto3.client("sqs")
        for name in ("InboundDeadLetters", "WorkDeadLetters", "UploadsDeadLetters"):
            attributes = sqs.get_queue_attributes(QueueUrl=stack.physical[name], AttributeNames=["All"])
            assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "0"


def _apply_gateway_responses(made: Made, stack: Stack) -> None:
    client, api_id = boto3.client("apigateway"), stack.outputs["RestAPIId"]
    (api,) = made.of_type("AWS::ApiGateway::RestApi").values()
    for kind, response in api["Body"]["x-amazon-apigateway-gateway-responses"].items():
        client.put_gateway_response(restApiId=api_id, responseType=kind, **response)
    client.create_deployment(restApiId=api_id, stageName="api")


def _text(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
