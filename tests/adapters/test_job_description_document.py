import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest

from shared.adapters.documents.job_description import (
    TEMPLATE,
    TEMPLATE_VERSION,
    TemplateOutdated,
    context_of,
    render,
)
from shared.adapters.documents.job_description_fields import PLACEHOLDERS, Field
from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.job_descriptions.content import DutyLine, JobDescription, KpiLine, describe
from tests.domain.work.job_descriptions.test_content import SELLER, a_source

HELP = DutyLine(
    "help",
    "协助开票",
    DutyClass.AUXILIARY,
    minutes=100,
    count=4,
    percent=4,
    decided=True,
    text_en="Help invoicing",
)
CONTENT = replace(describe(SELLER), auxiliary=(HELP,))
FIRST_OF_APRIL = date(2026, 4, 1)


def printed(content: JobDescription, **changes) -> bytes:
    return render(content, **{"number": 2, "effective_on": FIRST_OF_APRIL, **changes})


def opened(content: JobDescription, **changes):
    return docx.Document(io.BytesIO(printed(content, **changes)))


def text_of(document) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def rows_of(document, heading: str, number: int = 0) -> list[list[str]]:
    table = [table for table in document.tables if table.cell(0, 0).text == heading][number]
    return [[cell.text for cell in row.cells] for row in table.rows]


class TestRender:
    def test_it_has_the_four_sections_in_order(self):
        headings = [each.text for each in opened(CONTENT).paragraphs if each.style.name == "Heading 1"]

        assert headings == [
            "一、岗位名称 Position",
            "二、核心职责 Core duties",
            "三、任职要求 Qualifications",
            "四、绩效指标 KPIs",
        ]

    def test_it_names_the_person_the_company_and_the_position(self):
        document = opened(CONTENT)

        assert all(
            word in text_of(document) for word in ("李雷", "晨星科技", "2026-03-01 – 2026-03-31", "50 条")
        )
        assert rows_of(document, "岗位")[1] == ["销售", "Sales", "100%"]

    def test_it_says_its_version_and_the_day_from_which_it_holds(self):
        lines = [each.text for each in opened(CONTENT).paragraphs]
        draft = [each.text for each in opened(CONTENT, effective_on=None).paragraphs]

        assert "Job description · 第 2 版 · 生效日期：2026-04-01" in lines
        assert "Job description · 第 2 版 · 生效日期：发布后确定" in draft

    def test_it_says_what_the_position_is_there_for_and_whom_it_reports_to(self):
        lines = [each.text for each in opened(CONTENT).paragraphs]

        assert lines[lines.index("岗位目的 Purpose") + 1] == "开发新客户、经营老客户，完成公司的销售目标"
        assert lines[lines.index("汇报对象 Reports to") + 1] == "王磊"

    def test_without_purpose_and_manager_it_leaves_one_out_and_says_the_other(self):
        lines = [each.text for each in opened(replace(CONTENT, purpose="", reports_to="")).paragraphs]

        assert "岗位目的 Purpose" not in lines
        assert lines[lines.index("汇报对象 Reports to") + 1] == "无"

    def test_the_core_duties_carry_goals_shares_and_evidence(self):
        rows = rows_of(opened(CONTENT), "#")

        assert rows[1] == [
            "1",
            "开发新客户，拜访并跟进潜在客户直至首次成交（目标：每月5个新客户）",
            "40%",
            "10 条记录，1000 分钟；指标：新客户销售额占比、销售周期缩短天数",
        ]
        assert rows[2][1].endswith("（目标：每月10万元）")
        assert rows[4][1].endswith("（目标：每月2次活动）")
        assert [row[2] for row in rows[1:]] == ["40%", "0%", "30%", "20%"]

    def test_the_auxiliary_duties_and_the_rest_stand_apart_from_them(self):
        document = opened(CONTENT)

        assert "辅助职责 Auxiliary duties" in [each.text for each in document.paragraphs]
        assert rows_of(document, "#", 1)[1:] == [
            ["1", "协助开票", "4%", "4 条记录，100 分钟；分类由 HR 核定"],
            ["", "其他", "10%", "20 条记录，245 分钟"],
        ]

    def test_without_core_duties_it_says_so(self):
        document = opened(replace(CONTENT, duties=()))

        assert "尚无核心职责。" in text_of(document)
        assert rows_of(document, "#")[1][1] == "协助开票"

    def test_the_qualifications_are_bullets_under_required_and_welcome(self):
        lines = [(each.style.name, each.text) for each in opened(CONTENT).paragraphs]

        start = lines.index(("Heading 2", "必备 Required"))
        assert lines[start + 1] == ("List Bullet", "能独立完成客户拜访、需求了解与商务谈判")
        assert ("Heading 2", "优先 Preferred") in lines

    def test_the_kpis_carry_weight_target_formula_and_source(self):
        assert rows_of(opened(CONTENT), "指标")[1] == [
            "新客户销售额占比",
            "40%",
            "≥30%",
            "新客户订单净额 ÷ 全部订单净额",
            "订单记录",
        ]

    def test_no_mark_of_the_template_is_left(self):
        with zipfile.ZipFile(io.BytesIO(printed(CONTENT))) as package:
            parts = "".join(package.read(name).decode() for name in package.namelist())

        assert "{{" not in parts and "{%" not in parts

    def test_header_and_footer_name_company_and_person(self):
        (section,) = opened(CONTENT).sections

        assert section.header.paragraphs[0].text == "晨星科技"
        assert section.footer.paragraphs[0].text.startswith("岗位说明书 · 李雷 · 第 2 版 · 第 ")

    def test_the_provisional_note_stands_only_where_it_holds(self):
        assert "暂定" not in text_of(opened(CONTENT))
        assert "暂定" in text_of(opened(replace(CONTENT, provisional=True)))

    def test_without_logs_kpis_and_qualifications_it_says_so(self):
        content = replace(describe(a_source(kpis=())), must=(), ideal=())

        text = text_of(opened(content))

        assert all(
            line in text for line in ("尚未设定绩效指标。", "该岗位尚未设定任职要求。", "本期无工时记录")
        )
        rows = [*rows_of(opened(content), "#")[1:], *rows_of(opened(content), "#", 1)[1:]]
        assert [row[2] for row in rows] == ["—"] * 4

    def test_chinese_has_a_font_of_its_own(self):
        fonts = opened(CONTENT).styles["Heading 1"].element.xpath("w:rPr/w:rFonts/@w:eastAsia")

        assert fonts == ["Microsoft YaHei"]


HOSTILE = [
    "{{7*7}}",
    "{% for x in ().__class__.__mro__ %}",
    "{_{7*7}_}{_% raw %_}",
    "<w:p><w:r><w:t>插入</w:t></w:r></w:p>",
    "]]><!-- --> &amp; & &#65; \"'",
    "=cmd|' /C calc'!A0",
    "${jndi:ldap://x} \\u0041",
]


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_it_is_printed_as_it_was_written(self, text):
        content = replace(
            CONTENT,
            company=text,
            person=text,
            title_zh=text,
            must=(text,),
            purpose=text,
            reports_to=text,
            kpis=(KpiLine("own.kpi", text, text, text, text, text),),
            duties=(replace(CONTENT.duties[0], text=text, target=text, kpis=(text,)),),
        )

        document = opened(content)

        assert rows_of(document, "指标")[1] == [text] * 5
        assert rows_of(document, "#")[1][1] == f"{text}（目标：{text}）"
        assert text in [each.text for each in document.paragraphs if each.style.name == "List Bullet"]
        assert document.sections[0].header.paragraphs[0].text == text
        assert document.core_properties.author == text

    def test_characters_that_no_document_can_carry_are_left_out(self):
        content = replace(CONTENT, must=("甲\x00乙\x07丙\ud800丁\ufffe戊",))

        assert "甲乙丙丁戊" in text_of(opened(content))

    def test_line_ends_and_tabs_become_spaces(self):
        assert "第一行 第二行 第三行" in text_of(opened(replace(CONTENT, must=("第一行\n第二行\t\f第三行",))))


class TestBounds:
    def test_long_texts_are_cut_with_a_sign(self):
        document = opened(replace(CONTENT, person="长" * 500, must=("写" * 100_000,)))

        bullets = [each.text for each in document.paragraphs if each.style.name == "List Bullet"]
        assert bullets[0] == "写" * 199 + "…"
        assert "长" * 59 + "…" in text_of(document)

    def test_of_long_lists_the_rest_is_counted(self):
        kpi = CONTENT.kpis[0]

        document = opened(replace(CONTENT, kpis=(kpi,) * 100, must=("能写",) * 31))

        rows = rows_of(document, "指标")
        assert (len(rows), rows[-1][0]) == (31, "… 另有 71 项")
        assert "… 另有 2 项" in text_of(document)

    def test_a_list_of_thirty_is_whole(self):
        assert len(rows_of(opened(replace(CONTENT, kpis=(CONTENT.kpis[0],) * 30)), "指标")) == 31


class TestSameInputSameBytes:
    def test_twice_in_one_process(self):
        assert printed(CONTENT) == printed(CONTENT)

    def test_in_another_process(self):
        script = (
            "import hashlib; from tests.adapters.test_job_description_document import CONTENT, printed;"
            "print(hashlib.sha256(printed(CONTENT)).hexdigest())"
        )

        other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert other.stdout.strip() == hashlib.sha256(printed(CONTENT)).hexdigest()

    def test_every_entry_carries_the_same_date(self):
        with zipfile.ZipFile(io.BytesIO(printed(CONTENT))) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert package.testzip() is None

    def test_other_content_gives_other_bytes(self):
        assert printed(replace(CONTENT, person="韩梅梅")) != printed(CONTENT)
        assert printed(CONTENT, number=3) != printed(CONTENT)


def changed(content: bytes, old: str, new: str) -> bytes:
    """Return a Word file with other text in its body."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return written.getvalue()


class TestTemplate:
    def test_a_changed_template_has_a_new_version(self):
        known = {"2": "c5b1ca85bd96b94e36d40e0787b47c39e3120bc2ce9a810d21ac42268e7f24ef"}

        assert known[TEMPLATE_VERSION] == hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(), (
            "the template was edited: raise TEMPLATE_VERSION and add its SHA-256 here"
        )

    def test_one_of_the_company_s_own_takes_the_place_of_the_standard_one(self):
        own = changed(TEMPLATE.read_bytes(), "员工签收", "本人签字")

        text = text_of(opened(CONTENT, template=own))

        assert "本人签字" in text and "员工签收" not in text
        assert "开发新客户" in text

    def test_one_that_names_what_is_not_there_any_more_is_said_to_be_outdated(self):
        own = changed(TEMPLATE.read_bytes(), "{{ purpose }}", "{{ mission }}")

        with pytest.raises(TemplateOutdated):
            printed(CONTENT, template=own)


class TestContext:
    def test_holds_every_placeholder_and_nothing_else(self):
        content = replace(CONTENT, ideal_en=("Has sold in this industry",))

        found = context_of(content, number=1, effective_on=None)

        assert shape_of_context(found) == {each.name: shape_of(each) for each in PLACEHOLDERS}


def shape_of(field: Field) -> object:
    kinds = {"text": "str", "number": "int", "flag": "bool", "texts": ["str"]}
    if field.fields:
        line = {each.name: shape_of(each) for each in field.fields}
        return [line] if field.kind == "lines" else line
    return kinds[field.kind]


def shape_of_context(value: object) -> object:
    if isinstance(value, dict):
        return {name: shape_of_context(each) for name, each in value.items()}
    return [shape_of_context(value[0])] if isinstance(value, list) else type(value).__name__
