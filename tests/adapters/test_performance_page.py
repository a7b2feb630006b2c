"""Performance reports as pages and tables: no script, every link leads somewhere, equal input is equal bytes."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from shared.adapters.documents.performance_page import person_page
from shared.adapters.documents.performance_team import team_page
from shared.adapters.documents.report_files import csv_of, original, xlsx_of
from shared.domain.company import Company
from shared.domain.kpi.events import Event
from shared.usecases.reports.tabulate import Tabulating
from tests.domain.kpi.planning import value
from tests.domain.performance.months import (
    CYCLE,
    EVENTS,
    REPEAT,
    SHARE,
    ZONE,
    named,
    report,
    sales_card,
    score,
    team,
    visits,
)

COMPANY = Company("co_1", "海纳商贸")
MONTHS = (score(sales_card(share="0.2"), "2025-11"), score(sales_card(share="0.22"), "2026-02"))
FULL = report(*MONTHS, score(sales_card()))
RUNNING = report(score(visits(20), "2026-02"), score(visits(15), at="2026-03-16T02:00"))
NONE = report(why_none="report.no_plan")
THIN = report(
    score(
        sales_card(
            share=value(SHARE, state="blocked", reason="kpi.feed_sick"),
            repeat=value(REPEAT, state="na", reason="kpi.nothing_to_measure"),
        )
    )
)
RECORDS = {
    f"evt_{SHARE}_0": Event(
        f"evt_{SHARE}_0",
        "order.paid",
        datetime(2026, 3, 3, 2, tzinfo=UTC),
        date(2026, 3, 3),
        "o1",
        customer="云程商贸",
        amount_minor=980_000,
    )
}
TEAM = team(
    FULL,
    report(score(sales_card(share="0.31"), person_id="per_002"), whose=named("陈浩", 2)),
    report(whose=named("周洋", 3), why_none="report.no_plan"),
)
PAGES = {
    "full": FULL,
    "running": RUNNING,
    "none": NONE,
    "thin": THIN,
}
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "＝1+1",
    "<script>alert(1)</script>",
    "\"><a href='x'>",
    "'x",
]
SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def printed(found, language="zh-CN"):
    return person_page(found, RECORDS, ZONE, language)


def every_page(language):
    return {
        **{name: printed(each, language) for name, each in PAGES.items()},
        "team": team_page(TEAM, language),
    }


class Page(HTMLParser):
    """Tags with their attributes, and the text in them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.rows = [], [], {}
        self._row = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self._row = dict(attrs).get("id")
            self.rows.setdefault(self._row, "")

    def handle_endtag(self, tag):
        if tag == "tr":
            self._row = None

    def handle_data(self, data):
        self.words.append(data)
        if self._row:
            self.rows[self._row] += data

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
class TestEveryPage:
    def test_is_complete_and_asks_nobody_for_anything(self, language):
        for name, text in every_page(language).items():
            page = Page(text)
            policy = [attrs for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]

            assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'", name
            assert not {"script", "link", "img", "iframe", "form", "object"} & {tag for tag, _ in page.tags}
            assert not {"src", "style"} & {key for _, attrs in page.tags for key in attrs}
            assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on")]
            assert "url(" not in text and "@import" not in text
            assert text.startswith(f'<!doctype html>\n<html lang="{language}">')

    def test_has_no_link_that_leads_nowhere_and_no_name_twice(self, language):
        for name, text in every_page(language).items():
            tags = Page(text).tags
            names = [attrs["id"] for _, attrs in tags if "id" in attrs]
            links = [attrs["href"] for tag, attrs in tags if tag == "a"]

            assert len(names) == len(set(names)), name
            assert all(each.startswith("#") for each in links)
            assert {each[1:] for each in links} <= set(names), name

    def test_fits_a_phone_the_dark_and_paper(self, language):
        for text in every_page(language).values():
            assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
            assert "@media (prefers-color-scheme: dark)" in text
            assert "@media print" in text and "size: A4" in text

    def test_tells_its_drawings_to_those_who_do_not_see_them(self, language):
        for text in every_page(language).values():
            drawings = [attrs for tag, attrs in Page(text).tags if tag == "svg"]

            assert all(attrs["role"] in ("group", "img") and attrs["aria-label"] for attrs in drawings)


class TestEnglish:
    def test_has_no_chinese_but_names_of_people_and_companies(self):
        for name, text in every_page("en").items():
            words = Page(text).text
            for own in ("李婷", "王磊", "海纳商贸", "云程商贸", "陈浩", "周洋"):
                words = words.replace(own, "")

            assert not re.findall("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", words), name


class TestAPersonsPage:
    def test_says_what_the_score_says(self):
        words = Page(printed(FULL)).text

        for each in ("78.0", "等级 B", "共扣 22.0 分", "32.0 / 40", "正式分", "截至 2026-04-01 00:00"):
            assert each in words
        for line in FULL.lines:
            assert line.line.reason.zh in words
            assert all(each in words for each in line.line.event_ids)

    def test_leads_from_every_point_of_a_trend_to_its_month_with_its_records(self):
        page = Page(printed(FULL))
        points = [attrs for tag, attrs in page.tags if tag == "a" and attrs["href"].startswith("#m-")]

        assert len(points) == 3 * 5  # three months with a score: the total and four KPIs
        for each in points:
            _, year, month, *kpi = each["href"].split("-")
            assert f"{year}年{int(month)}月" in each["aria-label"]
            row = page.rows[each["href"][1:]]
            assert ("evt_" in row) == bool(kpi)

    def test_breaks_its_line_at_a_gap(self):
        text = printed(FULL)
        first = text[text.index("<svg", text.index("近六个月")) :]
        drawing = first[: first.index("</svg>")]

        assert drawing.count('<circle class="dot"') == 3
        assert drawing.count('<line class="line"') == 1  # February to March; November stands alone
        assert drawing.count(">无</text>") == 3
        assert "2025年12月：无" in drawing

    def test_leads_from_every_segment_of_the_score_to_the_records_of_its_kpi(self):
        page = Page(printed(FULL))
        segments = [
            attrs["href"][1:] for tag, attrs in page.tags if tag == "a" and attrs["href"].startswith("#r-")
        ]

        assert len(set(segments)) == 4
        assert all("条记录" in page.rows[each] for each in segments)

    def test_prints_what_a_record_is_where_it_is_kept(self):
        words = Page(printed(FULL)).text

        assert "order.paid 2026-03-03 云程商贸 9,800.00" in words

    def test_tells_a_live_score_from_an_official_one(self):
        live, official = Page(printed(RUNNING)).text, Page(printed(FULL)).text

        assert "实时分" in live and "已过 10 个工作日" in live
        assert "实时分" not in official

    def test_without_a_score_says_why(self):
        words = Page(printed(NONE)).text

        assert NONE.sentence("zh-CN") in words
        assert "<svg" not in printed(NONE)

    def test_with_too_little_evidence_shows_no_total(self):
        words = Page(printed(THIN)).text

        assert "数据源异常，暂停出分" in words
        assert "共扣" not in words and 'class="score"' not in printed(THIN)

    def test_tells_a_loss_that_rounds_to_nothing(self):
        card = sales_card(share="0.3", repeat="0.2499", cycle="25", events=value(EVENTS, 2))

        assert "扣不到 0.1 分" in Page(printed(report(score(card)))).text

    def test_draws_no_trend_of_a_kpi_that_has_one_month_only(self):
        assert printed(report(score(sales_card()))).count('<circle class="dot"') == 1

    def test_names_a_record_that_was_left_out_with_the_reason(self):
        left = replace(value(CYCLE, "25"), excluded=(("evt_left", "没有接触日期"),))

        words = Page(printed(report(score(sales_card(cycle=left))))).text

        assert "evt_left 未计入：没有接触日期" in words

    @pytest.mark.parametrize("text", HOSTILE)
    def test_prints_text_as_it_was_written(self, text):
        hostile = replace(FULL, whose=replace(FULL.whose, name=text, company=text, manager=text))

        page = Page(printed(hostile))

        assert " ".join(text.split()) in page.text
        assert not [attrs for tag, attrs in page.tags if tag == "script" or attrs.get("href") == "x"]


class TestATeamsPage:
    def test_adds_up_and_ranks_nobody(self):
        words = Page(team_page(TEAM, "zh-CN")).text

        assert "3 人，其中 2 人有总分" in words
        assert "55,000 200,000 27.5%" in words
        assert not re.search("排名|名次|第 ?[0-9]+ ?名|等级分布", words)
        assert "周洋 这个月没有生效的考核方案" in words

    def test_leads_from_every_total_to_the_persons_row_with_its_records(self):
        page = Page(team_page(TEAM, "zh-CN"))
        bars = [attrs for tag, attrs in page.tags if tag == "a" and attrs["href"].startswith("#p-")]

        assert {attrs["aria-label"] for attrs in bars} == {"李婷：78.0", "陈浩：87.3"}
        assert all("evt_" in page.rows[attrs["href"][1:]] for attrs in bars)

    def test_of_nobody_says_so(self):
        assert "这个月没有需要考核的人" in team_page(team(), "zh-CN")


class TestTables:
    def tables(self, found=FULL, language="zh-CN"):
        return Tabulating(COMPANY, language, RECORDS).person(found)

    def test_have_a_sheet_for_summary_lines_and_records(self):
        names = [each.name_en for each in self.tables().tables]

        assert names == ["Summary", "Lines", "Records", "Trend"]

    def test_hold_the_figures_of_the_score_with_four_places(self):
        rows = list(csv.reader(io.StringIO(csv_of(self.tables(), "zh-CN").decode("utf-8-sig"))))
        summary = dict(zip(rows[0], rows[1], strict=True))

        assert (summary["总分"], summary["扣分合计"], summary["等级"]) == ("78.0000", "22.0000", "B")
        header = next(number for number, row in enumerate(rows) if row[:2] == ["姓名", "指标"])
        lines = [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 : header + 5]]
        assert [(each["得分"], each["扣分"]) for each in lines] == [
            (f"{each.points}", f"{each.lost}") for each in FULL.score.card.lines
        ]

    def test_name_every_record_that_a_figure_stands_on(self):
        records = self.tables().tables[2].rows

        assert {(row[9], row[4]) for row in records} == {
            (each.kpi_id, id_) for each in FULL.score.card.lines for id_ in each.event_ids
        }

    def test_say_why_there_is_no_score_and_print_no_zero(self):
        (row,) = self.tables(NONE).tables[0].rows

        assert NONE.sentence("zh-CN") in row
        assert not [each for each in row if each in (0, "0.0000")]

    def test_of_a_team_add_the_parts(self):
        found = Tabulating(COMPANY, "en", {}).team(TEAM)

        assert [each.name_en for each in found.tables] == [
            "Summary",
            "Lines",
            "Records",
            "Trend",
            "KPIs added up",
        ]
        assert ("New-customer share of revenue", "2026-03", 2, "55000", "200000", "0.275", "27.5%") in (
            found.tables[-1].rows
        )

    @pytest.mark.parametrize("text", HOSTILE)
    def test_run_nothing_that_somebody_wrote(self, text):
        hostile = replace(FULL, whose=replace(FULL.whose, name=text, manager=text))
        tables = self.tables(hostile)

        rows = list(csv.reader(io.StringIO(csv_of(tables, "zh-CN").decode("utf-8-sig"))))
        package = zipfile.ZipFile(io.BytesIO(xlsx_of(tables, "zh-CN")))

        assert original(rows[1][0]) == text
        assert rows[1][0] == text or rows[1][0].startswith("'")
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert ElementTree.fromstring(package.read(name)).find(f".//{SHEETS}f") is None

    def test_write_figures_as_numbers(self):
        package = zipfile.ZipFile(io.BytesIO(xlsx_of(self.tables(), "zh-CN")))
        cells = list(ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml")).iter(f"{SHEETS}c"))

        total = next(each for each in cells if each.get("r") == "G2")
        assert (total.get("t"), Fraction(str(total.findtext(f"{SHEETS}v")))) in ((None, 78), ("n", 78))


class TestSameInputSameBytes:
    @pytest.mark.parametrize(
        "made", ["printed(FULL)", "team_page(TEAM, 'en')", "xlsx_of(TestTables().tables(), 'en')"]
    )
    def test_in_another_process_and_zone(self, made):
        script = (
            "import hashlib; from tests.adapters.test_performance_page import *;"
            f"made = {made}; made = made.encode() if isinstance(made, str) else made;"
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
