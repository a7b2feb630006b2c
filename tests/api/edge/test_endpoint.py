import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.edge.request import Answer, CommandKey
from shared.domain.people import AccessRole
from tests.api.edge.sample import EMPLOYEE, MANAGER, Client, House, Reply, a_token

GOOD = {"title": "周会", "at": "2026-03-02T09:00:00Z"}
EDGE_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def of(reply: Reply) -> tuple[int, str, str | None]:
    return reply.status, reply.code, reply.json.get("pointer")


class TestOrderOfChecks:
    def test_who_calls_comes_before_everything(self, nobody: Client):
        replies = [
            nobody.writes(raw="{nonsense"),
            nobody.writes(raw="x" * 2_000_000),
            nobody.writes(headers={"Content-Type": "text/plain", "Idempotency-Key": ""}),
            nobody.lists(limit="-1", unknown="1"),
            nobody.approves("no such id"),
        ]

        assert {each.status for each in replies} == {401}

    def test_a_removed_seat_is_refused_before_what_was_asked_is_looked_at(self, leaver: Client):
        replies = [
            leaver.writes(),
            leaver.writes(raw="{nonsense"),
            leaver.lists(limit="-1"),
            leaver.approves("no such id"),
            leaver.send("POST", "/v1/visits", raw="[]"),
        ]

        assert {(each.status, each.code) for each in replies} == {(401, "auth.seat_removed")}

    def test_the_access_role_comes_before_what_was_asked(self, employee: Client):
        replies = [
            employee.approves(),
            employee.approves(raw="{nonsense"),
            employee.approves("no such id"),
            employee.approves(headers={"Content-Type": "text/plain"}),
            employee.approves(headers={"Idempotency-Key": []}),
        ]

        assert {(each.status, each.code) for each in replies} == {(403, "access.role_too_low")}

    def test_what_cannot_be_read_loads_nothing(self, manager: Client, house: House):
        manager.approves(raw="{nonsense")
        manager.approves("otherwise_1")

        assert house.admitted == [(MANAGER, (), None), (MANAGER, (), None)]


class TestAdmission:
    def test_asks_once_for_seat_things_and_earlier_answer(self, manager: Client, house: House):
        manager.approves("note_7", body={"version": 2})

        [(person_id, refs, key)] = house.admitted
        assert (person_id, refs) == (MANAGER, ("note_7",))
        assert (key.route, key.key) == ("POST /v1/notes/{note_id}/approve", "k1")

    def test_reads_a_key_from_the_body_where_it_is_there(self, employee: Client, house: House):
        reply = employee.send(
            "POST",
            "/v1/visits",
            body={"client_id": "c-1", "minutes": 3},
            headers={"Idempotency-Key": "another"},
        )

        assert reply.json == {"id": "c-1", "minutes": 3}
        assert house.admitted[0][2].key == "c-1"

    def test_gives_the_handler_the_seat_as_it_is_now(self, manager: Client, house: House):
        house.roles[MANAGER] = AccessRole.EMPLOYEE

        assert manager.approves().status == 403


class TestRepeats:
    @pytest.fixture
    def done(self, employee: Client, house: House) -> Reply:
        """Send a command once, and remember it as the commit would."""
        first = employee.writes(GOOD)
        house.done[house.admitted[-1][2]] = Answer(first.status, first.json)
        return first

    def test_give_the_first_answer_again(self, employee: Client, done: Reply):
        again = employee.writes(GOOD)

        assert (again.status, again.text) == (done.status, done.text)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in done.headers

    def test_may_space_and_order_the_body_otherwise(self, employee: Client, done: Reply):
        again = employee.writes(raw='{ "at": "2026-03-02T09:00:00Z",\n "title": "\\u5468\\u4f1a" }')

        assert again.headers["Idempotency-Replayed"] == "true"

    def test_of_something_else_are_refused(self, employee: Client, done: Reply):
        other = employee.writes({**GOOD, "title": "例会"})

        assert of(other) == (422, "idempotency.key_reused", None)

    def test_are_told_apart_by_what_the_path_names(self, manager: Client, house: House):
        manager.approves("note_1")
        first = house.admitted[-1][2]

        manager.approves("note_2")

        assert isinstance(first, CommandKey)
        assert house.admitted[-1][2].body_hash != first.body_hash


class TestIdempotencyKey:
    @pytest.mark.parametrize("key", ["", "a b", "键", "a\x7f", "x" * 256, " a", ["a", "b"], "a\x00"])
    def test_is_visible_ascii(self, employee: Client, key: str | list[str]):
        assert of(employee.writes(GOOD, headers={"Idempotency-Key": key}))[:2] == (
            400,
            "idempotency.key_malformed",
        )

    @pytest.mark.parametrize("key", ["a", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
    def test_is_taken_as_it_is(self, employee: Client, house: House, key: str):
        assert employee.writes(GOOD, headers={"Idempotency-Key": key}).status == 201
        assert house.admitted[0][2].key == key

    def test_is_needed_to_make_something(self, employee: Client):
        assert of(employee.writes(GOOD, headers={"Idempotency-Key": []}))[:2] == (
            400,
            "idempotency.key_missing",
        )

    def test_is_not_needed_to_delete(self, employee: Client, house: House):
        path = {"note_id": "note_1"}

        bare = employee.send("DELETE", "/v1/notes/{note_id}", path=path, headers={"Idempotency-Key": []})
        keyed = employee.send("DELETE", "/v1/notes/{note_id}", path=path)

        assert (bare.status, bare.text, keyed.status) == (204, "", 204)
        assert [key and key.key for _, _, key in house.admitted] == [None, "k1"]


class TestBody:
    @pytest.mark.parametrize(
        ("change", "code", "pointer"),
        [
            ({"id": "note_9"}, "body.unknown_field", "/id"),
            ({"a/b~c": 1}, "body.unknown_field", "/a~1b~0c"),
            ({"title": ""}, "body.invalid", "/title"),
            ({"title": 7}, "body.invalid", "/title"),
            ({"title": None}, "body.invalid", "/title"),
            ({"at": "2026-03-02"}, "body.invalid", "/at"),
            ({"at": "9999-12-31T23:59:59-12:00"}, "body.invalid", "/at"),
            ({"on": "20260302"}, "body.invalid", "/on"),
            ({"price": {"amount": 12, "currency": "CNY"}}, "body.invalid", "/price"),
            ({"price": {"amount": "12.001", "currency": "CNY"}}, "money.not_an_amount", "/price"),
            ({"rate": 0.95}, "body.invalid", "/rate"),
            ({"share": "100"}, "body.invalid", "/share"),
            ({"share": 100.5}, "body.invalid", "/share"),
            ({"share": True}, "body.invalid", "/share"),
            ({"share": -1}, "body.invalid", "/share"),
            ({"share": 10_001}, "body.invalid", "/share"),
            ({"mood": "GOOD"}, "body.invalid", "/mood"),
            ({"role": "admin"}, "body.invalid", "/role"),
            ({"tags": "a"}, "body.invalid", "/tags"),
            ({"tags": ["a", ""]}, "body.invalid", "/tags/1"),
            ({"tags": ["a"] * 4}, "body.invalid", "/tags"),
        ],
    )
    def test_is_refused_with_a_pointer(
        self, employee: Client, change: dict[str, object], code: str, pointer: str
    ):
        assert of(employee.writes(GOOD | change)) == (422, code, pointer)

    def test_missing_fields_are_named(self, employee: Client):
        assert of(employee.writes({"title": "周会"})) == (422, "body.missing_field", "/at")

    def test_takes_every_field_that_is_declared(self, employee: Client):
        body = GOOD | {
            "on": "2026-03-02", "price": {"amount": "12.00", "currency": "CNY"}, "rate": "0.95", "share": 100,
            "mood": "bad", "role": "owner", "tags": ["a"],
        }  # fmt: skip

        assert employee.writes(body).status == 201

    def test_takes_a_whole_number_in_any_spelling(self, employee: Client):
        for number in ("100", "100.0", "1e2"):
            raw = f'{{"title": "a", "at": "2026-03-02T09:00:00Z", "share": {number}}}'
            assert employee.writes(raw=raw).status == 201

    @pytest.mark.parametrize(
        ("change", "zh", "en"),
        [
            ({"share": 10_001}, "字段“share”不能大于 10000。", "The field “share” must not be more than 10000."),
            ({"share": "1"}, "字段“share”应为整数。", "The field “share” must be a whole number."),
            ({"title": " "}, "字段“title”不能为空。", "The field “title” must not be blank."),
            ({"mood": "x"}, "字段“mood”应为以下之一：'good', 'bad'。",
             "The field “mood” must be one of 'good', 'bad'."),
            ({"tags": ["123456"]}, "字段“tags.0”最多 5 个字符。", "The field “tags.0” must have at most 5 characters."),
            ({"{title}": 1}, "没有名为“{title}”的字段，请删除或检查拼写。",
             "There is no field “{title}”. Remove it or check its spelling."),
        ],
    )  # fmt: skip
    def test_says_what_is_expected_in_both_languages(
        self, employee: Client, change: dict[str, object], zh: str, en: str
    ):
        chinese = employee.writes(GOOD | change)
        english = employee.writes(GOOD | change, headers={"Accept-Language": "en-GB,en;q=0.8,zh;q=0.2"})

        assert (chinese.json["detail"], chinese.headers["Content-Language"]) == (zh, "zh-CN")
        assert (english.json["detail"], english.headers["Content-Language"]) == (en, "en")

    @pytest.mark.parametrize(
        "content_type",
        [
            "application/json",
            "application/json; charset=utf-8",
            'Application/JSON;charset="UTF-8"',
            "application/json ; charset=utf8",
        ],
    )
    def test_is_json(self, employee: Client, content_type: str):
        assert employee.writes(GOOD, headers={"Content-Type": content_type}).status == 201

    @pytest.mark.parametrize(
        "content_type",
        [[], "", "text/plain", "application/jsonx", "application/json, text/plain", "application/json; charset=gbk",
         "application/x-www-form-urlencoded", "*/*", "multipart/form-data; boundary=x", "application/vnd.api+json",
         ["application/json", "text/plain"], "json", "application/json; charset=utf-8; charset=gbk"],
    )  # fmt: skip
    def test_of_another_type_is_not_looked_at(self, employee: Client, content_type: str | list[str]):
        assert of(employee.writes(GOOD, headers={"Content-Type": content_type}))[:2] == (415, "body.not_json")

    @pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "x"])
    def test_is_not_unpacked(self, employee: Client, encoding: str):
        reply = employee.writes(raw=b"\x1f\x8b", headers={"Content-Encoding": encoding})

        assert of(reply)[:2] == (415, "body.encoded")
        assert employee.writes(GOOD, headers={"Content-Encoding": "identity"}).status == 201

    @pytest.mark.parametrize(
        ("raw", "status", "code"),
        [
            ("", 400, "json.empty"),
            ("{", 400, "json.malformed"),
            ("[]", 400, "json.not_an_object"),
            ('{"title": "a", "title": "b"}', 400, "json.duplicate_name"),
            ('{"share": NaN}', 400, "json.number_out_of_range"),
            ('{"share": 1e400}', 400, "json.number_out_of_range"),
            ('{"share": 123456789012345678901234567890123456789}', 400, "json.number_out_of_range"),
            ('{"title": "\\ud800"}', 400, "json.unstorable_text"),
            ('{"title": "\ud800"}', 400, "json.not_utf8"),
            ('{"title": "\\u0000"}', 400, "json.unstorable_text"),
            ("[" * 100_000, 400, "json.too_deep"),
            (b'{"title": "\xff"}', 400, "json.not_utf8"),
            (b"x" * (1024 * 1024 + 1), 413, "body.too_large"),
            ("题" * 400_000, 413, "body.too_large"),
        ],
        ids=range(14),
    )
    def test_that_is_hostile_is_refused(self, employee: Client, raw: str | bytes, status: int, code: str):
        assert of(employee.writes(raw=raw))[:2] == (status, code)

    def test_may_come_in_base64(self, employee: Client):
        good = base64.b64encode(b'{"title": "a", "at": "2026-03-02T09:00:00Z"}').decode()

        assert employee.writes(raw=good, isBase64Encoded=True).status == 201
        assert of(employee.writes(raw="!", isBase64Encoded=True))[:2] == (400, "json.not_utf8")
        assert of(employee.writes(raw="键", isBase64Encoded=True))[:2] == (400, "json.not_utf8")

    def test_may_be_left_out_where_no_field_is_needed(self, manager: Client):
        assert manager.approves(headers={"Content-Type": []}).status == 200
        assert manager.approves(raw="{}").status == 200
        assert of(manager.approves(body={"version": 0})) == (422, "body.invalid", "/version")

    def test_is_refused_where_none_is_taken(self, employee: Client):
        path = {"note_id": "note_1"}

        assert employee.send("DELETE", "/v1/notes/{note_id}", path=path, raw="{}").status == 204
        surplus = employee.send("DELETE", "/v1/notes/{note_id}", path=path, body={"force": True})
        assert of(surplus) == (422, "body.unknown_field", "/force")

    def test_has_no_meaning_on_a_get(self, employee: Client):
        assert employee.send("GET", "/v1/notes", raw="{nonsense").status == 200


class TestQuery:
    @pytest.mark.parametrize(
        ("query", "status", "code", "pointer"),
        [
            ({"limit": "0"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "101"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "-1"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": ""}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": " 7"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "7.0"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "1_0"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "７"}, 400, "query.limit_malformed", "/query/limit"),
            ({"limit": "9" * 5000}, 400, "query.limit_malformed", "/query/limit"),
            ({"cursor": ""}, 400, "cursor.invalid", "/query/cursor"),
            ({"cursor": "x" * 5000}, 400, "cursor.invalid", "/query/cursor"),
            ({"period": "2026-13"}, 422, "period.unreadable", "/query/period"),
            ({"company_id": "co_2"}, 422, "query.unknown_parameter", "/query/company_id"),
            ({"limit": ["1", "2"]}, 422, "query.repeated_parameter", "/query/limit"),
            ({"period": "a\x00b"}, 400, "query.malformed", None),
            ({"period\ud800": "1"}, 400, "query.malformed", None),
        ],
    )
    def test_is_read_strictly(
        self, employee: Client, query: dict[str, str], status: int, code: str, pointer: str | None
    ):
        assert of(employee.lists(**query)) == (status, code, pointer)

    def test_is_refused_where_none_is_taken(self, employee: Client):
        reply = employee.writes(GOOD, query={"dry_run": "1"})

        assert of(reply) == (422, "query.unknown_parameter", "/query/dry_run")

    def test_is_read_from_an_event_with_single_values(self, employee: Client):
        changes = {"multiValueQueryStringParameters": None, "queryStringParameters": {"limit": "2"}}

        assert len(employee.send("GET", "/v1/notes", **changes).json["items"]) == 2


class TestPath:
    @pytest.mark.parametrize(
        "note_id",
        [
            "",
            "%2F",
            "note 1",
            "笔记",
            "../note_1",
            "note_1\n",
            "x" * 129,
            "note_1%00",
            "note\ud800",
            "otherwise_1",
        ],
    )
    def test_of_no_id_is_a_missing_thing(self, manager: Client, note_id: str):
        assert of(manager.approves(note_id)) == (404, "resource.not_found", None)


class TestAnswer:
    def test_has_the_headers_of_every_answer(self, employee: Client, nobody: Client):
        replies = [
            employee.writes(GOOD),
            employee.lists(),
            employee.lists(limit="x"),
            employee.send("GET", "/nowhere"),
        ]

        for each in replies:
            assert EDGE_HEADERS.items() <= each.headers.items()
            assert each.headers["X-Request-Id"].startswith("req_")
        assert replies[2].json["request_id"] == replies[2].headers["X-Request-Id"]

    def test_says_where_the_new_thing_is(self, employee: Client):
        reply = employee.writes(GOOD)

        assert (reply.status, reply.headers["Location"]) == (201, "/v1/notes/note_1")

    def test_may_be_a_file(self, employee: Client):
        reply = employee.send("GET", "/v1/notes.csv")

        assert (reply.headers["Content-Type"], reply.text) == ("text/csv; charset=utf-8", "题目\n")

    def test_of_a_conflict_carries_the_current_state(self, manager: Client):
        reply = manager.approves("note_approved")

        assert of(reply)[:2] == (409, "note.already_approved")
        assert reply.json["current"]["state"] == "approved"

    def test_of_an_outage_asks_to_come_back(self, manager: Client):
        reply = manager.approves("note_outage")

        assert (reply.status, reply.code, reply.headers["Retry-After"]) == (503, "service.unavailable", "2")

    def test_of_a_slip_tells_nothing_and_is_logged(self, manager: Client, caplog: pytest.LogCaptureFixture):
        reply = manager.approves("note_fault")

        assert (reply.status, reply.code) == (500, "server.fault")
        assert "slip" not in reply.text and "ZeroDivisionError" not in reply.text
        [record] = [each for each in caplog.records if each.message == "request.failed"]
        assert record.exc_info and record.request_id == reply.json["request_id"]

    def test_of_an_attempt_is_logged_without_the_token(
        self, nobody: Client, caplog: pytest.LogCaptureFixture
    ):
        nobody.send("GET", "/v1/notes", headers={"Authorization": "Bearer very.private.token"})

        [record] = caplog.records
        assert (record.message, record.problem) == ("request.refused", "auth.token_invalid")
        assert "very" not in str(record.__dict__)


class TestOpenToAnybody:
    def test_hands_on_the_raw_bytes(self, nobody: Client, house: House):
        reply = nobody.send(
            "POST", "/v1/in/{vendor}", path={"vendor": "acme"}, raw=b"\xff\x00not json", query={"echo": "1"},
            headers={"Signature": "v1=x", "Content-Type": "text/xml"},
        )  # fmt: skip

        assert reply.json == {"bytes": 10, "query": {"echo": "1"}, "signed": "v1=x"}
        assert house.admitted == []

    def test_has_a_method_for_each_declaration(self, nobody: Client):
        assert nobody.send("HEAD", "/v1/in/{vendor}", path={"vendor": "acme"}).status == 200
        assert nobody.send("PUT", "/v1/in/{vendor}", path={"vendor": "acme"}).headers["Allow"] == "HEAD, POST"

    def test_still_refuses_what_is_too_large(self, nobody: Client):
        reply = nobody.send("POST", "/v1/in/{vendor}", path={"vendor": "acme"}, raw=b"x" * 1_100_000)

        assert of(reply)[:2] == (413, "body.too_large")


class TestThreads:
    def test_do_not_mix_requests_up(self, house: House, employee: Client):
        house.roles[EMPLOYEE] = AccessRole.OWNER
        clients = [employee, Client(employee.app, a_token(MANAGER))] * 100

        with ThreadPoolExecutor(16) as pool:
            replies = list(
                pool.map(lambda pair: pair[1].writes(GOOD | {"title": f"n{pair[0]}"}), enumerate(clients))
            )

        assert [each.json["title"] for each in replies] == [f"n{number}" for number in range(200)]
        assert len({each.headers["X-Request-Id"] for each in replies}) > 190
