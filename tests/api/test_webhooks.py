"""Deliveries over HTTP: proven or refused, counted once, in any order, by push and by pull."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.adapters.vendors.standard_webhooks import sign
from tests.api.companies import Connection, House, Running, an_order
from tests.api.test_commands import at_once

DATA = Path(os.environ.get("GANGJI_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))
VECTORS = DATA.parent / "vectors" / "standard_webhooks.json"
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret of 24 byt").decode()


def sold(house: House, **of: str) -> str:
    """Return the company's net sales of March, or of the given subject and period."""
    return str(house.measure("net_sales", **of)["value"])


@pytest.fixture
def connection(house: House) -> Connection:
    return house.connect()


class TestADelivery:
    def test_is_counted_once_it_is_consumed(self, house, connection):
        reply = connection.deliver(an_order("o-1"))
        house.settle()

        assert (reply.status, reply.body) == (200, {})
        assert (sold(house), sold(house, subject=house.people["李婷"])) == ("1000", "1000")

    def test_may_hold_several_events(self, house, connection):
        connection.deliver([an_order("o-1"), an_order("o-2")])
        connection.deliver({"events": [an_order("o-3"), an_order("o-4")]})
        house.settle()

        assert sold(house) == "4000"

    @pytest.mark.parametrize("times", [10])
    def test_that_comes_again_and_again_is_counted_once(self, house, connection, times):
        replies = [connection.deliver(an_order("o-1"), id="msg_again") for _ in range(times)]
        house.settle()

        assert [each.status for each in replies] == [200] * times
        assert sold(house) == "1000"

    def test_that_comes_twenty_times_at_once_is_counted_once(self, house, connection):
        replies = at_once([lambda: connection.deliver(an_order("o-1"), id="msg_once")] * 20)
        house.settle()

        assert [each.status for each in replies] == [200] * 20
        assert sold(house) == "1000"

    def test_tried_again_later_is_counted_once(self, house, connection):
        now = house.running.now()
        replies = [connection.deliver(an_order("o-1"), id="msg_retry", at=now - ago) for ago in (240, 120, 0)]
        house.settle()

        assert [each.status for each in replies] == [200] * 3
        assert sold(house) == "1000"

    def test_of_one_event_under_two_ids_is_counted_once(self, house, connection):
        for id_ in ("msg_a", "msg_b"):
            connection.deliver(an_order("o-1"), id=id_)
        house.settle()

        assert sold(house) == "1000"

    def test_of_another_body_under_a_known_id_adds_nothing(self, house, connection):
        connection.deliver(an_order("o-1"), id="msg_c")
        house.settle()

        again = connection.deliver(an_order("o-2"), id="msg_c")
        house.settle()

        assert again.status == 200
        assert sold(house) == "1000"

    def test_of_one_id_in_two_companies_is_two(self, running):
        houses = [running.found(), running.found()]
        for house in houses:
            house.connect().deliver(an_order("o-1"), id="msg_shared")
        houses[0].settle()

        assert [sold(house) for house in houses] == ["1000", "1000"]

    def test_takes_header_names_in_any_case_and_vendors_by_their_other_names(self, house, connection):
        raw, at = json.dumps(an_order("o-1")).encode(), house.running.now()
        signature = sign(connection.secret, delivery_id="msg_d", timestamp=at, body=raw)
        headers = {"Webhook-Id": "msg_d", "WEBHOOK-TIMESTAMP": str(at), "webhook-Signature": signature}

        replies = [
            house.running.nobody.send("POST", f"/v1/in/{vendor}/{connection.id}", raw, headers=headers)
            for vendor in ("standard-webhooks", "standard_webhooks", "std")
        ]

        assert [each.status for each in replies] == [200] * 3


class TestAnUnprovenDelivery:
    def test_is_refused_and_burns_nothing(self, house, connection):
        """Every forgery comes under the id that the real delivery has afterwards."""
        event = an_order("o-1")
        refused = {name: reply.outcome for name, reply in forgeries(connection, event, "msg_real")}
        house.settle()
        before = house.measure("net_sales")["n"]

        genuine = connection.deliver(event, id="msg_real")
        house.settle()

        assert refused == dict.fromkeys(refused, (401, "webhook.signature_invalid"))
        assert len(refused) >= 25
        assert (before, genuine.status, sold(house)) == (0, 200, "1000")

    @pytest.mark.parametrize("seconds", [-320, -3600, 320, 3600])
    def test_by_its_time_is_refused_in_both_directions(self, house, connection, seconds):
        refused = connection.deliver(an_order("o-1"), at=house.running.now() + seconds)

        assert refused.outcome == (401, "webhook.signature_invalid")

    def test_at_an_unknown_place_is_answered_as_at_another_vendors(self, house, connection):
        nowhere = Connection(house, "con_nowhere", connection.secret)

        asked = [
            nowhere.deliver(an_order("o-1")),
            connection.deliver(an_order("o-1"), vendor="shopify"),
            connection.deliver(an_order("o-1"), vendor="..%2F"),
            house.running.nobody.send("POST", f"/v1/in/standard-webhooks/{connection.id}x", b"{}"),
        ]

        assert [each.outcome for each in asked] == [(404, "resource.not_found")] * 4
        assert all(each.told == asked[0].told for each in asked)

    def test_with_another_companys_secret_is_refused(self, running, connection):
        foreign = running.found().connect(secret=OTHER_SECRET)

        refused = connection.deliver(an_order("o-1"), secret=foreign.secret)

        assert refused.status == 401


class TestSecrets:
    def test_may_be_two_while_one_is_rotated(self, house, connection):
        connection.configure(secrets=[connection.secret, OTHER_SECRET])
        during = [connection.deliver(an_order(f"o-{n}"), secret=secret).status
                  for n, secret in enumerate((connection.secret, OTHER_SECRET))]  # fmt: skip
        connection.configure(secret=OTHER_SECRET)

        after = [connection.deliver(an_order(f"p-{n}"), secret=secret).status
                 for n, secret in enumerate((connection.secret, OTHER_SECRET))]  # fmt: skip

        assert (during, after) == ([200, 200], [401, 200])

    def test_a_delivery_may_carry_several_signatures(self, house, connection):
        raw, at = json.dumps(an_order("o-1")).encode(), house.running.now()
        good = sign(connection.secret, delivery_id="msg_e", timestamp=at, body=raw)
        other = sign(OTHER_SECRET, delivery_id="msg_e", timestamp=at, body=raw)

        replies = [
            connection.deliver(raw, id="msg_e", at=at, webhook_signature=signatures).status
            for signatures in (f"{other} {good}", f"v1a,AAAA {good}", f"nonsense  {good}", other)
        ]

        assert replies == [200, 200, 200, 401]


class TestABodyThatIsNoJson:
    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (b"", "json.empty"),
            (b"{", "json.malformed"),
            (b'{"type": NaN}', "json.number_out_of_range"),
            (b'{"type": "a", "type": "b"}', "json.duplicate_name"),
            (b'{"type": "\\ud800"}', "json.unstorable_text"),
            (b"\xff\xfe", "json.not_utf8"),
            (b"[" * 100_000, "json.too_deep"),
        ],
    )
    def test_is_told_so_if_its_signature_is_good(self, house, connection, raw, code):
        refused = connection.deliver(raw, id="msg_f")
        forged = connection.deliver(raw, id="msg_f", secret=OTHER_SECRET)
        genuine = connection.deliver(an_order("o-1"), id="msg_f")
        house.settle()

        assert (refused.outcome, forged.status) == ((400, code), 401)
        assert (genuine.status, sold(house)) == (200, "1000")

    def test_or_too_large_is_told_so(self, connection):
        assert connection.deliver(b" " * (1024 * 1024 + 1)).outcome == (413, "body.too_large")


class TestNonsenseRightlySigned:
    """It is kept and set aside: the sender gets a 200, no figure moves, and what came with it counts."""

    @pytest.mark.parametrize(
        "record",
        [
            {"type": "order.teleported", "timestamp": "2026-03-02T10:00:00Z", "data": {"id": "x"}},
            {"type": None},
            {},
            "order.paid",
            7,
            None,
            ["order.paid"],
            an_order("x", timestamp="2026-04-03T10:00:00Z"),  # of the day after tomorrow
            an_order("x", timestamp="2026-03-02T10:00:00"),  # of no zone
            an_order("x", timestamp="20260302"),
            an_order("x", timestamp="0001-01-01T00:00:00+14:00"),
            an_order("x", timestamp="9999-12-31T23:59:59-12:00"),
            an_order("x", amount={"amount": "1000.00", "currency": "USD"}),  # without a rate
            an_order("x", amount={"amount": "1000.00", "currency": "USD"}, rate="1E-99999999"),
            an_order("x", amount={"amount": "1000.00", "currency": "USD"}, rate="-7"),
            an_order("x", amount={"amount": "1000.00", "currency": "USD"}, rate="0"),
            an_order("x", "-1000.00"),
            an_order("x", "10000000000000.01"),
            an_order("x", "1E+999999"),
            an_order("x", "1_000"),
            an_order("x", "١٠٠٠"),
            an_order("x", "NaN"),
            an_order("x", "0.001"),
            an_order("x", amount=True),
            an_order("x", amount=None, amount_minor=10**17),
            an_order("x", owners=[{"owner": "李婷", "share_bp": 9_999}]),
            an_order(
                "x", owners=[{"owner": "李婷", "share_bp": 12_000}, {"owner": "陈浩", "share_bp": -2_000}]
            ),
            an_order("x", id=None),
            an_order("x", id=True),
            an_order("x", id="长" * 201),
            an_order("x", note="长" * 20_000),
            {"type": "order.paid", "timestamp": "2026-03-02T10:00:00Z", "data": [1]},
        ],
    )
    def test_is_set_aside_by_itself(self, house, connection, record):
        reply = connection.deliver([record, an_order("good"), record])
        house.settle()

        assert reply.status == 200
        assert house.measure("net_sales")["numerator"] == "1000"

    def test_of_every_kind_in_one_delivery_stops_nothing(self, house, connection):
        records: list[Any] = [{"type": f"no.such.{number}"} for number in range(250)]

        connection.deliver([*records, an_order("good")])
        house.settle()

        assert sold(house) == "1000"

    def test_in_the_loose_fields_of_events_breaks_no_figure(self, house, connection):
        """Whatever stands in the fields that figures read: the job runs, and every measure is answered."""
        nonsense: list[Any] = [
            None,
            True,
            -1,
            "",
            "abc",
            "1E400",
            "9999-12-31T23:59:59-12:00",
            [],
            [{}],
            {"a": []},
        ]
        names = ["nps", "csat", "rating", "order_ref", "refund_ref", "event_ref", "attendees", "planned", "merged_ids",
                 "people", "date", "channel", "stage_kind", "severity", "survey_ref", "count", "from", "to", "due_at",
                 "close_date", "readers", "visits", "content_ref", "rate", "share_bp", "position"]  # fmt: skip
        kinds = ["order.paid", "order.refunded", "deal.won", "deal.stage_changed", "customer.merged",
                 "customer.owner_changed", "survey.responded", "complaint.opened", "event.held", "event.attended",
                 "traffic.daily", "campaign.metrics", "orderproc.received", "orderproc.completed", "invoice.due",
                 "payment.received", "subscription.churned", "lead.created", "content.published"]  # fmt: skip
        for number, value in enumerate(nonsense):
            events = [
                {
                    "type": kind,
                    "timestamp": f"2026-03-{number + 2:02}T10:00:00+08:00",
                    "data": {
                        "id": f"{kind}-{number % 3}",
                        "owner": "李婷",
                        "customer_ref": "c-1",
                        **dict.fromkeys(names[number % 2 :], value),
                    },
                }
                for kind in kinds
            ]
            assert connection.deliver(events).status == 200
        house.settle()

        house.job("scores")
        measures = [each["id"] for each in house.as_("林晓").get("/v1/kpis").body["items"]]
        figures = [
            house.measure(kpi, subject) for kpi in measures for subject in ("company", house.people["李婷"])
        ]

        assert len(figures) == 2 * len(measures) > 0


class TestOrderAndRepetition:
    def test_all_orders_of_a_deals_events_lead_to_one_state(self, running):
        """One seller for each order: the same four events of a deal of theirs, one round at a time."""
        orders = list(permutations(range(4)))
        roster = {"周敏": ("owner", None), "林晓": ("hr", "周敏")}
        sellers = [f"销售{number:02}" for number in range(len(orders))]
        house = running.found(
            roster=roster | dict.fromkeys(sellers, ("employee", "周敏")), revenue_source="deals"
        )
        connection = house.connect()

        for turn in range(4):
            for seller, order in zip(sellers, orders, strict=True):
                assert connection.deliver(deal_of(seller)[order[turn]]).status == 200
            house.settle()

        found = {
            tuple(
                house.measure(kpi, house.people[seller], "2026-Q1")["value"]
                for kpi in ("won_value", "won_count", "lost_count", "net_sales")
            )
            for seller in sellers
        }
        assert found == {("1000", "1", "0", "1000")}

    def test_the_newest_version_counts_though_it_came_first(self, house, connection):
        newer = an_order("o-1", "700.00", timestamp="2026-03-02T03:00:00Z")
        older = an_order(
            "o-1", "500.00", timestamp="2026-03-02T10:00:00+08:00"
        )  # earlier, though it reads later
        for event in (newer, older):
            connection.deliver(event)
            house.settle()

        assert sold(house) == "700"

    def test_one_instant_in_two_spellings_is_one_event(self, house, connection):
        connection.deliver(an_order("o-1"))
        for timestamp in ("2026-03-03T10:00:00+08:00", "2026-03-03T02:00:00Z"):
            refund = {"id": "o-1", "amount": {"amount": "100.00", "currency": "CNY"}}
            connection.deliver({"type": "order.refunded", "timestamp": timestamp, "data": refund})
        house.settle()

        assert sold(house) == "900"

    def test_a_refund_that_comes_before_its_order_is_booked(self, house, connection):
        refund = {"id": "r-1", "order_ref": "o-1", "amount": {"amount": "1000.00", "currency": "CNY"}}
        connection.deliver({"type": "order.refunded", "timestamp": "2026-03-05T10:00:00Z", "data": refund})
        house.settle()
        before = sold(house)
        connection.deliver(an_order("o-1"))
        house.settle()

        assert (before, sold(house), sold(house, subject=house.people["李婷"])) == ("0", "0", "0")

    def test_a_backlog_of_many_years_in_one_delivery_is_taken_whole(self, house, connection):
        events = [
            an_order(f"o-{number}", timestamp=f"{2016 + number // 12}-{number % 12 + 1:02}-05T10:00:00+08:00")
            for number in range(120)
        ]

        connection.deliver(events)
        house.settle()

        found = [sold(house, period=period) for period in ("2016-01", "2020-Q2", "2025-12")]
        assert found == ["1000", "3000", "1000"]


class TestOwners:
    def test_named_twice_have_both_shares(self, house, connection):
        event = an_order("o-1", owners=[{"owner": "李婷", "share_bp": 3_000}, {"owner": "李婷", "share_bp": 3_000},
                                        {"owner": "陈浩", "share_bp": 4_000}])  # fmt: skip
        connection.deliver(event)
        house.settle()

        shares = [sold(house, subject=house.people[name]) for name in ("李婷", "陈浩")]
        assert (shares, sold(house)) == (["600", "400"], "1000")

    def test_who_are_nobody_are_credited_with_nothing(self, house, connection):
        connection.deliver(an_order("o-1", owner="外部代理"))
        house.settle()

        assert (sold(house), sold(house, subject=house.people["李婷"])) == ("1000", "0")

    def test_whose_name_two_people_carry_are_not_guessed(self, house, connection):
        for name in ("李婷", "陈浩"):
            change = {"version": 1, "vendor_user_ids": ["seller-1"]}
            assert house.as_("林晓").patch(f"/v1/people/{house.people[name]}", change).status == 200

        connection.deliver(an_order("o-1", owner="seller-1"))
        house.settle()

        shares = [sold(house, subject=house.people[name]) for name in ("李婷", "陈浩")]
        assert (shares, sold(house)) == (["0", "0"], "1000")


class TestAPull:
    def test_of_what_a_webhook_brought_counts_it_once(self, house):
        events = [an_order(f"o-{number}") for number in range(5)]
        with listening(Source(events, size=2)) as source:
            connection = house.connect(secret=OTHER_SECRET, pull={"url": source.url, "token": "pull-token"})
            for event in events[:2]:
                connection.deliver(event)
            house.settle()

            house.job("pull")
            house.job("pull")

        assert sold(house) == "5000"
        assert [each["cursor"] for each in source.asked] == [None, "2", "4"] * 2
        assert [each["since"] is None for each in source.asked] == [True] * 3 + [False] * 3
        assert {each["authorization"] for each in source.asked} == {"Bearer pull-token"}

    def test_then_a_webhook_of_the_same_counts_it_once(self, house):
        events = [an_order(f"o-{number}") for number in range(3)]
        with listening(Source(events, size=2)) as source:
            connection = house.connect(secret=OTHER_SECRET, pull={"url": source.url})
            house.job("pull")
            for event in events:
                connection.deliver(event)
            house.settle()

        assert sold(house) == "3000"

    def test_of_a_page_with_nonsense_takes_the_rest_of_it(self, house):
        nonsense = b'{"type": "order.paid", "timestamp": "2026-03-02T10:00:00Z", "data": {"id": "\\ud800", "n": NaN}}'
        with listening(Source([an_order("o-1"), nonsense, {"type": "?"}, an_order("o-2")], size=4)) as source:
            house.connect(pull={"url": source.url})
            house.job("pull")

        assert sold(house) == "2000"

    def test_that_fails_half_way_is_taken_up_again(self, house):
        events = [an_order(f"o-{number}") for number in range(4)]
        with listening(Source(events, size=2, is_broken=True)) as source:
            house.connect(pull={"url": source.url})
            report = house.running.local("POST", "/local/jobs/pull", {"company_id": house.id}).body
            half = sold(house)
            source.is_broken = False

            house.job("pull")

        assert (report["dead_letters"], half, sold(house)) == (1, "2000", "4000")
        assert {each["since"] for each in source.asked} == {None}  # each time from the beginning


class TestVectors:
    @pytest.mark.skipif(not VECTORS.exists(), reason=f"the reference vectors are not at {VECTORS}")
    def test_every_published_case_has_its_outcome(self, clock):
        house = clock.found()
        cases = json.loads(VECTORS.read_text(encoding="utf-8"))["verify_cases"]

        found = {case["id"]: outcome(case, house, clock) for case in cases}

        assert found == {case["id"]: case["expect"]["accept"] for case in cases}


def outcome(case: dict[str, Any], house: House, clock: Running) -> bool:
    """Play a case at its own time, at its own address, with its own secret; return whether it was accepted."""
    request = case["request"]
    path = urlsplit(request["url"]).path
    connection = Connection(house, path.rpartition("/")[2], case["config"]["secret"])
    connection.configure(**case["config"])
    clock.set_clock(datetime.fromisoformat(case["clock"]))
    reply = clock.nobody.send(
        request["method"], path, base64.b64decode(request["body_b64"]), headers=request["headers"]
    )
    assert reply.status in (200, 401)
    return reply.status == 200


def forgeries(connection: Connection, event: Any, id_: str) -> Iterator[tuple[str, Any]]:
    """Send deliveries that are nearly right, all under one id."""
    raw, now = json.dumps(event).encode(), connection.house.running.now()
    good = sign(connection.secret, delivery_id=id_, timestamp=now, body=raw)
    later = sign(connection.secret, delivery_id=id_, timestamp=now + 1, body=raw)
    variants: dict[str, dict[str, Any]] = {
        "no id": {"webhook_id": ""},
        "no timestamp": {"webhook_timestamp": ""},
        "no signature": {"webhook_signature": ""},
        "another id": {"webhook_id": "msg_other"},
        "id with a blank": {"webhook_id": id_.replace("_", " ")},
        "another second": {"webhook_timestamp": str(now + 1)},
        "another second's signature": {"webhook_signature": later},
        "timestamp lengthened": {"webhook_timestamp": f"{now}9"},
        "timestamp with a fraction": {"webhook_timestamp": f"{now}.0"},
        "timestamp with an exponent": {"webhook_timestamp": "1.7e9"},
        "timestamp in full-width digits": {"webhook_timestamp": wide(now)},
        "timestamp in hexadecimal": {"webhook_timestamp": hex(now)},
        "timestamp with a sign": {"webhook_timestamp": f"+{now}"},
        "timestamp in milliseconds": {"webhook_timestamp": f"{now}000"},
        "negative timestamp": {"webhook_timestamp": f"-{now}"},
        "signature cut short": {"webhook_signature": good[:-5]},
        "signature without version": {"webhook_signature": good.removeprefix("v1,")},
        "signature of another version": {"webhook_signature": good.replace("v1,", "v2,")},
        "signature with two commas": {"webhook_signature": good.replace("v1,", "v1,,")},
        "signature that is no Base64": {"webhook_signature": "v1,***"},
        "signature that is not ASCII": {"webhook_signature": "v1,签".encode().decode("latin-1")},
        "signature in lower case": {"webhook_signature": good.lower()},
        "empty signature": {"webhook_signature": "v1,"},
        "version alone": {"webhook_signature": "v1"},
        "another secret": {"secret": OTHER_SECRET},
        "too old": {"at": now - 400},
        "too new": {"at": now + 400},
    }
    for name, changes in variants.items():
        yield name, connection.deliver(raw, **{"id": id_, "at": now, **changes})
    for name, body in (("a byte more", raw + b" "), ("another amount", raw.replace(b"1000", b"9000"))):
        yield name, connection.deliver(body, id=id_, at=now, webhook_signature=good)


def wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)).encode().decode("latin-1")


def deal_of(seller: str) -> list[dict[str, Any]]:
    """Return four facts of one deal: made, won, opened again, won for good."""
    facts = (
        ("deal.created", "500.00"),
        ("deal.won", "900.00"),
        ("deal.reopened", None),
        ("deal.won", "1000.00"),
    )
    return [
        {
            "type": kind,
            "timestamp": f"2026-03-{number + 2:02}T10:00:00+08:00",
            "data": {
                "id": f"deal-{seller}",
                "version": number + 1,
                "owner": seller,
                "customer_ref": {"vendor_id": f"c-{seller}"},
                **({"amount": {"amount": amount, "currency": "CNY"}} if amount else {}),
            },
        }
        for number, (kind, amount) in enumerate(facts)
    ]


class Source:
    """
    A source that answers `records` in pages of `size`, and what it was asked.

    While it `is_broken`, every page but the first is a web page about maintenance.
    """

    def __init__(self, records: list[Any], *, size: int, is_broken: bool = False) -> None:
        self.records, self.size, self.is_broken = records, size, is_broken
        self.asked: list[dict[str, str | None]] = []
        self.url = ""

    def answer(self, target: str, authorization: str | None) -> tuple[str, bytes]:
        """Return the media type and the body for a request."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        cursor, since = query.get("cursor"), query.get("since")
        self.asked.append({"since": since, "cursor": cursor, "authorization": authorization})
        first = int(cursor or 0)
        if first and self.is_broken:
            return "text/html", b"<html>maintenance</html>"
        page = [
            each if isinstance(each, bytes) else json.dumps(each).encode()
            for each in self.records[first:][: self.size]
        ]
        following = first + self.size
        more = f'"{following}"' if following < len(self.records) else "null"
        return "application/json", b'{"items": [%s], "next": %s}' % (b",".join(page), more.encode())


@contextmanager
def listening(source: Source) -> Iterator[Source]:
    """Let the source be asked at its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = source.answer(self.path, self.headers.get("Authorization"))
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    source.url = f"http://127.0.0.1:{server.server_address[1]}/events"
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
