import csv
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from shared.adapters.documents.report_files import csv_of, original, page_of, xlsx_of
from shared.domain.work.reports import Column, Report, Table, shown

SHARES = Table(
    "工作分布",
    "Work distribution",
    (
        Column("工作", "Activity"),
        Column("分钟", "Minutes", "minutes"),
        Column("占比", "Share", "percent"),
        Column("占比（精确）", "Exact share", "bp"),
        Column("记录", "Logs", "count"),
        Column("得分", "Points", "points"),
    ),
    (
        ("新客户拜访", 1000, 40, 4000, 10, "78.0"),
        ("老客户维护", 750, 30, 3000, 12, "96.25"),
        ("活动支持", 505, 20, 2020, 7, 100),
        ("其他", 245, 10, 980, 21, None),
    ),
    chart="bars",
)
PEOPLE = Table(
    "按人",
    "By person",
    (Column("姓名", "Name"), Column("变化", "Change", "bp")),
    (("李雷", -5), ("韩梅梅", 12345), (None, 0)),
)
REPORT = Report(
    "工作分布报表",
    "Work-distribution report",
    "2026-03-01 – 2026-03-31",
    "晨星科技 · 李雷",
    "晨星科技 · 李雷",
    (("暂定：记录不足 10 个工作日。", "Provisional: fewer than 10 days are logged."),),
    (SHARES, PEOPLE),
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "＝1+1",
    "'quoted'",
    "https://example.org",
    "<r><t>插入</t></r>",
    "<script>alert(1)</script>",
    "]]>&amp;\"'",
    "_x0041_",
    "12345678901234567890",
    "TRUE",
    '一,二"三"',
]


def of(text: str) -> Report:
    """Return a report with one text everywhere."""
    table = Table(text, text, (Column(text, text), Column(text, text, "count")), ((text, 1),), chart="bars")
    return Report(text, text, text, text, text, ((text, text),), (table,))


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class Workbook:
    """A workbook as it lies in the file, read without the library that wrote it."""

    def __init__(self, content: bytes) -> None:
        self.package = zipfile.ZipFile(io.BytesIO(content))
        self.texts = [
            "".join(part.text or "" for part in item.iter(f"{MAIN}t"))
            for item in self.part("xl/sharedStrings.xml").iter(f"{MAIN}si")
        ]
        self.names = [str(each.get("name")) for each in self.part("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def part(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.package.read(name))

    def rows(self, number: int) -> list[list[str | Decimal | None]]:
        """Return the cells of a sheet: text, exact numbers as they are written, None for an empty one."""
        found = []
        for row in self.part(f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}row"):
            cells: dict[int, str | Decimal] = {}
            for cell in row.iter(f"{MAIN}c"):
                value = str(cell.findtext(f"{MAIN}v"))
                place = ord(re.sub("[0-9]", "", str(cell.get("r")))) - ord("A")
                cells[place] = self.texts[int(value)] if cell.get("t") == "s" else Decimal(value)
            found.append([cells.get(place) for place in range(max(cells) + 1)])
        return found


class Page(HTMLParser):
    """The tables of a page, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.bars: list[str] = []
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._in = tag
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "text":
            self.bars.append("")

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in in ("td", "th"):
            self.tables[-1][-1][-1] += data
        elif self._in == "text":
            self.bars[-1] += data


class TestTheSameFigure:
    def test_stands_in_the_csv(self):
        rows = csv_rows(csv_of(REPORT, "zh-CN"))

        assert rows[0] == [each.zh for each in SHARES.columns]
        assert rows[1:5] == [
            [shown(cell, column.kind) for cell, column in zip(row, SHARES.columns, strict=True)]
            for row in SHARES.rows
        ]
        assert rows[5:] == [
            [],
            ["按人"],
            ["姓名", "变化"],
            ["李雷", "-0.05%"],
            ["韩梅梅", "123.45%"],
            ["", "0.00%"],
        ]

    def test_stands_in_the_workbook(self):
        workbook = Workbook(xlsx_of(REPORT, "zh-CN"))

        assert workbook.names == ["工作分布", "按人", "说明"]
        heading, *rows = workbook.rows(1)
        assert heading == [each.zh for each in SHARES.columns]
        read = [
            (row[0], row[1], row[2] * 100, row[3] * 10_000, row[4], row[5] if len(row) > 5 else None)
            for row in rows
        ]
        assert read == [(*row[:5], Decimal(row[5]) if row[5] is not None else None) for row in SHARES.rows]
        assert [row[1] * 10_000 for row in workbook.rows(2)[1:]] == [-5, 12345, 0]

    def test_stands_on_the_page(self):
        shares, people = Page(page_of(REPORT, "zh-CN")).tables

        assert shares[0] == [each.zh for each in SHARES.columns]
        assert shares[1:] == [
            ["新客户拜访", "1,000", "40%", "40.00%", "10", "78.0"],
            ["老客户维护", "750", "30%", "30.00%", "12", "96.25"],
            ["活动支持", "505", "20%", "20.20%", "7", "100"],
            ["其他", "245", "10%", "9.80%", "21", "—"],
        ]
        assert people[1:] == [["李雷", "−0.05%"], ["韩梅梅", "123.45%"], ["—", "0.00%"]]

    def test_stands_beside_its_bar(self):
        page = Page(page_of(REPORT, "zh-CN"))

        assert page.bars == ["新客户拜访", "1,000", "老客户维护", "750", "活动支持", "505", "其他", "245"]
        widths = [attrs["width"] for tag, attrs in page.tags if tag == "rect" and attrs["class"] == "bar"]
        assert widths == ["343.0", "257.2", "173.2", "84.0"]

    def test_does_not_depend_on_the_language(self):
        chinese, english = (Workbook(xlsx_of(REPORT, each)).rows(1)[1:] for each in ("zh-CN", "en"))

        assert chinese == english
        assert csv_rows(csv_of(REPORT, "en"))[1:5] == csv_rows(csv_of(REPORT, "zh-CN"))[1:5]


class TestCsv:
    def test_is_what_excel_opens_as_chinese(self):
        content = csv_of(REPORT, "zh-CN")

        assert content.startswith("\ufeff工作,分钟,".encode())
        assert content.count(b"\n") == content.count(b"\r\n") == 11

    def test_of_one_table_is_header_and_rows_alone(self):
        rows = csv_rows(csv_of(replace(REPORT, tables=(PEOPLE,)), "en"))

        assert rows[0] == ["Name", "Change"]
        assert len(rows) == 1 + len(PEOPLE.rows)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_takes_no_text_for_a_formula_and_gives_it_back(self, text):
        heading, row = csv_rows(csv_of(of(text), "zh-CN"))

        assert heading[0] == row[0]
        assert not row[0].lstrip(" ").startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
        assert original(row[0]) == text

    def test_leaves_out_what_no_sheet_can_show(self):
        assert csv_rows(csv_of(of("甲\x00\x07乙\ud800"), "zh-CN"))[1][0] == "甲乙"


class TestWorkbook:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_writes_text_as_text(self, text):
        content = xlsx_of(of(text), "zh-CN")

        workbook = Workbook(content)
        sheet = workbook.package.read("xl/worksheets/sheet1.xml")
        assert workbook.rows(1)[1] == [kept_by_excel(text), 1]
        assert b"<f>" not in sheet and b"hyperlink" not in sheet
        assert not [name for name in workbook.package.namelist() if "externalLink" in name]

    def test_shows_shares_as_percent_and_keeps_the_header_in_view(self):
        workbook = Workbook(xlsx_of(REPORT, "zh-CN"))

        sheet = workbook.part("xl/worksheets/sheet1.xml")
        pane = next(sheet.iter(f"{MAIN}pane"))
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
        formats = [each.get("formatCode") for each in workbook.part("xl/styles.xml").iter(f"{MAIN}numFmt")]
        assert sorted(formats) == ["#,##0", "0%", "0.0", "0.00%"]

    def test_draws_bars_that_previews_can_draw_too(self):
        workbook = Workbook(xlsx_of(REPORT, "zh-CN"))

        charts = [name for name in workbook.package.namelist() if name.startswith("xl/charts/")]
        assert charts == ["xl/charts/chart1.xml"]
        chart = workbook.package.read(charts[0]).decode()
        assert '<c:barDir val="bar"/>' in chart
        assert re.findall("<c:f>(.*?)</c:f>", chart) == [
            "工作分布!$B$1",
            "工作分布!$A$2:$A$5",
            "工作分布!$B$2:$B$5",
        ]
        assert re.findall(r"<c:v>(\d+)</c:v>", chart) == ["1000", "750", "505", "245"]

    def test_says_what_was_reported(self):
        workbook = Workbook(xlsx_of(REPORT, "en"))

        assert workbook.names[-1] == "About"
        assert [row[0] for row in workbook.rows(3)] == [
            "Work-distribution report",
            "晨星科技 · 李雷",
            "2026-03-01 – 2026-03-31",
            "Provisional: fewer than 10 days are logged.",
        ]

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            (["[a]:*?/\\b"], ["a b"]),
            (["'x'"], ["x"]),
            (["History", "history"], ["History 1", "history 1 2"]),
            (["", "???"], ["-", "- 2"]),
            (["长" * 40, "长" * 40], ["长" * 31, "长" * 27 + " 2"]),
            (["😀" * 20], ["😀" * 15]),
            (["说明"], ["说明"]),
        ],
    )
    def test_names_its_sheets_as_excel_wants_them(self, names, expected):
        tables = tuple(replace(PEOPLE, name_zh=name) for name in names)

        workbook = Workbook(xlsx_of(replace(REPORT, tables=tables), "zh-CN"))

        assert workbook.names[:-1] == expected
        assert len({each.lower() for each in workbook.names}) == len(names) + 1

    def test_cuts_what_no_cell_can_hold(self):
        (cell, _) = Workbook(xlsx_of(of("😀" * 20_000), "zh-CN")).rows(1)[1]

        assert cell == "😀" * 16_383 + "…"

    def test_without_rows_is_a_header(self):
        empty = replace(REPORT, tables=(replace(SHARES, rows=()),))

        workbook = Workbook(xlsx_of(empty, "zh-CN"))

        assert len(workbook.rows(1)) == 1
        assert not [name for name in workbook.package.namelist() if "chart" in name]


def kept_by_excel(text: str) -> str:
    """Return a text as a reader of the file sees it before it decodes _xHHHH_."""
    kept = re.sub("_x([0-9A-F]{4})_", r"_x005F_x\1_", text)
    kept = kept.replace("\r", "_x000D_")
    return f"{kept} " if kept.startswith("<r>") else kept


class TestPage:
    def test_is_complete_and_asks_nobody_for_anything(self):
        text = page_of(REPORT, "zh-CN")
        page = Page(text)

        policy = [attrs for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
        assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"
        assert not {"script", "link", "img", "iframe", "a", "form"} & {tag for tag, _ in page.tags}
        assert not {"src", "href", "style"} & {name for _, attrs in page.tags for name in attrs}
        assert "url(" not in text and "@import" not in text
        assert text.startswith('<!doctype html>\n<html lang="zh-CN">')

    def test_fits_a_phone_the_dark_and_paper(self):
        text = page_of(REPORT, "zh-CN")

        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
        assert "@media (prefers-color-scheme: dark)" in text
        assert "@media print" in text and "size: A4" in text

    @pytest.mark.parametrize("text", HOSTILE)
    def test_prints_text_as_it_was_written(self, text):
        page = Page(page_of(of(text), "zh-CN"))

        assert page.tables[0][1] == [" ".join(text.split()), "1"]
        assert not [tag for tag, _ in page.tags if tag in ("script", "r", "t")]

    def test_tells_its_bars_to_those_who_do_not_see_them(self):
        page = Page(page_of(REPORT, "en"))

        (told,) = [attrs["aria-label"] for tag, attrs in page.tags if attrs.get("role") == "img"]
        assert told == "Work distribution: 新客户拜访 1,000; 老客户维护 750; 活动支持 505; 其他 245"

    def test_cuts_a_long_name_beside_its_bar_only(self):
        page = Page(page_of(of("很长的名字" * 10), "zh-CN"))

        assert page.bars[0] == ("很长的名字" * 4)[:17] + "…"
        assert page.tables[0][1][0] == "很长的名字" * 10

    def test_without_rows_says_so(self):
        text = page_of(replace(REPORT, tables=(replace(SHARES, rows=()),)), "zh-CN")

        assert "这张表没有内容。" in text and "<svg" not in text

    def test_a_bar_of_nothing_is_no_bar(self):
        table = replace(PEOPLE, rows=(("甲", None), ("乙", 0), ("丙", -5)), chart="bars")

        page = Page(page_of(replace(REPORT, tables=(table,)), "zh-CN"))

        assert page.bars == ["甲", "—", "乙", "0.00%", "丙", "−0.05%"]
        assert not [attrs for tag, attrs in page.tags if tag == "rect" and attrs["class"] == "bar"]


class TestSameInputSameBytes:
    @pytest.mark.parametrize("make", ["csv_of", "xlsx_of", "page_of"])
    def test_in_another_process_and_zone(self, make):
        script = (
            "import hashlib, sys; from tests.adapters.test_report_files import REPORT, csv_of, page_of, xlsx_of;"
            f"made = {make}(REPORT, 'en'); made = made.encode() if isinstance(made, str) else made;"
            "print(hashlib.sha256(made).hexdigest())"
        )

        digests = {
            subprocess.run(
                [sys.executable, "-c", script],
                capture_output=True,
                text=True,
                check=True,
                env={"PATH": "", "TZ": zone, "PYTHONHASHSEED": seed},
            ).stdout
            for zone, seed in (("Asia/Shanghai", "1"), ("America/New_York", "2"))
        }

        assert len(digests) == 1


class TestATable:
    @pytest.mark.parametrize(
        ("kind", "cell"),
        [("text", 1), ("count", "1"), ("count", 1.0), ("bp", True), ("percent", "40%"), ("points", "1e9")],
    )
    def test_takes_no_cell_of_another_kind(self, kind, cell):
        with pytest.raises(ValueError, match="does not fit"):
            Table("表", "Table", (Column("列", "Column", kind),), ((cell,),))

    def test_takes_no_row_of_another_length(self):
        with pytest.raises(ValueError, match="does not fit"):
            Table("表", "Table", (Column("列", "Column"),), (("a", "b"),))

    def test_draws_bars_from_a_figure_only(self):
        with pytest.raises(ValueError, match="bars"):
            Table("表", "Table", (Column("列", "Column"),), (("a",),), chart="bars")
