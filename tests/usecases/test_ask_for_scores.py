import json
from datetime import UTC, datetime, timedelta

import pytest

from functions import wiring
from functions.jobs.work import do_work
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.adapters.queues.queue import Queue
from shared.domain.ids import new_id
from shared.usecases.scores.ask_for_scores import LOST_AFTER, ask_for_scores

AT = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
"""April has begun in Shanghai."""


class Waiting:
    """Plays the queue's client, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict] = []

    def send_message(self, **params) -> None:
        self.sent.append({**json.loads(params["MessageBody"]), "waits": params["DelaySeconds"]})


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def ask(company, waiting):
    def asking(at: datetime = AT) -> bool:
        return ask_for_scores(company_id=company.company.id, at=at, work=Queue(waiting, "work"))

    return asking


def taken_up(message) -> None:
    body = {key: value for key, value in message.items() if key != "waits"}
    record = {"messageId": new_id("msg", AT), "receiptHandle": "", "body": json.dumps(body)}
    assert do_work({"Records": [record]}, None) == {"batchItemFailures": []}


class TestAskForScores:
    def test_queues_the_month_that_runs_where_the_company_is(self, company, ask, waiting):
        assert ask()

        assert waiting.sent == [
            {
                "job": "scores",
                "company_id": company.company.id,
                "period": "2026-04",
                "asked": True,
                "waits": 20,
            }
        ]

    def test_queues_no_second_one_while_the_first_waits(self, ask, waiting):
        assert [ask(), ask(AT + timedelta(seconds=20))] == [True, False]

        assert len(waiting.sent) == 1

    def test_queues_another_once_the_first_was_taken_up(self, company, ask, waiting, restored_clock):
        wiring.set_clock(lambda: AT)
        ask()

        taken_up(waiting.sent[0])

        assert ask()
        assert list(every(refs.scores(company.company.id, "2026-04")))

    def test_queues_another_when_the_first_was_lost(self, ask):
        ask()

        assert [ask(AT + LOST_AFTER), ask(AT + LOST_AFTER + timedelta(seconds=1))] == [False, True]
