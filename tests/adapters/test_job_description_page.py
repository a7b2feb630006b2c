import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from shared.adapters.documents.job_description_page import render_page
from shared.domain.work.job_descriptions.content import JobDescription, KpiLine
from tests.adapters.test_job_description_document import CONTENT, FIRST_OF_APRIL, HOSTILE

VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a browser sees of a page: its tags, and its text by the tag that it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        for tag in dict.fromkeys(self._open):
            self.texts[tag][-1] += data

    def lines(self, tag: str) -> list[str]:
        """Return the texts of a tag, blanks folded."""
        return [" ".join(each.split()) for each in self.texts.get(tag, [])]


def shown(content: JobDescription, *, number: int = 2, effective_on: date | None = FIRST_OF_APRIL) -> Page:
    return Page(render_page(content, number=number, effective_on=effective_on))


class TestRenderPage:
    def test_it_has_the_sections_of_the_word_document_in_order(self):
        page = shown(CONTENT)

        assert page.lines("h2") == [
            "一、岗位名称 Position",
            "二、核心职责 Core duties",
            "三、任职要求 Qualifications",
            "四、绩效指标 KPIs",
        ]
        assert page.lines("h3")[:3] == [
            "岗位目的 Purpose",
            "汇报对象 Reports to",
            "辅助职责 Auxiliary duties",
        ]

    def test_it_says_whose_it_is_its_version_and_the_day_from_which_it_holds(self):
        page = shown(CONTENT)

        assert page.lines("dd")[:4] == ["晨星科技", "李雷", "2026-03-01 – 2026-03-31", "50 条，2500 分钟"]
        assert "第 2 版 · 生效日期：2026-04-01" in page.lines("p")
        assert "第 2 版 · 生效日期：发布后确定" in shown(CONTENT, effective_on=None).lines("p")

    def test_the_duties_carry_goals_shares_and_evidence(self):
        core, auxiliary = shown(CONTENT).lines("ol")

        assert core.startswith(
            "开发新客户，拜访并跟进潜在客户直至首次成交（目标：每月5个新客户） "
            "40% · 10 条记录，1000 分钟；指标：新客户销售额占比、销售周期缩短天数"
        )
        assert auxiliary == "协助开票 4% · 4 条记录，100 分钟；分类由 HR 核定"
        assert "其他 10% · 20 条记录，245 分钟" in shown(CONTENT).lines("p")

    def test_the_kpis_carry_weight_target_formula_and_source(self):
        page = shown(replace(CONTENT, kpis=CONTENT.kpis[:1]))

        assert page.lines("dd")[4:] == ["40%", "≥30%", "新客户订单净额 ÷ 全部订单净额", "订单记录"]

    def test_the_provisional_note_stands_only_where_it_holds(self):
        note = "暂定：工作记录不足 10 个工作日，占比与分类仅供参考。"

        assert note not in shown(CONTENT).lines("p")
        assert note in shown(replace(CONTENT, provisional=True)).lines("p")

    def test_without_anything_it_says_so(self):
        empty = replace(
            CONTENT, duties=(), auxiliary=(), kpis=(), must=(), ideal=(), purpose="", reports_to=""
        )

        lines = shown(empty).lines("p")

        assert {"无", "尚无核心职责。", "该岗位尚未设定任职要求。", "尚未设定绩效指标。"} <= set(lines)
        assert "岗位目的 Purpose" not in shown(empty).lines("h3")

    def test_it_asks_nobody_for_anything_and_runs_nothing(self):
        text = render_page(CONTENT, number=1, effective_on=None)
        page = Page(text)

        policies = [
            attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
        assert not {"script", "link", "img", "iframe", "form", "a", "object"} & {tag for tag, _ in page.tags}
        assert not {"src", "href", "style", "onload"} & {name for _, attrs in page.tags for name in attrs}
        assert "url(" not in text and "@import" not in text

    def test_it_fits_a_phone_and_a_sheet_of_paper(self):
        text = render_page(CONTENT, number=1, effective_on=None)

        assert text.startswith('<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
        assert "@media print" in text and "size: A4" in text


class TestHostileText:
    @pytest.mark.parametrize("text", [*HOSTILE, "</style><script>alert(1)</script>", "<img src=x onerror=a>"])
    def test_is_printed_as_it_was_written(self, text):
        content = replace(
            CONTENT,
            company=text,
            person=text,
            title_zh=text,
            purpose=text,
            reports_to=text,
            must=(text,),
            kpis=(KpiLine("own.kpi", text, text, text, text, text),),
            duties=(replace(CONTENT.duties[0], text=text),),
        )

        page = shown(content)

        plain = " ".join(text.split())
        assert page.lines("dd")[0] == page.lines("dd")[1] == page.lines("strong")[0] == plain
        assert page.lines("dd")[4:] == [plain] * 4
        assert page.lines("title") == [f"岗位说明书 {plain} {plain}"]
        assert [tag for tag, _ in page.tags] == [tag for tag, _ in shown(replace(content, **PLAIN)).tags]

    def test_loses_what_no_page_can_show(self):
        assert shown(replace(CONTENT, person="甲\x00乙\ud800丙\ufffe")).lines("dd")[1] == "甲乙丙"


PLAIN = {"company": "甲", "person": "乙"}


class TestSameContentSameText:
    def test_in_another_process(self):
        script = (
            "from tests.adapters.test_job_description_page import *; import hashlib;"
            "made = render_page(CONTENT, number=2, effective_on=FIRST_OF_APRIL);"
            "print(hashlib.sha256(made.encode()).hexdigest())"
        )

        digests = {
            subprocess.run(
                [sys.executable, "-c", script],
                capture_output=True,
                text=True,
                check=True,
                env={"PATH": "", "PYTHONHASHSEED": seed},
            ).stdout
            for seed in ("1", "2")
        }

        assert len(digests) == 1

    def test_other_content_gives_another_text(self):
        assert render_page(CONTENT, number=1, effective_on=None) != render_page(
            CONTENT, number=2, effective_on=None
        )
