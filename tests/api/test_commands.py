"""Commands over HTTP: sent twice, sent at once, sent late, and sent by those who may not."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.api.client import Client, Reply
from tests.api.companies import House, a_log
from tests.api.populated import MONTH, an_improvement, done


def at_once(acts: Sequence[Callable[[], Reply]]) -> list[Reply]:
    """Run all acts at the same time, each in a thread of its own."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]


def outcomes(replies: Sequence[Reply]) -> Counter[tuple[int, str | None]]:
    return Counter(each.outcome for each in replies)


@pytest.fixture
def reviewed(house: House) -> House:
    """A company whose March forms are drafted."""
    house.job("scores", period=MONTH)
    house.job("declarations", period=MONTH)
    return house


def confirmed(house: House, *names: str) -> list[str]:
    """Let people confirm, and return their forms' ids."""
    forms = house.forms()
    for name in names:
        done(house.as_(name).post(f"/v1/declarations/{forms[name]['id']}/confirm", {}))
    return [str(forms[name]["id"]) for name in names]


def state_of(house: House, form: str) -> str:
    return str(house.as_("林晓").get(f"/v1/declarations/{form}").body["state"])


class TestTheSameKey:
    def test_gives_the_first_answer_again_and_has_no_second_effect(self, house):
        client = house.as_("李婷")

        first, again = (client.post("/v1/improvement-plans", an_improvement(), key="k-1") for _ in range(2))

        assert (first.status, again.status) == (201, 201)
        assert first.raw == again.raw
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert len(client.get("/v1/improvement-plans").body["items"]) == 1

    def test_is_the_same_however_the_body_is_written(self, house):
        client = house.as_("李婷")
        body = an_improvement()
        client.post("/v1/improvement-plans", body, key="k-2")

        again = client.post("/v1/improvement-plans", dict(reversed(body.items())), key="k-2")

        assert (again.status, again.headers.get("idempotency-replayed")) == (201, "true")

    def test_refuses_another_body(self, house):
        client = house.as_("李婷")
        client.post("/v1/improvement-plans", an_improvement(), key="k-3")

        again = client.post("/v1/improvement-plans", an_improvement("每月上门一次"), key="k-3")

        assert again.outcome == (422, "idempotency.key_reused")
        assert len(client.get("/v1/improvement-plans").body["items"]) == 1

    def test_belongs_to_its_sender_and_its_operation(self, house):
        plans = [house.as_(name).post("/v1/improvement-plans", an_improvement(), key="k-4") for name in
                 ("李婷", "陈浩")]  # fmt: skip
        newcomer = {"name": "新人", "access_role": "employee"}
        other = house.as_("周敏").post("/v1/people", newcomer, key="k-4")

        assert [each.status for each in (*plans, other)] == [201, 201, 201]
        assert plans[0].body["id"] != plans[1].body["id"]

    def test_is_not_spent_by_what_was_refused(self, house):
        client = house.as_("李婷")
        late = {**an_improvement(), "due_on": "2026-03-31"}

        refused = client.post("/v1/improvement-plans", late, key="k-5")
        kept = client.post("/v1/improvement-plans", an_improvement(), key="k-5")

        assert refused.outcome == (422, "improvement_plan.due_in_the_past")
        assert kept.status == 201

    @pytest.mark.parametrize("key", [None, "", " ", "x" * 256, "键", "a b", "a\tb"])
    def test_has_to_be_there_and_visible_ascii(self, house, key):
        headers = {} if key is None else {"Idempotency-Key": key.encode().decode("latin-1")}

        refused = house.as_("李婷").send("POST", "/v1/improvement-plans", an_improvement(), headers=headers)

        code = "key_missing" if key is None else "key_malformed"
        assert refused.outcome == (400, f"idempotency.{code}")

    @pytest.mark.parametrize("round_", range(3))
    def test_sent_twenty_times_at_once_has_one_effect(self, house, round_):
        client, key = house.as_("李婷"), uuid.uuid4().hex

        replies = at_once([lambda: client.post("/v1/improvement-plans", an_improvement(), key=key)] * 20)

        assert {each.status for each in replies} <= {201, 409}
        assert len({each.raw for each in replies if each.status == 201}) == 1
        assert {each.outcome for each in replies if each.status == 409} <= {(409, "idempotency.busy")}
        assert len(client.get("/v1/improvement-plans").body["items"]) == 1

    def test_gives_the_first_answer_though_the_thing_has_moved_on(self, reviewed):
        (form,) = confirmed(reviewed, "李婷")
        path = f"/v1/declarations/{form}/approve"
        first = reviewed.as_("王磊").post(path, {}, key="k-6")
        reviewed.job("deliver")

        again = reviewed.as_("王磊").post(path, {}, key="k-6")

        assert (first.status, again.status) == (200, 200)
        assert again.body["state"] == "approved"
        assert state_of(reviewed, form) == "delivered"


class TestAWorkLog:
    def test_tapped_twice_is_one(self, house):
        client, log = house.as_("李婷"), a_log()

        first, again = (client.post("/v1/work-logs", log, key=None) for _ in range(2))

        assert first.raw == again.raw
        assert again.headers["idempotency-replayed"] == "true"
        assert ids_of(client) == [first.body["id"]]

    def test_tapped_twenty_times_at_once_is_one(self, house):
        client, log = house.as_("李婷"), a_log()

        replies = at_once([lambda: client.post("/v1/work-logs", log, key=None)] * 20)

        assert {each.status for each in replies} <= {201, 409}
        assert len(ids_of(client)) == 1

    def test_of_two_phones_at_once_is_kept_from_each(self, house):
        client = house.as_("李婷")
        logs = [a_log(client_id=f"phone-{number}") for number in range(12)]

        replies = at_once([lambda log=log: client.post("/v1/work-logs", log, key=None) for log in logs])
        kept = [reply for reply in replies if reply.status == 201]
        again = [client.post("/v1/work-logs", log, key=None) for log in logs]

        assert {each.outcome for each in replies} <= {(201, None), (409, "idempotency.busy")}
        assert {each.status for each in again} == {201}
        assert len(ids_of(client)) == 12
        assert {each.body["id"] for each in kept} <= set(ids_of(client))

    def test_with_the_client_id_of_another_log_is_refused(self, house):
        client, log = house.as_("李婷"), a_log()
        client.post("/v1/work-logs", log, key=None)

        other = client.post("/v1/work-logs", {**log, "minutes": 41}, key=None)

        assert other.outcome == (422, "idempotency.key_reused")

    def test_is_somebody_elses_under_the_same_client_id(self, house):
        log = a_log()

        mine, theirs = (house.as_(name).post("/v1/work-logs", log, key=None) for name in ("李婷", "陈浩"))

        assert (mine.status, theirs.status) == (201, 201)
        assert mine.body["id"] != theirs.body["id"]

    def test_sent_alone_and_in_a_batch_is_one(self, house):
        client, logs = house.as_("李婷"), [a_log(), a_log()]
        alone = client.post("/v1/work-logs", logs[0], key=None).body

        batch = client.post("/v1/work-logs/batch", {"items": logs}, key=None).body["items"]
        after = client.post("/v1/work-logs", logs[1], key=None)

        assert [each["status"] for each in batch] == ["duplicate", "created"]
        assert batch[0]["work_log"] == alone
        assert after.body == batch[1]["work_log"]
        assert len(ids_of(client)) == 2

    def test_edited_on_a_version_that_is_no_longer_the_newest_is_told_the_newest(self, house):
        client, log = house.as_("李婷"), house.log_work("李婷")
        path = f"/v1/work-logs/{log['id']}"
        client.patch(path, {"version": 1, "minutes": 50})

        stale = client.patch(path, {"version": 1, "minutes": 60})

        assert stale.outcome == (409, "resource.changed")
        assert (stale.body["current"]["version"], stale.body["current"]["minutes"]) == (2, 50)
        assert client.get(path).body["minutes"] == 50

    def test_edited_from_many_sides_at_once_has_one_winner(self, house):
        client, log = house.as_("李婷"), house.log_work("李婷")
        path = f"/v1/work-logs/{log['id']}"

        replies = at_once(
            [lambda minutes=minutes: client.patch(path, {"version": 1, "minutes": minutes})
             for minutes in range(1, 17)]
        )  # fmt: skip

        assert sum(each.status == 200 for each in replies) == 1
        assert {each.outcome for each in replies} <= {
            (200, None), (409, "resource.changed"), (409, "idempotency.busy")
        }  # fmt: skip
        winner = next(each for each in replies if each.status == 200)
        assert client.get(path).body == winner.body

    def test_is_edited_field_by_field(self, house):
        client, log = house.as_("李婷"), house.log_work("李婷")
        path, edits = f"/v1/work-logs/{log['id']}", {
            "started_at": "2026-03-05T14:30:00+08:00",
            "minutes": 25,
            "activity": "key_account",
            "customer": "长河机电",
            "text": "第二次拜访\n带了样品",
            "links": ["sales.cycle_days"],
        }  # fmt: skip

        for version, (name, value) in enumerate(edits.items(), start=1):
            assert client.patch(path, {"version": version, name: value}).status == 200, name

        found = client.get(path).body
        assert {name: found[name] for name in edits} == {**edits, "started_at": "2026-03-05T06:30:00Z"}
        assert (found["on"], found["version"]) == ("2026-03-05", 7)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"started_at": "2026-02-28T09:00:00+08:00"}, "work_log.other_month"),
            ({"started_at": "2026-04-09T09:00:00+08:00"}, "work_log.start_in_future"),
            ({"customer": None}, "work_log.customer_missing"),
            ({"activity": " "}, "body.invalid"),
        ],
    )
    def test_is_not_edited_into_what_none_may_be(self, house, changes, code):
        log = house.log_work("李婷")

        refused = house.as_("李婷").patch(f"/v1/work-logs/{log['id']}", {"version": 1, **changes})

        assert refused.outcome == (422, code)

    def test_deleted_counts_nowhere_and_is_deleted_once(self, house):
        client, log = house.as_("李婷"), house.log_work("李婷")
        path = f"/v1/work-logs/{log['id']}"

        first, again = client.delete(path), client.delete(path)

        assert (first.status, first.body["deleted"]) == (200, True)
        assert again.outcome == (409, "work_log.deleted")
        assert ids_of(client) == []
        assert client.get("/v1/work-distribution", **{"from": "2026-03-01", "to": "2026-04-01"}).body[
            "minutes"
        ] == 0  # fmt: skip

    @pytest.mark.parametrize("step", ["add", "add with others", "edit", "delete"])
    def test_of_a_month_that_was_declared_stays_as_it_is(self, reviewed, step):
        client, log = reviewed.as_("李婷"), reviewed.log_work("李婷")
        confirmed(reviewed, "李婷")
        path = f"/v1/work-logs/{log['id']}"

        reply = {
            "add": lambda: client.post("/v1/work-logs", a_log(), key=None),
            "add with others": lambda: client.post("/v1/work-logs/batch", {"items": [a_log()]}, key=None),
            "edit": lambda: client.patch(path, {"version": 1, "minutes": 5}),
            "delete": lambda: client.delete(path),
        }[step]()

        problem = reply.body["items"][0]["problem"] if step == "add with others" else reply.body
        assert (problem["status"], problem["code"]) == (409, "work_log.month_closed")
        assert client.get("/v1/work-logs", month=MONTH).body["items"] == [log]

    def test_of_a_drafted_month_is_on_the_form_once_that_is_confirmed(self, reviewed):
        reviewed.log_work("李婷", minutes=90)

        (form,) = confirmed(reviewed, "李婷")

        found = reviewed.as_("李婷").get(f"/v1/declarations/{form}").body
        assert (found["minutes"], found["log_count"]) == (90, 1)


class TestABatch:
    def test_answers_for_each_log_in_the_order_in_which_they_were_sent(self, house):
        client = house.as_("李婷")
        good, twin, other = a_log(), a_log(client_id="twin"), a_log(client_id="twin", minutes=7)
        sent = [
            good,
            a_log(customer=None),
            twin,
            {**twin},
            other,
            a_log(started_at="2020-01-01T09:00:00+08:00"),
            a_log(started_at="2026-04-09T09:00:00+08:00"),
            a_log(minutes=0),
            a_log(kind="daydreaming"),
            {**a_log(), "person_id": house.people["陈浩"]},
            {"client_id": 7},
            "log",
            a_log(),
        ]

        answer = client.post("/v1/work-logs/batch", {"items": sent}, key=None)

        told = [(each["status"], (each["problem"] or {}).get("code")) for each in answer.body["items"]]
        assert told == [
            ("created", None),
            ("refused", "work_log.customer_missing"),
            ("created", None),
            ("duplicate", None),
            ("refused", "idempotency.key_reused"),
            ("refused", "work_log.start_too_old"),
            ("refused", "work_log.start_in_future"),
            ("refused", "body.invalid"),
            ("refused", "work_log.kind_unknown"),
            ("refused", "body.unknown_field"),
            ("refused", "body.invalid"),
            ("refused", "work_log.not_a_log"),
            ("created", None),
        ]
        assert len(ids_of(client)) == 3
        assert [each["client_id"] for each in answer.body["items"][:3]] == [
            each["client_id"] for each in sent[:3]
        ]

    def test_of_a_hundred_with_twins_inside_is_kept_once_each(self, house):
        client = house.as_("李婷")
        logs = [a_log(client_id=f"c-{number % 60}", minutes=number % 60 + 1) for number in range(100)]

        first = client.post("/v1/work-logs/batch", {"items": logs}, key=None).body["items"]
        again = client.post("/v1/work-logs/batch", {"items": logs}, key=None).body["items"]

        assert Counter(each["status"] for each in first) == {"created": 60, "duplicate": 40}
        assert Counter(each["status"] for each in again) == {"duplicate": 100}
        assert [each["work_log"] for each in again] == [each["work_log"] for each in first]
        assert len(ids_of(client)) == 60

    def test_sent_several_times_at_once_is_kept_once(self, house):
        client = house.as_("李婷")
        logs = [a_log(client_id=f"d-{number}") for number in range(40)]

        replies = at_once([lambda: client.post("/v1/work-logs/batch", {"items": logs}, key=None)] * 6)
        client.post("/v1/work-logs/batch", {"items": logs}, key=None)

        assert {each.outcome for each in replies} <= {(200, None), (409, "idempotency.busy")}
        created = Counter(
            item["client_id"]
            for reply in replies
            if reply.status == 200
            for item in reply.body["items"]
            if item["status"] == "created"
        )
        assert set(created.values()) <= {1}
        assert len(ids_of(client)) == 40

    @pytest.mark.parametrize("count", [0, 101])
    def test_has_one_to_a_hundred_logs(self, house, count):
        logs = [a_log() for _ in range(count)]

        refused = house.as_("李婷").post("/v1/work-logs/batch", {"items": logs}, key=None)

        assert refused.outcome == (422, "body.invalid")
        assert refused.body["pointer"] == "/items"


class TestADecision:
    @pytest.mark.parametrize("round_", range(2))
    def test_by_fifty_callers_at_once_has_one_winner(self, reviewed, round_):
        """Half of the calls are the manager's, half the owner's, each under a key of its own."""
        (form,) = confirmed(reviewed, "李婷")
        deciders = [reviewed.as_(name) for name in ("王磊", "周敏")]

        replies = at_once(
            [lambda by=by: by.post(f"/v1/declarations/{form}/approve", {}) for by in deciders * 25]
        )

        assert_one_winner(replies, 50)
        assert_decided_once(reviewed, form, "approve")

    def test_by_one_manager_fifty_times_at_once_has_one_winner(self, reviewed):
        (form,) = confirmed(reviewed, "李婷")
        manager = reviewed.as_("王磊")

        replies = at_once([lambda: manager.post(f"/v1/declarations/{form}/approve", {})] * 50)

        assert_one_winner(replies, 50)
        assert_decided_once(reviewed, form, "approve")

    @pytest.mark.parametrize("round_", range(3))
    def test_to_approve_against_one_to_return_has_one_winner(self, reviewed, round_):
        (form,) = confirmed(reviewed, "李婷")
        path = f"/v1/declarations/{form}"

        replies = at_once(
            [
                lambda: reviewed.as_("王磊").post(f"{path}/approve", {}),
                lambda: reviewed.as_("周敏").post(f"{path}/return", {"feedback": "请补充"}),
            ]
            * 8
        )

        assert_one_winner(replies, 16)
        winner = next(each for each in replies if each.status == 200).body["state"]
        assert state_of(reviewed, form) == winner

    def test_alone_and_in_bulk_at_once_has_one_winner(self, reviewed):
        (form,) = confirmed(reviewed, "李婷")

        replies = at_once(
            [
                lambda: reviewed.as_("王磊").post(f"/v1/declarations/{form}/approve", {}),
                lambda: reviewed.as_("周敏").post("/v1/declarations/approve", {"ids": [form]}),
            ]
            * 5
        )

        alone = [each for each in replies if "items" not in each.body and each.status == 200]
        bulk = [each for each in replies if each.status == 200 and "items" in each.body]
        approved = [each for each in bulk if each.body["items"][0]["status"] == "approved"]
        assert len(alone) + len(approved) == 1
        assert_decided_once(reviewed, form, "approve")

    def test_in_bulk_sent_many_times_at_once_is_answered_alike(self, reviewed):
        forms = confirmed(reviewed, "李婷", "陈浩", "孙倩")
        manager = reviewed.as_("王磊")

        replies = at_once([lambda: manager.post("/v1/declarations/approve", {"ids": forms}, key="bulk")] * 20)

        good = [each for each in replies if each.status == 200]
        assert {each.outcome for each in replies} <= {(200, None), (409, "idempotency.busy")}
        assert len({each.raw for each in good}) == 1
        assert [each["status"] for each in good[0].body["items"]] == ["approved"] * 3

    def test_in_bulk_stops_at_nothing_and_says_what_became_of_each(self, reviewed):
        open_, foreign, drafted = (
            confirmed(reviewed, "李婷")[0],
            confirmed(reviewed, "冯雪")[0],
            reviewed.forms()["陈浩"]["id"],
        )
        ids = [drafted, open_, foreign, "dec_nothing", open_]

        answer = reviewed.as_("王磊").post("/v1/declarations/approve", {"ids": ids}).body["items"]

        told = [(each["id"], (each["problem"] or {}).get("code")) for each in answer]
        assert told == [
            (drafted, "declaration.wrong_state"),
            (open_, None),
            (foreign, "declaration.not_your_decision"),
            ("dec_nothing", "resource.not_found"),
        ]

    def test_on_a_version_that_is_no_longer_the_newest_is_told_the_newest(self, reviewed):
        (form,) = confirmed(reviewed, "李婷")

        stale = reviewed.as_("王磊").post(f"/v1/declarations/{form}/approve", {"version": 1})

        assert stale.outcome == (409, "declaration.stale_version")
        assert stale.body["current"] == {"state": "confirmed", "version": 2}
        assert state_of(reviewed, form) == "confirmed"

    @pytest.mark.parametrize(
        ("who", "whose", "status"),
        [
            ("王磊", "王磊", 403),  # on oneself
            ("王磊", "冯雪", 403),  # outside one's team
            ("林晓", "李婷", 403),  # HR sees, and decides nothing
            ("林晓", "林晓", 403),
            ("陈浩", "李婷", 403),  # an employee decides nothing
            ("李婷", "李婷", 403),
            ("顾平", "李婷", 403),
            ("周敏", "李婷", 200),  # the owner may
            ("周敏", "王磊", 200),
        ],
    )
    def test_is_the_managers_or_the_owners_and_never_ones_own(self, reviewed, who, whose, status):
        (form,) = confirmed(reviewed, whose)

        replies = [
            reviewed.as_(who).post(f"/v1/declarations/{form}/return", {"feedback": "请补充"}),
            reviewed.as_(who).post("/v1/declarations/approve", {"ids": [form]}),
        ]

        assert replies[0].status == status
        assert state_of(reviewed, form) == ("confirmed" if status == 403 else "returned")

    def test_on_ones_own_form_is_not_an_owners_either(self, reviewed):
        """王磊 becomes a partner while his form lies open."""
        (form,) = confirmed(reviewed, "王磊")
        seat = f"/v1/people/{reviewed.people['王磊']}"
        done(reviewed.as_("周敏").patch(seat, {"version": 1, "access_role": "owner"}))

        own, partners = (
            reviewed.as_(name).post(f"/v1/declarations/{form}/approve", {}) for name in ("王磊", "周敏")
        )

        assert own.outcome == (403, "declaration.not_your_decision")
        assert partners.status == 200

    def test_goes_with_the_person_to_a_new_manager(self, reviewed):
        (form,) = confirmed(reviewed, "李婷")
        move = {"version": 1, "manager_id": reviewed.people["何静"]}
        done(reviewed.as_("林晓").patch(f"/v1/people/{reviewed.people['李婷']}", move))

        old, new = (
            reviewed.as_(name).post(f"/v1/declarations/{form}/approve", {}) for name in ("王磊", "何静")
        )

        assert old.outcome == (403, "declaration.not_your_decision")
        assert new.status == 200


class TestASeat:
    def test_that_is_removed_is_refused_at_once_with_a_live_token(self, house):
        client = house.as_("李婷")
        before = client.get("/v1/me").status
        done(
            house.as_("林晓").patch(f"/v1/people/{house.people['李婷']}", {"version": 1, "status": "removed"})
        )

        replies = [client.get("/v1/me"), client.post("/v1/work-logs", a_log(), key=None)]

        assert before == 200
        assert [each.outcome for each in replies] == [(401, "auth.seat_removed")] * 2

    def test_that_is_removed_while_logs_come_in_keeps_what_was_acknowledged(self, house):
        client = house.as_("李婷")
        acts: list[Callable[[], Reply]] = [
            lambda: client.post("/v1/work-logs", a_log(), key=None) for _ in range(12)
        ]
        removal = {"version": 1, "status": "removed"}
        acts.insert(6, lambda: house.as_("林晓").patch(f"/v1/people/{house.people['李婷']}", removal))

        replies = at_once(acts)

        kept = {each.body["id"] for each in replies if each.status == 201}
        found = house.as_("林晓").get("/v1/work-logs", month=MONTH, person_id=house.people["李婷"], limit=100)
        assert {each["id"] for each in found.body["items"]} == kept
        assert {each.status for each in replies} <= {200, 201, 401, 409}

    def test_holds_a_new_access_role_from_the_next_request_on(self, house):
        done(
            house.as_("周敏").patch(
                f"/v1/people/{house.people['王磊']}", {"version": 1, "access_role": "employee"}
            )
        )

        replies = [
            house.as_("王磊").get("/v1/duty-matrix"),
            house.as_("王磊").get("/v1/work-logs", month=MONTH, person_id=house.people["李婷"]),
        ]

        assert [each.status for each in replies] == [403, 404]

    @pytest.mark.parametrize(
        ("who", "whose", "changes", "code"),
        [
            ("林晓", "林晓", {"access_role": "owner"}, "person.own_access"),
            ("林晓", "林晓", {"status": "removed"}, "person.own_access"),
            ("周敏", "周敏", {"access_role": "employee"}, "person.own_access"),
            ("林晓", "林晓", {"manager_id": None, "language": "en"}, None),  # which it was before
            ("林晓", "林晓", {"manager_id": "李婷"}, "person.own_access"),
            ("林晓", "李婷", {"access_role": "owner"}, "person.owner_only"),
            ("林晓", "周敏", {"access_role": "employee"}, "person.owner_only"),
            ("林晓", "周敏", {"status": "removed"}, "person.owner_only"),
        ],
    )
    def test_cannot_be_raised_by_its_holder_nor_to_the_owners_by_hr(self, house, who, whose, changes, code):
        named = {name: house.people.get(value, value) for name, value in changes.items()}

        reply = house.as_(who).patch(f"/v1/people/{house.people[whose]}", {"version": 1, **named})

        assert reply.outcome == ((403, code) if code else (200, None))

    def test_of_a_new_owner_is_the_owners_to_give(self, house):
        body = {"name": "新合伙人", "access_role": "owner"}

        assert house.as_("林晓").post("/v1/people", body).outcome == (403, "person.owner_only")
        assert house.as_("周敏").post("/v1/people", body).status == 201


class TestPeople:
    def test_answer_to_the_owner_where_nobody_is_named(self, house):
        made = house.as_("林晓").post("/v1/people", {"name": "新人", "access_role": "employee"}).body
        back = house.as_("林晓").patch(
            f"/v1/people/{house.people['李婷']}", {"version": 1, "manager_id": None}
        ).body  # fmt: skip

        assert made["manager_id"] == back["manager_id"] == house.people["周敏"]

    def test_do_not_answer_to_somebody_who_left_nor_to_themselves(self, house):
        hr, people = house.as_("林晓"), house.people
        done(hr.patch(f"/v1/people/{people['何静']}", {"version": 1, "status": "removed"}))

        asked = [
            hr.patch(f"/v1/people/{people['李婷']}", {"version": 1, "manager_id": people[name]})
            for name in ("何静", "李婷")
        ]

        assert [each.outcome for each in asked] == [(404, "resource.not_found")] * 2
        assert asked[0].body["pointer"] == "/manager_id"

    def test_keep_the_positions_that_they_held_before(self, house):
        path, hr = f"/v1/people/{house.people['李婷']}", house.as_("林晓")
        change = {
            "version": 1,
            "positions": [{"position": "marketing", "share_bp": 10_000, "from": "2026-04-13"}],
        }

        held = hr.patch(path, change).body["positions"]

        assert [(each["position"], each["from"]) for each in held] == [
            ("sales", "1900-01-01"),
            ("marketing", "2026-04-13"),
        ]
        assert house.as_("李婷").get("/v1/me").body["positions"] == [
            {"position": "sales", "share_bp": 10_000}
        ]

    @pytest.mark.parametrize(
        ("shares", "code"),
        [
            ([("sales", 6_000), ("marketing", 3_999)], "person.positions_not_whole"),
            ([("sales", 5_000), ("sales", 5_000)], "person.position_twice"),
            ([("sales", 10_000), ("marketing", 0)], "body.invalid"),
            ([("sales", 15_000), ("marketing", -5_000)], "body.invalid"),
        ],
    )
    def test_hold_positions_that_make_the_whole(self, house, shares, code):
        positions = [{"position": name, "share_bp": share} for name, share in shares]
        newcomer = {"name": "新人", "access_role": "employee", "positions": positions}

        refused = [
            house.as_("林晓").patch(
                f"/v1/people/{house.people['李婷']}", {"version": 1, "positions": positions}
            ),
            house.as_("林晓").post("/v1/people", newcomer),
        ]

        assert [each.outcome for each in refused] == [(422, code)] * 2


class TestTheCompany:
    def test_has_its_settings_changed_by_whoever_saw_the_newest(self, house):
        client = house.as_("林晓")
        first = client.patch("/v1/company", {"version": 1, "score_cap": 105, "new_customer_lookback": None})

        stale = client.patch("/v1/company", {"version": 1, "score_cap": 120})

        assert (first.status, first.body["score_cap"], first.body["new_customer_lookback"]) == (
            200,
            105,
            None,
        )
        assert stale.outcome == (409, "resource.changed")
        assert stale.body["current"]["version"] == 2
        assert client.get("/v1/company").body == first.body

    def test_has_workdays_of_its_own(self, house):
        """The Saturday becomes a workday: what is drafted on the Friday is then due on it."""
        change = {
            "version": 1,
            "extra_workdays": ["2026-04-04"],
            "extra_holidays": ["2026-04-02", "2026-04-03"],
        }
        done(house.as_("林晓").patch("/v1/company", change))
        house.job("scores", period=MONTH)
        house.job("declarations", period=MONTH)

        found = house.as_("林晓").get("/v1/company").body
        assert (found["extra_workdays"], found["extra_holidays"]) == (
            ["2026-04-04"],
            ["2026-04-02", "2026-04-03"],
        )
        assert house.forms()["李婷"]["due_at"].startswith("2026-04-04T02:00:")

    @pytest.mark.parametrize(
        "zone", ["Asia/Nowhere", "../../etc/passwd", "/etc/localtime", "localtime", "posixrules", "Asia"]
    )
    def test_is_in_a_zone_that_there_is(self, house, zone):
        refused = house.as_("林晓").patch("/v1/company", {"version": 1, "zone": zone})

        assert refused.outcome == (422, "company.unknown_zone")


class TestAMonthThatEnds:
    def test_is_drafted_though_its_scores_were_there_before_its_end(self, clock):
        clock.set_clock(datetime(2026, 3, 30, 2, tzinfo=UTC))
        house = clock.found()
        house.job("scores")
        clock.set_clock(datetime(2026, 4, 1, 2, tzinfo=UTC))
        house.sign_in_again()

        house.job("scores")
        house.job("declarations")

        assert len(house.forms()) == 10  # everybody but the owner and the auditor
        assert (
            not house.as_("林晓").get(f"/v1/scores/{house.people['李婷']}", period=MONTH).body["provisional"]
        )


class TestJobDescriptions:
    def test_are_drafted_for_more_people_than_one_transaction_takes(self, running):
        names = [f"员工{number}" for number in range(52)]
        house = running.found(roster={"周敏": ("owner", None), **dict.fromkeys(names, ("employee", "周敏"))})
        for each in names:
            house.log_work(each)

        made = house.as_("周敏").post("/v1/job-descriptions", {}, key="all")
        again = house.as_("周敏").post("/v1/job-descriptions", {}, key="all")

        assert (made.status, len(made.body["items"])) == (201, 52)
        assert made.raw == again.raw
        assert house.as_("周敏").post("/v1/job-descriptions", {}).body["items"] == []


def ids_of(client: Client) -> list[str]:
    """Return the ids of the caller's March logs."""
    return [str(each["id"]) for each in client.get("/v1/work-logs", month=MONTH, limit=100).body["items"]]


def assert_one_winner(replies: Sequence[Reply], callers: int) -> None:
    found = outcomes(replies)
    assert found[200, None] == 1, found
    assert sum(found.values()) == callers
    assert set(found) <= {
        (200, None),
        (409, "declaration.wrong_state"),
        (409, "resource.changed"),
        (409, "idempotency.busy"),
    }


def assert_decided_once(house: House, form: str, action: str) -> None:
    """Look for one step in the history, and one message to the person."""
    house.job("deliver")
    found = house.as_("林晓").get(f"/v1/declarations/{form}").body
    assert [each["action"] for each in found["history"]].count(action) == 1
    results = [each for each in house.as_("李婷").get("/v1/inbox").body["items"]
               if each["topic"] == "declaration.approved"]  # fmt: skip
    assert len(results) == 1
