"""The Word template of job descriptions over HTTP: HR replaces it, documents are printed with it, it goes again."""

import base64
import hashlib
import io
import urllib.request
import zipfile
from typing import Any

import docx
import pytest

from shared.adapters.documents.job_description import TEMPLATE
from shared.adapters.documents.job_description_fields import PLACEHOLDERS
from shared.adapters.documents.word_package import LARGEST_FILE
from tests.adapters.test_job_description_template import PAYLOADS, with_lines
from tests.api.client import Reply
from tests.api.companies import House
from tests.api.test_commands import at_once

PATH = "/v1/job-description-template"
OWN = with_lines("{{ company }}的说明书", "{{ person }}，{{ title_zh }}", "{{ duties|length }} 项核心职责")


def wish(content: bytes = OWN, *, version: int = 0, name: str = "公司模板.docx") -> dict[str, Any]:
    return {"version": version, "file_name": name, "content_base64": base64.b64encode(content).decode()}


def put(house: House, content: bytes = OWN, *, by: str = "林晓", version: int = 0, **headers: str) -> Reply:
    return house.as_(by).send("PUT", PATH, wish(content, version=version), headers=headers)


def downloaded(link: str) -> bytes:
    with urllib.request.urlopen(link, timeout=10) as answer:
        return bytes(answer.read())


class TestTheStandardTemplate:
    def test_is_in_use_at_first_and_comes_along_to_be_edited(self, house):
        found = house.as_("林晓").get(PATH).body

        assert base64.b64decode(found["content_base64"]) == TEMPLATE.read_bytes()
        assert found["sha256"] == hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
        assert {
            name: found[name] for name in ("is_own", "file_name", "since", "by_id", "link", "version")
        } == {
            "is_own": False,
            "file_name": None,
            "since": None,
            "by_id": None,
            "link": None,
            "version": 0,
        }

    def test_comes_with_all_that_a_template_may_print(self, house):
        found = house.as_("周敏").get(PATH).body

        assert [each["name"] for each in found["placeholders"]] == [each.name for each in PLACEHOLDERS]
        kpis = next(each for each in found["placeholders"] if each["name"] == "kpis")
        assert (kpis["name_zh"], kpis["kind"]) == ("绩效指标", "lines")
        assert {"name": "formula", "name_zh": "计算方式", "name_en": "Formula", "kind": "text"} in kpis[
            "fields"
        ]
        assert found["filters"] == ["default", "join", "length", "lower", "trim", "upper"]
        assert found["largest_bytes"] == LARGEST_FILE


class TestATemplateOfOnesOwn:
    def test_takes_its_place(self, house):
        replaced = put(house)

        found = house.as_("周敏").get(PATH).body

        assert (replaced.status, replaced.body["version"]) == (200, 1)
        assert replaced.body["sha256"] == found["sha256"] == hashlib.sha256(OWN).hexdigest()
        assert (found["is_own"], found["file_name"]) == (True, "公司模板.docx")
        assert found["by_id"] == house.people["林晓"] and found["since"] == replaced.body["since"]
        assert found["content_base64"] is None
        assert downloaded(found["link"]) == OWN
        assert f"{house.id}/job-descriptions/template/{found['sha256']}.docx" in found["link"]

    def test_is_what_the_next_document_is_printed_with(self, house):
        house.log_work("李婷", minutes=90)
        put(house)

        drafted = (
            house.as_("林晓").post("/v1/job-descriptions", {"person_id": house.people["李婷"]}).body["items"]
        )

        version = house.as_("林晓").get(f"/v1/job-descriptions/{drafted[0]['id']}").body
        made = docx.Document(io.BytesIO(downloaded(version["link"])))
        lines = [each.text for each in made.paragraphs]
        assert lines[:2] == ["海纳商贸的说明书", "李婷，销售"]
        assert lines[2].endswith(" 项核心职责")

    def test_may_be_as_large_as_a_request_can_carry(self, house):
        large = with_padding(OWN, LARGEST_FILE - len(OWN) - 200)

        reply = put(house, large)

        assert LARGEST_FILE - 200 < len(large) <= LARGEST_FILE
        assert reply.status == 200

    def test_is_removed_again(self, house):
        put(house)

        removed = house.as_("周敏").delete(PATH, version=1)

        found = house.as_("林晓").get(PATH).body
        assert (removed.status, removed.body["is_own"], removed.body["version"]) == (200, False, 2)
        assert found["content_base64"] is not None and found["by_id"] == house.people["周敏"]

    def test_can_come_and_go_again_and_again_without_keys(self, house):
        outcomes = []
        for version in range(0, 6, 2):
            outcomes += [put(house, version=version), house.as_("林晓").delete(PATH, version=version + 1)]

        assert [each.status for each in outcomes] == [200] * 6
        assert [each.headers.get("idempotency-replayed") for each in outcomes] == [None] * 6
        assert house.as_("林晓").get(PATH).body["version"] == 6

    def test_is_nobody_elses(self, running, house):
        put(house)

        other = running.found()

        assert other.as_("林晓").get(PATH).body["is_own"] is False


class TestARepeat:
    def test_under_the_same_key_gets_the_first_answer(self, house):
        first = put(house, **{"Idempotency-Key": "one"})
        again = put(house, **{"Idempotency-Key": "one"})

        assert again.body == first.body
        assert again.headers["idempotency-replayed"] == "true"
        assert house.as_("林晓").get(PATH).body["version"] == 1

    def test_without_a_key_is_told_what_stands(self, house):
        put(house)

        again = put(house)

        assert again.outcome == (409, "resource.changed")
        assert again.body["current"]["version"] == 1

    def test_of_removing_is_an_error(self, house):
        assert house.as_("林晓").delete(PATH, version=1).outcome == (409, "resource.changed")
        put(house)
        house.as_("林晓").delete(PATH, version=1)

        assert house.as_("林晓").delete(PATH, version=2).outcome == (
            409,
            "job_description_template.standard_already",
        )

    def test_by_another_at_the_same_moment_loses(self, house):
        other = with_lines("另一个：{{ person }}")

        replies = at_once([lambda: put(house), lambda: put(house, other, by="周敏")])

        assert sorted(each.status for each in replies) == [200, 409]
        assert house.as_("林晓").get(PATH).body["version"] == 1


class TestWho:
    @pytest.mark.parametrize("name", ["李婷", "王磊", "顾平"])
    def test_is_not_hr_or_owner_may_neither_see_nor_change_it(self, house, name):
        refused = [
            house.as_(name).get(PATH),
            put(house, by=name),
            house.as_(name).delete(PATH, version=1),
        ]

        assert [each.outcome for each in refused] == [(403, "access.role_too_low")] * 3


class TestARefusal:
    @pytest.mark.parametrize(
        ("line", "code", "told"),
        [
            ("{{ persn }}", "placeholder_unknown", "正文第 2 段的“{{ persn }}”里，占位符“persn”不存在。"),
            ("{{ company", "placeholder_broken", "正文第 2 段的占位符“{{ company”不完整或写法有误。"),
            ("{{ ''.__class__ }}", "mark_forbidden", "正文第 2 段的“{{ ''.__class__ }}”不能用在模板里。"),
            ("{% for x in must %}", "block_unclosed", "正文第 2 段的“{% for x in must %}”没有配对"),
        ],
    )
    def test_names_what_is_wrong_and_where(self, house, line, code, told):
        reply = put(house, with_lines("{{ person }}", line))

        assert reply.outcome == (422, f"job_description_template.{code}")
        assert told in reply.body["detail"]

    def test_changes_nothing(self, house):
        put(house)

        for payload in [*PAYLOADS][:6]:
            assert put(house, with_lines("{{ person }}", payload), version=1).status == 422

        found = house.as_("林晓").get(PATH).body
        assert (found["version"], found["sha256"]) == (1, hashlib.sha256(OWN).hexdigest())

    @pytest.mark.parametrize(
        ("change", "outcome"),
        [
            ({"content_base64": "不是"}, (422, "body.invalid")),
            ({"content_base64": "abc"}, (422, "body.invalid")),
            ({"content_base64": ""}, (422, "body.invalid")),
            ({"content_base64": "A" * 1_024_004}, (422, "body.invalid")),
            ({"content_base64": "A" * 1_100_000}, (413, "body.too_large")),
            ({"content_base64": "AAAA"}, (422, "job_description_template.not_word")),
            ({"file_name": ""}, (422, "body.invalid")),
            ({"version": -1}, (422, "body.invalid")),
            ({"template": "x"}, (422, "body.unknown_field")),
        ],
    )
    def test_of_what_is_no_template_at_all(self, house, change, outcome):
        assert house.as_("林晓").send("PUT", PATH, {**wish(), **change}).outcome == outcome


def with_padding(content: bytes, size: int) -> bytes:
    """Return the same Word file with a part of this size that nothing refers to."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_STORED) as package:
        package.writestr("word/media/padding.png", bytes(size))
    return written.getvalue()
