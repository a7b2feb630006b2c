import string

import pytest

from functions.edge.cursors import Cursors, NotACursor
from tests.api.edge.sample import COMPANY, MANAGER, OTHER_COMPANY, Client, a_token

CURSORS = Cursors(bytes(range(100, 140)))


class TestCursors:
    def test_give_the_position_back(self):
        cursor = CURSORS.seal({"sk": "per_1", "n": 3, "none": None}, company_id=COMPANY, scope="people")

        assert CURSORS.open_(cursor, company_id=COMPANY, scope="people") == {
            "sk": "per_1",
            "n": 3,
            "none": None,
        }

    def test_refuse_every_other_character_at_every_place(self):
        cursor = CURSORS.seal({"after": 3}, company_id=COMPANY, scope="people")
        changed = [
            cursor[:place] + other + cursor[place + 1 :]
            for place in range(len(cursor))
            for other in string.ascii_letters + string.digits + "-_+/=."
            if cursor[place] != other
        ]

        for each in changed:
            with pytest.raises(NotACursor):
                CURSORS.open_(each, company_id=COMPANY, scope="people")

    @pytest.mark.parametrize(
        "text", ["", "A", "====", "not base64!", "翻页", "A" * 43, "A" * 2000, "%00", "e30"]
    )
    def test_refuse_what_was_never_sealed(self, text: str):
        with pytest.raises(NotACursor):
            CURSORS.open_(text, company_id=COMPANY, scope="people")

    @pytest.mark.parametrize(
        ("company_id", "scope"), [(OTHER_COMPANY, "people"), (COMPANY, "scores"), (COMPANY + "p", "eople")]
    )
    def test_belong_to_one_company_and_one_query(self, company_id: str, scope: str):
        cursor = CURSORS.seal({"after": 3}, company_id=COMPANY, scope="people")

        with pytest.raises(NotACursor):
            CURSORS.open_(cursor, company_id=company_id, scope=scope)

    def test_of_another_key_are_refused(self):
        cursor = Cursors(bytes(32)).seal({"after": 3}, company_id=COMPANY, scope="people")

        with pytest.raises(NotACursor):
            CURSORS.open_(cursor, company_id=COMPANY, scope="people")

    def test_need_a_key_of_32_bytes(self):
        with pytest.raises(ValueError, match="32 bytes"):
            Cursors(b"short")


class TestPaging:
    def test_walks_the_whole_list(self, employee: Client):
        first = employee.lists(limit="3").json
        second = employee.lists(limit="3", cursor=first["next"]).json

        third = employee.lists(limit="1", cursor=second["next"]).json

        assert [each["id"] for page in (first, second, third) for each in page["items"]] == [
            f"note_{number}" for number in range(7)
        ]
        assert third["next"] is None

    def test_a_cursor_works_for_colleagues_but_not_for_another_query_or_company(self, employee: Client):
        cursor = employee.lists(limit="3").json["next"]
        colleague = Client(employee.app, a_token(MANAGER))
        stranger = Client(employee.app, a_token(company_id=OTHER_COMPANY))

        assert colleague.lists(cursor=cursor).status == 200
        for refused in (employee.lists(cursor=cursor, period="2026-03"), stranger.lists(cursor=cursor)):
            assert (refused.status, refused.code) == (400, "cursor.invalid")
            assert refused.json["pointer"] == "/query/cursor"
