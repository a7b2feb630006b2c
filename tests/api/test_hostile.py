"""What nobody should send, on real routes: it is refused in a problem document and is never a fault of ours."""

import gzip
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.client import Client, Reply
from tests.api.companies import House, Running, a_log
from tests.api.contract import PROBLEM
from tests.api.populated import an_improvement

LOG = json.dumps(a_log(client_id="log"), ensure_ascii=False)
BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "json.empty"),
    "blanks": (b" \n\t ", "json.empty"),
    "cut short": (LOG[:-1].encode(), "json.malformed"),
    "two values": (LOG.encode() * 2, "json.malformed"),
    "a trailing comma": (LOG.replace("}", ",}").encode(), "json.malformed"),
    "a comment": (LOG.encode() + b"//", "json.malformed"),
    "single quotes": (b"{'client_id': 'x'}", "json.malformed"),
    "a raw line break in a text": (LOG.replace("new_visit", "new\nvisit").encode(), "json.malformed"),
    "a bad escape": (LOG.replace("new_visit", "\\x41").encode(), "json.malformed"),
    "a number with a leading zero": (LOG.replace("40", "040").encode(), "json.malformed"),
    "a null": (b"null", "json.not_an_object"),
    "a list": (b"[]", "json.not_an_object"),
    "a text": (b'"log"', "json.not_an_object"),
    "NaN": (LOG.replace("40", "NaN").encode(), "json.number_out_of_range"),
    "Infinity": (LOG.replace("40", "Infinity").encode(), "json.number_out_of_range"),
    "minus Infinity": (LOG.replace("40", "-Infinity").encode(), "json.number_out_of_range"),
    "1e400": (LOG.replace("40", "1e400").encode(), "json.number_out_of_range"),
    "1e-400": (LOG.replace("40", "1e-400").encode(), "json.number_out_of_range"),
    "a vast exponent": (LOG.replace("40", "1e9999999999999999999").encode(), "json.number_out_of_range"),
    "39 digits": (LOG.replace("40", "4" * 39).encode(), "json.number_out_of_range"),
    "5,000 digits": (LOG.replace("40", "4" * 5_000).encode(), "json.number_out_of_range"),
    "39 places": (LOG.replace("40", "4." + "0" * 38 + "1").encode(), "json.number_out_of_range"),
    "one name twice": (LOG.replace("}", ', "minutes": 41}').encode(), "json.duplicate_name"),
    "one escaped name twice": (LOG.replace("}", ', "minute\\u0073": 41}').encode(), "json.duplicate_name"),
    "100,000 lists": (b"[" * 100_000, "json.too_deep"),
    "100,000 objects": (b'{"a":' * 100_000, "json.too_deep"),
    "100,000 closed lists": (b"[" * 100_000 + b"]" * 100_000, "json.too_deep"),
    "half of a surrogate pair": (LOG.replace("new_visit", "\\ud83d").encode(), "json.unstorable_text"),
    "surrogates the wrong way round": (
        LOG.replace("new_visit", "\\ude00\\ud83d").encode(),
        "json.unstorable_text",
    ),
    "half of a pair as a name": (LOG.replace("}", ', "\\udfff": 1}').encode(), "json.unstorable_text"),
    "NUL": (LOG.replace("new_visit", "new\\u0000visit").encode(), "json.unstorable_text"),
    "GBK": (LOG.encode("gbk"), "json.not_utf8"),
    "UTF-16": (LOG.encode("utf-16"), "json.not_utf8"),
    "a byte order mark": (b"\xef\xbb\xbf" + LOG.encode(), "json.not_utf8"),
    "a surrogate in UTF-8": (LOG.encode().replace(b"new_visit", b"\xed\xa0\x80"), "json.not_utf8"),
    "an overlong slash": (LOG.encode().replace(b"new_visit", b"\xc0\xaf"), "json.not_utf8"),
}
MINUTES: list[Any] = [0, -1, 1441, 1.5, "40", True, None, [40], {}, 10**18, -(10**18), 40.0000001]
STARTS: list[Any] = [
    "",
    "2026-03-02",
    "2026-03-02T09:00:00",
    "2026-03-02 09:00:00+08:00",
    "2026-03-02T09:00+08:00",
    "20260302T090000+0800",
    "2026-W10-1T09:00:00Z",
    "2026-061T09:00:00Z",
    "2026-02-30T09:00:00Z",
    "2026-13-01T09:00:00Z",
    "2026-03-02T24:00:00Z",
    "2026-03-02T09:00:60Z",
    "2026-03-02T09:00:00+24:00",
    "2026-03-02T09:00:00+08",
    "2026-03-02t09:00:00z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "1899-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "２０２６-03-02T09:00:00Z",
    "2026-03-02T09:00:00Z\n",
    " 2026-03-02T09:00:00Z",
    1772413200,
    None,
    [],
]
TEXTS: list[Any] = [
    "",
    " ",
    "\u200b",
    "\u3164",
    "\u00ad",
    "a\u0007b",
    "a\u0085b",
    "a\nb",
    "x" * 61,
    "é" * 61,
    7,
    None,
    [],
    {},
]

IDS = [
    *(
        "%00",
        "%0a",
        "..%2f..%2fpeople",
        "%2e%2e",
        "%2E",
        "a%2fb",
        "%ff",
        "%",
        "%zz",
        "per_%E6%9D%8E",
        "per_x%20",
    ),
    *("~", "*", "a" * 129, "a" * 8_000, "per_0000000000000000000", "dec_2026031", "${7*7}", "co_x%23company"),
]
PATHS = [
    *("/", "/v1", "/v1/", "/v2/me", "/V1/ME", "/v1/me/", "//v1/me", "/v1//me", "/v1/./me", "/v1/x/../me"),
    *("/v1/me;a=b", "/v1/me%3f", "/v1/me%00", "/v1/me.json", "/%76%31/me", "/.git/config", "/local"),
    *("/v1/in", "/v1/in/standard-webhooks"),
]


@pytest.fixture
def employee(house: House) -> Client:
    return house.as_("李婷")


def kept(client: Client) -> list[Any]:
    return list(client.get("/v1/work-logs", month="2026-03").body["items"])


class TestABody:
    @pytest.mark.parametrize("name", BODIES)
    def test_that_is_not_quite_json_is_refused_on_every_way_in(self, house, name):
        raw, code = BODIES[name]
        ways: list[Callable[[], Reply]] = [
            lambda: house.as_("李婷").send("POST", "/v1/work-logs", raw),
            lambda: house.as_("李婷").send("POST", "/v1/work-logs/batch", raw),
            lambda: house.as_("李婷").post("/v1/improvement-plans", raw),
            lambda: house.as_("林晓").send("PATCH", "/v1/company", raw),
            lambda: house.as_("林晓").post("/v1/plans", raw),
        ]

        assert [way().outcome for way in ways] == [(400, code)] * len(ways)
        assert kept(house.as_("李婷")) == []

    @pytest.mark.parametrize("minutes", MINUTES, ids=repr)
    def test_with_a_number_that_is_none_is_refused(self, employee, minutes):
        refused = employee.post("/v1/work-logs", a_log(minutes=minutes), key=None)

        assert (refused.status, refused.body["pointer"]) == (422, "/minutes")

    @pytest.mark.parametrize("start", STARTS, ids=repr)
    def test_with_a_time_that_is_none_is_refused(self, employee, start):
        refused = employee.post("/v1/work-logs", a_log(started_at=start), key=None)

        assert (refused.status, refused.body["pointer"]) == (422, "/started_at")

    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:20])
    def test_with_a_text_that_is_none_is_refused(self, employee, text):
        refused = employee.post("/v1/work-logs", a_log(activity=text), key=None)

        assert (refused.status, refused.body["pointer"]) == (422, "/activity")

    @pytest.mark.parametrize(
        "text",
        [
            "拜访",
            "👩‍👩‍👧‍👦",
            "ﷺ",
            "<script>alert(1)</script>",
            "=cmd|'/C calc'!A0",
            "{{7*7}}",
            "'; DROP TABLE x --",
        ],
    )
    def test_with_a_strange_text_is_kept_as_it_was_written(self, employee, text):
        made = employee.post("/v1/work-logs", a_log(customer=text, text=text), key=None)

        assert (made.status, made.body["customer"], made.body["text"]) == (201, text, text)
        assert kept(employee) == [made.body]

    @pytest.mark.parametrize("text", ["\u202eabc", "a\u2066bc", "\u200fabc"], ids=ascii)
    def test_with_a_text_that_turns_its_direction_is_refused(self, employee, text):
        refused = employee.post("/v1/work-logs", a_log(text=text), key=None)

        assert (refused.outcome, refused.body["pointer"]) == ((422, "work_log.text_unreadable"), "/text")
        assert kept(employee) == []

    @pytest.mark.parametrize("size", [1024 * 1024 + 1, 11 * 1024 * 1024])
    def test_that_is_too_large_is_refused(self, employee, size):
        raw = LOG.encode()

        refused = employee.send("POST", "/v1/work-logs", raw + b" " * (size - len(raw)))

        assert refused.status == 413
        assert kept(employee) == []

    @pytest.mark.parametrize(
        ("headers", "code"),
        [
            ({"Content-Encoding": "gzip"}, "body.encoded"),
            ({"Content-Encoding": "br"}, "body.encoded"),
            ({"Content-Encoding": "identity, gzip"}, "body.encoded"),
            ({"Content-Type": ""}, "body.not_json"),
            ({"Content-Type": "text/plain"}, "body.not_json"),
            ({"Content-Type": "application/x-www-form-urlencoded"}, "body.not_json"),
            ({"Content-Type": "application/json; charset=gbk"}, "body.not_json"),
            ({"Content-Type": "application/jsonp"}, "body.not_json"),
            ({"Content-Type": "application/json, text/html"}, "body.not_json"),
        ],
    )
    def test_of_another_type_or_packed_is_refused(self, employee, headers, code):
        raw = gzip.compress(LOG.encode()) if "gzip" in headers.get("Content-Encoding", "") else LOG.encode()

        refused = employee.send("POST", "/v1/work-logs", raw, headers=headers)

        assert refused.outcome == (415, code)

    @pytest.mark.parametrize(
        "type_", ["application/json", "Application/JSON", 'application/json;charset="UTF-8"']
    )
    def test_of_json_in_another_spelling_is_taken(self, employee, type_):
        assert (
            employee.send("POST", "/v1/work-logs", LOG.encode(), headers={"Content-Type": type_}).status
            == 201
        )


class TestAFieldOfOurs:
    """Mass assignment: what we decide cannot be sent along."""

    @pytest.mark.parametrize(
        "name",
        [
            "id",
            "company_id",
            "person_id",
            "on",
            "created_at",
            "deleted",
            "flags",
            "version",
            "__proto__",
            "Minutes",
            "",
        ],
    )
    def test_of_a_log_cannot_be_set(self, employee, name):
        refused = employee.post("/v1/work-logs", {**a_log(), name: "x"}, key=None)

        assert (refused.outcome, refused.body["pointer"]) == ((422, "body.unknown_field"), f"/{name}")

    @pytest.mark.parametrize(
        ("name", "value"),
        [("id", "per_x"), ("company_id", "co_x"), ("joined_on", "2020-01-01"), ("seq", 0), ("head_hash", ""),
         ("person_id", "per_x"), ("score", "100")],
    )  # fmt: skip
    def test_of_a_person_cannot_be_set(self, house, name, value):
        path = f"/v1/people/{house.people['李婷']}"

        refused = house.as_("林晓").patch(path, {"version": 1, name: value})

        assert refused.outcome == (422, "body.unknown_field")
        assert house.as_("林晓").get(path).body["version"] == 1

    @pytest.mark.parametrize("name", ["person_id", "id", "created_at", "state"])
    def test_of_a_plan_of_ones_own_cannot_be_set(self, employee, name):
        refused = employee.post("/v1/improvement-plans", {**an_improvement(), name: "x"})

        assert refused.outcome == (422, "body.unknown_field")

    @pytest.mark.parametrize(
        "name", ["state", "total", "official_total", "grade", "lines", "objection_until"]
    )
    def test_of_a_form_cannot_be_set(self, house, name):
        for job in ("scores", "declarations"):
            house.job(job, period="2026-03")
        form = house.forms()["李婷"]

        refused = house.as_("李婷").post(f"/v1/declarations/{form['id']}/confirm", {name: "100"})

        assert refused.outcome == (422, "body.unknown_field")
        assert house.forms()["李婷"] == form


class TestAQuery:
    @pytest.mark.parametrize(
        "limit", ["0", "-1", "101", "1000", "abc", "", "1.0", "+5", " 5", "5 ", "0x5", "１", "1e1", "null"]
    )
    def test_with_a_limit_that_is_none_is_refused(self, house, limit):
        assert house.as_("林晓").get("/v1/people", limit=limit).outcome == (400, "query.limit_malformed")

    @pytest.mark.parametrize(
        ("query", "outcome"),
        [
            ("company_id=co_x", (422, "query.unknown_parameter")),
            ("limit=1&limit=2", (422, "query.repeated_parameter")),
            ("limit=1&LIMIT=2", (422, "query.unknown_parameter")),
            ("limit=%00", (400, "query.malformed")),
            ("%0d%0aX-A:b=1", (400, "query.malformed")),
            ("cursor=", (400, "cursor.invalid")),
            ("cursor=%ff", (400, "cursor.invalid")),
            ("cursor=" + "A" * 4_000, (400, "cursor.invalid")),
            ("[]=1", (422, "query.unknown_parameter")),
        ],
    )
    def test_that_is_not_as_documented_is_refused(self, house, query, outcome):
        assert house.as_("林晓").get(f"/v1/people?{query}").outcome == outcome

    @pytest.mark.parametrize(
        "month",
        [
            "2026-00",
            "2026-13",
            "2026-3",
            "1899-12",
            "2200-01",
            "2026-Q1",
            "2026",
            "２０２６-03",
            "2026-03-01",
            "",
        ],
    )
    def test_of_no_month_is_refused(self, employee, month):
        refused = employee.get("/v1/work-logs", month=month)

        assert (refused.status, refused.body["pointer"]) == (422, "/query/month")

    @pytest.mark.parametrize(
        "period", ["2026-Q0", "2026-Q5", "2026-q1", "2026-1Q", "Q1", "2026-13", "1899-Q4", "2200-Q1"]
    )
    def test_of_no_period_is_refused(self, house, period):
        refused = house.as_("林晓").get("/v1/measures", kpi="net_sales", subject="company", period=period)

        assert (refused.status, refused.body["pointer"]) == (422, "/query/period")

    @pytest.mark.parametrize("period", ["1900-01", "1900-Q1", "2199-12", "2199-Q4"])
    def test_of_the_first_and_the_last_period_is_answered(self, house, period):
        assert house.measure("net_sales", period=period)["value"] == "0"

    @pytest.mark.parametrize(
        "kpi", ["", "nothing", "sales.nothing", "__class__", "net_sales ", "a" * 100, "净销售额"]
    )
    def test_of_no_kpi_is_refused(self, house, kpi):
        refused = house.as_("林晓").get("/v1/measures", kpi=kpi, subject="company", period="2026-03")

        assert refused.outcome in ((404, "measure.unknown"), (422, "query.invalid"))

    @pytest.mark.parametrize(
        "subject",
        [
            "",
            " ",
            "region:",
            "manager:",
            "region:\u0007",
            "company:",
            "manager:manager:x",
            "everybody else",
            "x" * 300,
        ],
    )
    def test_of_no_subject_is_refused(self, house, subject):
        refused = house.as_("林晓").get("/v1/measures", kpi="net_sales", subject=subject, period="2026-03")

        assert refused.status in (400, 404, 422)

    @pytest.mark.parametrize("region", ["华东", "'; --", "%00", "../..", "区" * 60, "a b", "#company"])
    def test_of_a_strangely_named_region_is_answered(self, house, region):
        seller = f"/v1/people/{house.people['李婷']}"
        assert house.as_("林晓").patch(seller, {"version": 1, "region": region}).body["region"] == region

        answer = house.as_("林晓").get(
            "/v1/measures", kpi="net_sales", subject=f"region:{region}", period="2026-03"
        )

        assert (answer.status, answer.body["value"]) == (200, "0")

    @pytest.mark.parametrize(
        "span",
        [
            ("2026-03-02", "2026-03-01"),
            ("2026-03-01", "2026-03-01"),
            ("2026-01-01", "2027-01-03"),
            ("2000-01-01", "2199-12-31"),
        ],
    )
    def test_of_no_span_is_refused(self, house, span):
        for path in ("/v1/work-distribution", "/v1/duty-matrix"):
            refused = house.as_("林晓").get(path, **{"from": span[0], "to": span[1]})
            assert refused.outcome == (422, "dates.span_unusable")

    @pytest.mark.parametrize("bound", ["from", "to"])
    @pytest.mark.parametrize("day", ["2000-01-01", "2000-01-02", "2199-12-31", "2026-04-01"])
    def test_of_one_bound_alone_is_answered_or_refused(self, house, bound, day):
        for path in ("/v1/work-distribution", "/v1/duty-matrix"):
            assert house.as_("林晓").get(path, **{bound: day}).status in (200, 422)


class TestACursor:
    def test_that_was_altered_is_refused(self, house):
        client = house.as_("林晓")
        cursor = client.get("/v1/people", limit=2).body["next"]
        altered = [cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :] for place in
                   range(0, len(cursor), 5)]  # fmt: skip

        asked = [
            client.get("/v1/people", limit=2, cursor=each)
            for each in (*altered, cursor[:-1], cursor + "=", cursor + "A")
        ]

        assert {each.outcome for each in asked} == {(400, "cursor.invalid")}
        assert client.get("/v1/people", limit=2, cursor=cursor).status == 200

    def test_belongs_to_its_list_its_filters_and_its_company(self, running, house):
        client, other = house.as_("林晓"), running.found().as_("林晓")
        for day in range(2, 6):
            house.log_work("李婷", started_at=f"2026-03-0{day}T09:00:00+08:00")
        person = house.people["李婷"]
        cursor = client.get("/v1/work-logs", month="2026-03", person_id=person, limit=2).body["next"]

        asked = [
            client.get("/v1/people", cursor=cursor),
            client.get("/v1/work-logs", month="2026-02", person_id=person, cursor=cursor),
            client.get("/v1/work-logs", month="2026-03", person_id=house.people["陈浩"], cursor=cursor),
            client.get("/v1/work-logs", month="2026-03", cursor=cursor),
            other.get("/v1/people", cursor=client.get("/v1/people", limit=2).body["next"]),
        ]

        assert [each.outcome for each in asked] == [(400, "cursor.invalid")] * 5
        again = client.get("/v1/work-logs", month="2026-03", person_id=person, limit=1, cursor=cursor)
        assert (again.status, len(again.body["items"])) == (200, 1)


class TestAPath:
    @pytest.mark.parametrize("id_", IDS, ids=lambda id_: id_[:20])
    def test_with_an_id_that_is_none_is_not_there(self, house, id_):
        person = house.as_("林晓").get(f"/v1/people/{id_}")
        form = house.as_("林晓").post(f"/v1/declarations/{id_}/approve", {})

        assert {person.status, form.status} <= {404, 403}
        assert person.code in ("resource.not_found", "route.not_found")

    @pytest.mark.parametrize("path", PATHS)
    def test_that_is_none_has_nothing_of_the_api(self, house, path):
        found = house.as_("林晓").send("GET", path, checked=path != "/")

        assert found.status == 404 or (path == "/" and "text/html" in found.headers["content-type"]) or (
            path == "/%76%31/me" and found.status == 200  # the same path, spelled out
        )  # fmt: skip

    @pytest.mark.parametrize("method", ["PUT", "TRACE", "OPTIONS", "HEAD", "CONNECT", "PROPFIND", "X" * 200])
    @pytest.mark.parametrize(
        "path", ["/v1/me", "/v1/scores", "/v1/nowhere", "/healthz", "/v1/in/standard-webhooks/x"]
    )
    def test_takes_no_other_method(self, running, method, path):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

        status, headers, body = raw(running, head.encode())

        assert status in (400, 404, 405)
        if headers.get("content-type") == PROBLEM and body:
            assert json.loads(body)["status"] == status
        if status == 405:
            assert headers["allow"]


class TestOnTheWire:
    @pytest.mark.parametrize(
        "request_",
        [
            b"",
            b"\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01",  # somebody tries TLS
            b"GET / HTTP/0.9\r\n\r\n",
            b"GET /v1/me HTTP/1.1\r\n\r\n",
            b"GET /v1/me HTTP/9.9\r\nHost: a\r\n\r\n",
            b"GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET http://other.example/v1/me HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET /v1/me HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
            b"GET /v1/me HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 4_000 + b"\r\n",
            b"GET /v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
            b"GET /v1/me HTTP/1.1\r\nHost: a\r\nAccept-Language: " + b"en;q=0.1," * 1_000 + b"\r\n\r\n",
            b"GET /v1/me?" + b"a=b&" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /\xe6\x9d\x8e HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nhello",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{}",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            b"POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            b"POST /v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ],
        ids=range(22),
    )
    def test_nonsense_is_no_fault_of_ours(self, running, request_):
        status, _, _ = raw(running, request_)

        assert status is None or status < 500 or status == 501  # the server knows no such transfer coding
        assert running.nobody.get("/healthz").status == 200

    def test_a_body_in_pieces_is_one_body(self, house):
        log = json.dumps(a_log()).encode()
        pieces = b"".join(
            b"%x\r\n%s\r\n" % (len(log[at : at + 7]), log[at : at + 7]) for at in range(0, len(log), 7)
        )
        head = (
            "POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {house.tokens['李婷']}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )

        status, _, _ = raw(house.running, head.encode() + pieces + b"0\r\n\r\n")

        assert status == 201

    def test_a_body_in_pieces_without_end_is_refused(self, house):
        piece = b"%x\r\n%s\r\n" % (1024 * 1024, b" " * 1024 * 1024)
        head = (
            "POST /v1/work-logs HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {house.tokens['李婷']}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )

        status, _, _ = raw(house.running, head.encode() + piece * 11 + b"0\r\n\r\n")

        assert status == 413


class TestTheLocalHandles:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "gangji.example"},
            {"Host": "127.0.0.1.evil.example"},
            {"Host": ""},
            {"Host": "127.0.0.1", "Origin": "https://evil.example"},
            {"Host": "localhost", "Origin": "null"},
        ],
    )
    def test_answer_no_web_page(self, running, headers):
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST /local/companies HTTP/1.1\r\n{lines}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}"

        status, _, body = raw(running, head.encode())

        assert (status, json.loads(body)["code"]) == (403, "local.only_from_here")

    @pytest.mark.parametrize("name", [name for name in BODIES if name not in ("nothing", "blanks")])
    def test_refuse_what_is_not_quite_json(self, running, name):
        raw_body, code = BODIES[name]

        refused = running.nobody.send("POST", "/local/companies", raw_body, checked=False)

        assert refused.outcome == (400, code)

    @pytest.mark.parametrize(
        "now", ["", "now", "2026-03-02", "2026-03-02T08:00:00", 5, [], "0001-01-01T00:00:00+14:00"]
    )
    def test_refuse_a_clock_that_is_none(self, running, now):
        assert running.local("POST", "/local/clock", {"now": now}).outcome == (422, "local.not_an_instant")


def raw(running: Running, request: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Send bytes and return status, headers and body of what comes back; no status if nothing does."""
    received = b""
    with socket.create_connection(("127.0.0.1", running.wire.port), timeout=2) as connection:
        try:
            connection.sendall(request)
            while not is_whole(received) and (piece := connection.recv(65536)):
                received += piece
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass  # the server waits for more, or has had enough
    head, _, body = received.partition(b"\r\n\r\n")
    if not head:
        return None, {}, b""
    return int(head.split(b" ")[1]), headers_of(head), body


def is_whole(received: bytes) -> bool:
    head, ended, body = received.partition(b"\r\n\r\n")
    return bool(ended) and len(body) >= int(headers_of(head).get("content-length", 0))


def headers_of(head: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in pairs}
