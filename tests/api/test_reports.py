"""Reports as files over HTTP: each holds the figures of the page, nothing runs in it, and nobody gets another's."""

import csv
import hashlib
import io
import re
import urllib.request
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from shared.adapters.documents.report_files import original
from tests.api.client import Reply
from tests.api.companies import House, a_log
from tests.api.populated import done
from tests.api.working import MARCH, TEN_DAYS, keep, matrix, seat, shares, work

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "'quoted'", "<script>alert(1)</script>")


def report(house: House, name: str = "林晓", *, language: str | None = None, **wanted: Any) -> Reply:
    body = {"report": "work_distribution", "format": "csv", **MARCH, **wanted}
    return house.as_(name, language=language).post("/v1/reports", body)


def fetched(made: dict[str, Any]) -> bytes:
    """Download a file and hold it against what was said of it."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(made["link"], timeout=30) as answer:
        content, headers = answer.read(), answer.headers
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (made["sha256"], made["bytes"])
    assert headers["Content-Type"] == made["content_type"]
    assert headers["Content-Disposition"].startswith("attachment")
    assert unquote(headers["Content-Disposition"]).endswith(made["file_name"])
    return bytes(content)


def rows_of(content: bytes, table: int = 0) -> list[list[str]]:
    """Return the rows of one table of a CSV below its header."""
    blocks: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        if row:
            blocks[-1].append([original(each) for each in row])
        else:
            blocks.append([])
    return blocks[table][1:] if table == 0 else blocks[table][2:]


def sheet_of(content: bytes) -> list[list[str]]:
    """Return the first sheet of a workbook as its cells are stored, below its header."""
    with ZipFile(io.BytesIO(content)) as parts:
        strings = [
            "".join(each.itertext()) for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{CELL}f") is None  # no formula anywhere
    return [
        [
            strings[int(cell.findtext(f"{CELL}v") or 0)]
            if cell.get("t") == "s"
            else cell.findtext(f"{CELL}v") or ""
            for cell in row
        ]
        for row in list(sheet.iter(f"{CELL}row"))[1:]
    ]


def grouped(number: int) -> str:
    return f"{number:,}".replace("-", "−")


def percent(bp: int) -> str:
    return f"{'-' if bp < 0 else ''}{abs(bp) // 100}.{abs(bp) % 100:02}%"


@pytest.fixture
def worked(house: House) -> House:
    """Two sellers and a colleague of another team, and the month before."""
    for day, name, minutes in zip(TEN_DAYS, ("李婷", "陈浩", "冯雪"), (1300, 750, 450), strict=False):
        work(house, name, days=[day], new_visit=minutes, quote=minutes // 10)
    work(house, "李婷", days=["2026-02-02"], errand=30, new_visit=90)
    return house


class TestTheDistributionAsAFile:
    @pytest.mark.parametrize("by", ["activity", "kind", "person", "customer"])
    def test_holds_the_figures_of_the_answer_in_each_format(self, worked, by):
        items = shares(worked, by=by)["items"]

        made = {each: done(report(worked, by=by, format=each)) for each in ("csv", "xlsx", "html")}

        files = {each: fetched(found) for each, found in made.items()}
        assert [(row[0], row[1], row[2], int(row[3]), int(row[4]), row[5]) for row in rows_of(files["csv"])] == [
            (
                each["name_zh"], percent(each["bp"]), f"{each['percent']}%", each["minutes"], each["count"],
                percent(each["change_bp"]),
            )
            for each in items
        ]  # fmt: skip
        cells = sheet_of(files["xlsx"])
        assert [row[0] for row in cells] == [each["name_zh"] for each in items]
        figures = [[round(float(row[place]) * 10_000) for place in (1, 2, 5)] for row in cells]
        assert figures == [[each["bp"], each["percent"] * 100, each["change_bp"]] for each in items]
        assert [[row[3], row[4]] for row in cells] == [
            [str(each["minutes"]), str(each["count"])] for each in items
        ]
        table = re.search(r"<tbody>.*?</tbody>", files["html"].decode(), re.DOTALL)
        assert table is not None
        shown = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table[0], re.DOTALL)
        assert [each.strip() for each in shown] == [
            text
            for each in items
            for text in (
                each["name_zh"], percent(each["bp"]), f"{each['percent']}%", grouped(each["minutes"]),
                grouped(each["count"]), percent(each["change_bp"]).replace("-", "−"),
            )
        ]  # fmt: skip

    def test_names_the_days_that_have_no_log(self, worked):
        missing = shares(worked)["coverage"]["missing"]

        assert [row[0] for row in rows_of(fetched(done(report(worked))), 1)] == missing

    def test_of_nothing_is_a_file_that_says_so(self, house):
        made = {each: done(report(house, format=each)) for each in ("csv", "xlsx", "html")}

        files = {each: fetched(found) for each, found in made.items()}
        assert rows_of(files["csv"]) == []
        assert sheet_of(files["xlsx"]) == []
        assert "这张表没有内容。" in files["html"].decode()

    def test_is_in_the_callers_language(self, worked):
        chinese, english = done(report(worked)), done(report(worked, language="en"))

        assert chinese["file_name"] == "工作分布-2026-03-01至2026-03-31.csv"
        assert english["file_name"] == "Work distribution-2026-03-01 to 2026-03-31.csv"
        assert [row[0] for row in rows_of(fetched(english))] == [
            each["name_en"] for each in shares(worked)["items"]
        ]

    def test_is_the_same_file_for_the_same_figures(self, worked):
        made = [done(report(worked, format="xlsx")) for _ in range(2)]

        assert made[0]["sha256"] == made[1]["sha256"]

    def test_runs_nothing_that_somebody_logged(self, house):
        keep(house, "李婷", *(a_log(activity=each) for each in FORMULAS))

        files = {each: fetched(done(report(house, format=each))) for each in ("csv", "xlsx", "html")}

        raw = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))[1 : 1 + len(FORMULAS)]
        assert {row[0] for row in raw} == {*(f"'{each}" for each in FORMULAS[:-1]), FORMULAS[-1]}
        assert {row[0] for row in rows_of(files["csv"])} == set(FORMULAS)
        assert {row[0] for row in sheet_of(files["xlsx"])} == set(FORMULAS)
        assert b"<script" not in files["html"]


class TestWhoseReport:
    def test_holds_a_managers_people_only(self, worked):
        rows = {
            name: {row[0] for row in rows_of(fetched(done(report(worked, name, by="person"))))}
            for name in ("王磊", "何静", "李婷", "林晓", "顾平")
        }

        everybody = {"李婷", "陈浩", "冯雪"}
        assert rows == {
            "王磊": {"李婷", "陈浩"},
            "何静": {"冯雪"},
            "李婷": {"李婷"},
            "林晓": everybody,
            "顾平": everybody,
        }

    @pytest.mark.parametrize("name", ["陈浩", "何静", "冯雪"])
    def test_about_somebody_whom_the_caller_does_not_see_is_not_there(self, worked, name):
        asked = report(worked, name, person_id=worked.people["李婷"])

        assert asked.outcome == (404, "resource.not_found")

    @pytest.mark.parametrize(
        ("wanted", "pointer"),
        [
            ({"format": "pdf"}, "/format"),
            ({"report": "salaries"}, "/report"),
            ({"to": "2026-03-01"}, "/to"),
            ({"report": "duty_matrix", "person_id": "per_1"}, "/person_id"),
            ({"report": "duty_matrix", "by": "person"}, "/by"),
        ],
    )
    def test_that_there_is_none_of_is_refused(self, house, wanted, pointer):
        refused = report(house, **wanted)

        assert (refused.status, refused.body["pointer"]) == (422, pointer)


class TestTheMatrixAsAFile:
    @pytest.fixture
    def team(self, house: House) -> House:
        seat(house, "陈浩", back_office=10_000)
        customers = {"new_visit": "远山机电"}
        work(house, "李婷", customers=customers, new_visit=200, key_account=240, errand=40)
        work(house, "孙倩", customers=customers, new_visit=260, key_account=200)
        work(house, "陈浩", order_entry=420, delivery_follow_up=10)
        return house

    @pytest.mark.parametrize("language", [None, "en"])
    def test_holds_the_classes_findings_and_proposals_of_the_answer(self, team, language):
        found = matrix(team, language=language)
        name = "name_en" if language else "name_zh"

        content = fetched(done(report(team, report="duty_matrix", language=language)))

        people = {id_: person for person, id_ in team.people.items()}
        assert [(row[0], row[1], int(row[4]), row[5]) for row in rows_of(content)] == [
            (people[each["person_id"]], each[name], each["minutes"], each["reason"])
            for each in found["items"]
        ]
        assert [row[2] for row in rows_of(content)] == [
            each["class" if language else "class_zh"] for each in found["items"]
        ]
        kinds = ("Overlap", "Gap") if language else ("职责重叠", "职责遗漏")
        assert rows_of(content, 1) == [
            [kinds[0], found["overlaps"][0]["reason"]],
            [kinds[1], found["gaps"][0]["reason"]],
        ]
        errand = ["李婷", "Errands", "Stop", "400"] if language else ["李婷", "跑腿代办", "停止", "400"]
        assert rows_of(content, 2) == [errand]

    def test_is_not_for_employees(self, team):
        assert report(team, "李婷", report="duty_matrix").outcome == (403, "access.role_too_low")

    def test_is_for_those_who_may_read_the_matrix_itself(self, house):
        for name in ("李婷", "顾平", "王磊", "林晓", "周敏"):
            page, file = (
                house.as_(name).get("/v1/duty-matrix", **MARCH),
                report(house, name, report="duty_matrix"),
            )

            assert (page.status == 200) == (file.status == 201), name
