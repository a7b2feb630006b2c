import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.documents.job_description import TEMPLATE, render
from shared.adapters.documents.job_description_fields import MOST_LINES, Field, spelled
from shared.adapters.documents.job_description_template import (
    LARGEST_OUTPUT,
    REFUSALS,
    MarkMisplaced,
    NoPlaceholder,
    validate_template,
)
from shared.adapters.documents.template_marks import (
    BlockCrosses,
    BlockNotAlone,
    BlockUnclosed,
    MarkForbidden,
    MarkRefused,
    PlaceholderBroken,
    PlaceholderUnknown,
    TooMuch,
    Where,
)
from shared.adapters.documents.template_reader import MarkReader
from shared.adapters.documents.word_filling import environment
from shared.adapters.documents.word_package import (
    LARGEST_FILE,
    ActiveContent,
    ExternalReference,
    FileTooLarge,
    Inflates,
    NotWord,
    UnsafePart,
)
from shared.adapters.documents.word_xml import Damaged, Entities, FieldNotAllowed
from shared.domain.errors import DomainError
from tests.adapters.test_job_description_document import CONTENT, rows_of, text_of

STANDARD = TEMPLATE.read_bytes()
BODY = "word/document.xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_lines(*lines: str) -> bytes:
    """Return a Word file with these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def with_parts(
    changes: Mapping[str, bytes | Callable[[bytes], bytes]], content: bytes = STANDARD, compression: int = 8
) -> bytes:
    """Return a package with parts added, or changed by a function."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(written, "w", compression) as target,
    ):
        for name in source.namelist():
            change = changes.get(name)
            target.writestr(name, change(source.read(name)) if callable(change) else source.read(name))
        for name, part in changes.items():
            if isinstance(part, bytes):
                target.writestr(name, part)
    return written.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode())

    return change


def with_relationship(kind: str, target: str, more: str = "") -> bytes:
    """Return the standard template with one more relationship of its body."""
    link = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{more}/>'
    return with_parts({RELATIONSHIPS: replaced("</Relationships>", f"{link}</Relationships>")})


def in_body(xml: str, first: str = "{{ person }}") -> bytes:
    """Return a Word file whose body is this XML behind one good paragraph."""
    return with_parts({BODY: replaced("<w:p>", f"{xml}<w:p>")}, with_lines(first))


def printed(line: str, lines: Field) -> str:
    """Return marks that print every field of a line."""
    return " ".join(f"{{{{ {line}.{each.name} }}}}" for each in lines.fields)


def filled(template: bytes) -> Document:
    return docx.Document(io.BytesIO(render(CONTENT, number=2, effective_on=None, template=template)))


def lines_of(template: bytes) -> list[str]:
    return [each.text for each in filled(template).paragraphs if each.text]


def refusal(content: bytes) -> DomainError:
    with pytest.raises(REFUSALS) as refused:
        validate_template(content)
    return refused.value


class TestAGoodTemplate:
    def test_the_standard_one_is_one(self):
        assert validate_template(STANDARD).digest == hashlib.sha256(STANDARD).hexdigest()

    def test_is_kept_as_it_came(self):
        assert validate_template(STANDARD).content == STANDARD

    def test_may_use_every_placeholder(self):
        plain = [
            f"{{{{ {name} }}}}"
            for name, each in spelled()
            if each.kind in ("text", "number") and "[]" not in name
        ]
        lists = [
            f"{{% for line in {name} %}}{printed('line', field)}{{% endfor %}}"
            for name, field in spelled()
            if field.kind == "lines"
        ]

        text = "\n".join(lines_of(validate_template(with_lines(*plain, *lists)).content))

        assert "晨星科技" in text and "新客户订单净额 ÷ 全部订单净额" in text and "{" not in text

    @pytest.mark.parametrize(
        ("line", "printed"),
        [
            ("{{ must | join('；') }}", "；熟悉所售产品与报价流程；"),
            ("{{ must|join(“ & ”) }}", " & 熟悉所售产品与报价流程 & "),
            ("{{ title_en | upper }}", "SALES"),
            ("共 {{ kpis|length }} 项", "共 4 项"),
            ("{% if kpis|length >= 4 and not provisional %}四项{% else %}少{% endif %}", "四项"),
            ("{% if count > 3 %}多{% elif count == 1 %}一{% endif %}", "多"),
            ('{% if reports_to == "王磊" or reports_to != "" %}是{% endif %}', "是"),
            ("{% for x in must %}{{ loop.index }}/{{ loop.length }} {{ x }} {% endfor %}", "2/3 熟悉"),
            (
                "{% for x in kpis %}{% if loop.first %}首{{ x.zh }}{% endif %}{% endfor %}",
                "首新客户销售额占比",
            ),
            ("{{ rest.percent }} {{ rest.evidence | default('无') }}", "10% 20 条记录"),
            ("100 % }, { 无 } 与 # 号都只是文字 {{ person }}", "100 % }, { 无 } 与 # 号都只是文字 李雷"),
        ],
    )
    def test_prints_asks_and_walks_through_lists(self, line, printed):
        content = with_lines("{{ person }}", line)

        assert printed in "\n".join(lines_of(validate_template(content).content))

    def test_may_have_a_mark_split_over_runs(self):
        document = docx.Document()
        paragraph = document.add_paragraph()
        for piece in ("姓名：{", "{ per", "son", " }", "}，", "{% i", "f count %", "}有{% end", "if %}"):
            paragraph.add_run(piece).bold = piece == "son"

        assert lines_of(validate_template(saved(document)).content) == ["姓名：李雷，有"]

    def test_may_have_a_mark_that_word_has_taken_for_a_misspelling(self):
        content = in_body(
            '<w:p><w:r><w:t xml:space="preserve">{{ </w:t></w:r><w:proofErr w:type="spellStart"/>'
            "<w:r><w:rPr><w:b/></w:rPr><w:t>reports</w:t></w:r><w:bookmarkStart w:id='1' w:name='a'/>"
            '<w:r><w:t>_to</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t>}}</w:t></w:r></w:p>'
        )

        assert lines_of(validate_template(content).content) == ["王磊", "李雷"]

    def test_repeats_table_rows(self):
        document = docx.Document()
        table = document.add_table(rows=4, cols=2)
        for row, cells in enumerate(
            (
                ("指标", "权重"),
                ("{%tr for k in kpis %}", ""),
                ("{{ k.zh }}", "{{ k.weight }}"),
                ("{%tr endfor %}", ""),
            )
        ):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text

        rows = rows_of(filled(validate_template(saved(document)).content), "指标")

        assert rows[1:3] == [["新客户销售额占比", "40%"], ["老客户复购率", "30%"]]

    def test_prints_in_headers_and_footers_and_text_boxes(self):
        document = docx.Document()
        document.sections[0].header.paragraphs[0].text = "{{ company }}"
        document.sections[0].footer.paragraphs[0].text = "第 {{ number }} 版"
        box = (
            "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p><w:r>"
            "<w:t>{{ title_zh }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p><w:sectPr"
        )
        content = with_parts({BODY: replaced("<w:sectPr", box)}, saved(document))

        made = filled(validate_template(content).content)

        assert made.sections[0].header.paragraphs[0].text == "晨星科技"
        assert made.sections[0].footer.paragraphs[0].text == "第 2 版"
        assert [each.text for each in made.element.body.iter(f"{{{W[9:-1]}}}t")] == ["销售"]

    def test_leaves_no_cell_and_no_table_that_word_would_not_open(self):
        document = docx.Document()
        document.add_paragraph("{{ person }}")
        for lines in (("{%p if provisional %}", "暂定", "{%p endif %}"),):
            cell = document.add_table(rows=1, cols=1).cell(0, 0)
            cell.paragraphs[0].text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
        table = document.add_table(rows=3, cols=1)
        for row, text in enumerate(("{%tr for x in auxiliary %}", "{{ x.text }}", "{%tr endfor %}")):
            table.cell(row, 0).text = text
        template = validate_template(saved(document)).content

        made = docx.Document(
            io.BytesIO(render(replace(CONTENT, auxiliary=()), number=1, effective_on=None, template=template))
        )

        assert [[cell.text for cell in table.columns[0].cells] for table in made.tables] == [[""]]
        assert all(cell.paragraphs for table in made.tables for row in table.rows for cell in row.cells)

    def test_keeps_a_table_whose_rows_are_content_controls(self):
        row = "<w:tr><w:tc><w:p><w:r><w:t>{{ company }}</w:t></w:r></w:p></w:tc></w:tr>"
        content = in_body(f"<w:tbl><w:tblGrid/><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>")

        made = filled(validate_template(content).content)

        assert [each.text for each in made.element.body.iter(f"{{{W[9:-1]}}}t")] == ["晨星科技", "李雷"]

    def test_may_link_to_a_web_page_and_number_its_pages(self):
        content = with_relationship("hyperlink", "https://example.org/", ' TargetMode="External"')

        assert b"NUMPAGES" in zipfile.ZipFile(io.BytesIO(content)).read("word/footer1.xml")
        validate_template(content)


PAYLOADS = {
    "{{ ''.__class__.__mro__ }}": MarkForbidden,
    "{{ person.__class__ }}": MarkForbidden,
    "{{ duties.__class__ }}": MarkForbidden,
    "{{ rest.__class__ }}": PlaceholderUnknown,
    "{{ rest['__class__'] }}": MarkForbidden,
    "{{ config }}": PlaceholderUnknown,
    "{{ self }}": PlaceholderUnknown,
    "{{ self._TemplateReference__context }}": PlaceholderUnknown,
    "{{ cycler.__init__.__globals__ }}": PlaceholderUnknown,
    "{{ lipsum.__globals__.os.popen('id').read() }}": MarkForbidden,
    "{{ request|attr('application') }}": MarkForbidden,
    "{{ person|attr('__class__') }}": MarkForbidden,
    "{{ person|map('upper')|list }}": MarkForbidden,
    "{{ person|format(1) }}": MarkForbidden,
    "{{ person.format(1) }}": MarkForbidden,
    "{{ ().__class__.__bases__[0].__subclasses__() }}": MarkForbidden,
    "{% for a in range(10**9) %}{% endfor %}": MarkForbidden,
    "{% for a in [1,2,3] %}{% endfor %}": MarkForbidden,
    "{% for a in person %}{% endfor %}": MarkForbidden,
    "{% for a in duties recursive %}{{ loop(duties) }}{% endfor %}": MarkForbidden,
    "{% for a in duties if a.text %}{% endfor %}": MarkForbidden,
    "{% for a, b in duties %}{% endfor %}": MarkForbidden,
    "{% for person in duties %}{% endfor %}": MarkForbidden,
    "{% for loop in duties %}{% endfor %}": MarkForbidden,
    "{{ 'a' * 10**9 }}": MarkForbidden,
    "{{ 9**9**9**9 }}": MarkForbidden,
    "{{ 'a' ~ person }}": MarkForbidden,
    "{{ person[0] }}": MarkForbidden,
    "{{ duties }}": MarkForbidden,
    "{{ rest }}": MarkForbidden,
    "{{ provisional }}": MarkForbidden,
    "{{ must|join(x) }}": MarkForbidden,
    "{{ must|join('、', 'text') }}": MarkForbidden,
    "{{ duties|join('、', attribute='text') }}": MarkForbidden,
    "{{ duties|sum(attribute='minutes') }}": MarkForbidden,
    "{{ person if provisional else company }}": MarkForbidden,
    "{{ person is defined }}": MarkForbidden,
    "{% if person is defined %}{% endif %}": MarkForbidden,
    "{% if person < 3 %}{% endif %}": MarkForbidden,
    "{% if person in must %}{% endif %}": MarkForbidden,
    "{% if range(3) %}{% endif %}": MarkForbidden,
    "{% if provisional %}{% elif cycler() %}{% endif %}": MarkForbidden,
    "{% set x = 1 %}": MarkForbidden,
    "{% include '/etc/passwd' %}": MarkForbidden,
    "{% import 'os' as os %}": MarkForbidden,
    "{% from 'x' import y %}": MarkForbidden,
    "{% extends 'x' %}": MarkForbidden,
    "{% block x %}{% endblock %}": MarkForbidden,
    "{% macro f() %}{% endmacro %}": MarkForbidden,
    "{% call f() %}{% endcall %}": MarkForbidden,
    "{% filter upper %}{% endfilter %}": MarkForbidden,
    "{% raw %}{{ person }}{% endraw %}": MarkForbidden,
    "{% autoescape false %}{{ person }}{% endautoescape %}": MarkForbidden,
    "{% with x=1 %}{% endwith %}": MarkForbidden,
    "{% do person %}": MarkForbidden,
    "{% vm %}": MarkForbidden,
    "{% hm %}": MarkForbidden,
    "{% colspan 3 %}": MarkForbidden,
    "{% cellbg person %}": MarkForbidden,
    "{%r if provisional %}{%r endif %}": MarkForbidden,
    "{%tc for x in must %}{%tc endfor %}": MarkForbidden,
    "{%- if provisional %}{% endif %}": MarkForbidden,
    "{% if provisional -%}{% endif %}": MarkForbidden,
    "{{- person }}": MarkForbidden,
    "{{ person -}}": MarkForbidden,
    "{# 批注 #}": MarkForbidden,
    "{{ ((((((((((((person)))))))))))) }}": MarkForbidden,
    "{{ " + "x" * 300 + " }}": MarkForbidden,
}
TYPING = {
    "{{ person": PlaceholderBroken,
    "{{ person }": PlaceholderBroken,
    "{ person }}": PlaceholderBroken,
    "{% if provisional": PlaceholderBroken,
    "if provisional %}": PlaceholderBroken,
    "{{ person name }}": PlaceholderBroken,
    "{{ 姓 名 }}": PlaceholderBroken,
    "{{ }}": PlaceholderBroken,
    "{{ person | }}": PlaceholderBroken,
    "{{ person|join('}}') }}": PlaceholderBroken,
    "{{p person }}": PlaceholderBroken,
    "{% if %}{% endif %}": PlaceholderBroken,
    "{% for x %}{% endfor %}": PlaceholderBroken,
    "{% if provisional %}{% endif x %}": PlaceholderBroken,
    "{{ persn }}": PlaceholderUnknown,
    "{{ 姓名 }}": PlaceholderUnknown,
    "{% for x in dutys %}{% endfor %}": PlaceholderUnknown,
    "{% for x in duties %}{{ x.txt }}{% endfor %}": PlaceholderUnknown,
    "{% for x in duties %}{% endfor %}{{ x.text }}": PlaceholderUnknown,
    "{% for x in must %}": BlockUnclosed,
    "{% if provisional %}": BlockUnclosed,
    "{% endif %}": BlockUnclosed,
    "{% else %}": BlockUnclosed,
    "{% if provisional %}{% for x in must %}{% endif %}{% endfor %}": BlockUnclosed,
    "{% for x in must %}{% else %}{% endfor %}": BlockUnclosed,
    "{% if provisional %}{% else %}{% else %}{% endif %}": BlockUnclosed,
    "暂定：{%p if provisional %}": BlockNotAlone,
    "{%tr for x in duties %}": BlockNotAlone,
}


class TestAMark:
    @pytest.mark.parametrize("mark", PAYLOADS)
    def test_that_does_more_than_print_ask_and_walk_is_refused(self, mark):
        assert type(refusal(with_lines("{{ person }}", mark))) is PAYLOADS[mark]

    @pytest.mark.parametrize("mark", TYPING)
    def test_that_is_mistyped_is_refused(self, mark):
        assert type(refusal(with_lines("{{ person }}", mark))) is TYPING[mark]

    def test_is_refused_wherever_it_stands(self):
        document = docx.Document()
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{{ person }}"
        document.sections[0].footer.paragraphs[0].text = "{{ cycler }}"

        error = refusal(saved(document))

        assert isinstance(error, PlaceholderUnknown)
        assert error.sentence("zh-CN").startswith("页脚第 1 段的“{{ cycler }}”里，占位符“cycler”不存在。")

    @pytest.mark.parametrize(
        ("lines", "zh", "en"),
        [
            (
                ("{{ person }}", "姓名：{{ company"),
                "正文第 2 段的占位符“{{ company”不完整或写法有误。请写成 {{ person }} 这样，两边各两个花括号。",
                "Body, paragraph 2: the placeholder “{{ company” is broken.",
            ),
            (
                ("{% for k in kpis %}{{ k.name }}{% endfor %}",),
                "正文第 1 段的“{{ k.name }}”里，占位符“k.name”不存在。"
                "这里可以用：k.en、k.formula、k.formula_en、k.source、k.source_en、k.target、k.target_en、k.weight、k.zh。",
                "You can use: k.en、k.formula",
            ),
            (
                ("{{ persn }}",),
                "这里可以用：auxiliary、company、count、duties、effective_on、ideal、",
                "in “{{ persn }}” there is no placeholder “persn”",
            ),
            (
                ("", "", "{%p for x in must %}"),
                "正文第 3 段的“{%p for x in must %}”没有配对",
                "Body, paragraph 3: “{%p for x in must %}” has no counterpart.",
            ),
        ],
    )
    def test_is_named_with_its_place_and_what_could_stand_there(self, lines, zh, en):
        error = refusal(with_lines(*lines))

        assert zh in error.sentence("zh-CN")
        assert en in error.sentence("en")

    def test_split_over_runs_is_refused_like_one_in_one_piece(self):
        document = docx.Document()
        paragraph = document.add_paragraph()
        for piece in ("{", "{ cyc", "ler.__in", "it__.__globals__ }", "}"):
            paragraph.add_run(piece)

        assert isinstance(refusal(saved(document)), PlaceholderUnknown)

    @pytest.mark.parametrize(
        "xml",
        [
            "<!-- {{ ''.__class__ }} --><w:p/>",
            '<w:p><w:bookmarkStart w:id="1" w:name="{{ cycler }}"/></w:p>',
            "<w:p><w:r><w:delText>{{ cycler }}</w:delText></w:r></w:p>",
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE {{ cycler }}</w:instrText></w:r></w:p>',
            "<w:p><w:pPr><w:rPr><w:t>{{ cycler }}</w:t></w:rPr></w:pPr></w:p>{{ cycler }}",
        ],
    )
    def test_outside_the_printed_text_is_refused(self, xml):
        assert isinstance(refusal(in_body(xml)), MarkMisplaced | PlaceholderUnknown)

    def test_in_a_footnote_is_refused(self):
        content = with_parts(
            {"word/footnotes.xml": f"<w:footnotes {W}>{{{{ person }}}}</w:footnotes>".encode()}
        )

        assert isinstance(refusal(content), MarkMisplaced)

    def test_of_no_kind_is_refused_as_well(self):
        assert isinstance(refusal(with_lines("岗位说明书", "姓名：")), NoPlaceholder)

    @settings(deadline=None)
    @given(st.text(alphabet="{}%#|.'\"()[]-_ abpdifforn", max_size=60))
    def test_of_any_spelling_is_either_refused_or_fills_in(self, text):
        reader = MarkReader()
        try:
            reader.read(text, Where("", ""), {"p": text})
            reader.done()
        except MarkRefused:
            return

        assert environment().from_string(text).render(person="", provisional=False) is not None


class TestABlock:
    @pytest.mark.parametrize(
        "lines",
        [
            ("{% if provisional %}", "暂定", "{% endif %}"),
            ("{%p if provisional %}", "暂定{% endif %}"),
            ("{% for x in must %}{{ x }}", "{% endfor %}"),
            ("{%p if provisional %}", "一{% else %}二", "{%p endif %}"),
        ],
    )
    def test_that_begins_and_ends_in_different_places_is_refused(self, lines):
        error = refusal(with_lines("{{ person }}", *lines))

        assert isinstance(error, BlockCrosses)
        assert error.sentence("zh-CN").startswith(f"正文第 2 段的“{lines[0][:21].partition('%}')[0]}%}}”")

    def test_of_rows_that_ends_outside_the_table_is_refused(self):
        document = docx.Document()
        document.add_paragraph("{{ person }}")
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{%tr if provisional %}"
        document.add_paragraph("{%p endif %}")

        assert isinstance(refusal(saved(document)), BlockCrosses)

    def test_that_stands_within_different_tags_is_refused(self):
        content = in_body(
            "<w:p><w:r><w:t>{% if provisional %}</w:t></w:r><w:hyperlink w:anchor='a'><w:r>"
            "<w:t>一{% endif %}</w:t></w:r></w:hyperlink></w:p>"
        )

        assert isinstance(refusal(content), BlockCrosses)


class TestABound:
    @pytest.mark.parametrize("depth", [4, 40])
    def test_on_nested_loops(self, depth):
        loops = [f"{{% for a{number} in must %}}" for number in range(depth)]

        assert isinstance(
            refusal(with_lines("{{ person }}" + "".join(loops) + "{% endfor %}" * depth)), TooMuch
        )

    def test_on_nested_conditions(self):
        line = "{{ person }}" + "{% if provisional %}" * 13 + "{% endif %}" * 13

        assert isinstance(refusal(with_lines(line)), TooMuch)

    def test_on_what_nested_loops_could_print(self):
        inner = "{{ a.text }}" * 3
        line = "{% for a in duties %}{% for b in duties %}{% for c in kpis %}" + inner + "{% endfor %}" * 3

        error = refusal(with_lines(line))

        assert isinstance(error, TooMuch)
        assert MOST_LINES**3 * 1000 > LARGEST_OUTPUT

    def test_on_text_that_a_loop_could_repeat(self):
        line = (
            "{% for a in duties %}{% for b in duties %}"
            + "填充" * 2000
            + "{{ person }}{% endfor %}{% endfor %}"
        )

        assert isinstance(refusal(with_lines(line)), TooMuch)

    def test_on_the_number_of_marks(self):
        assert isinstance(refusal(with_lines(*["{{ person }}" * 10] * 51)), TooMuch)

    def test_leaves_room_for_a_loop_in_a_loop(self):
        line = "{% for a in duties %}{{ a.text }}{% for b in must %}·{% endfor %}{% endfor %}"

        assert lines_of(validate_template(with_lines(line)).content)[0].count("·") == 4 * 3


class TestAPackage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"%PDF-1.7",
            b"PK\x03\x04",
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
            with_parts({}, STANDARD)[:-40],
            with_parts({"[Content_Types].xml": replaced("document.main+xml", "document.other+xml")}),
            with_parts({}, compression=zipfile.ZIP_LZMA),
        ],
    )
    def test_that_is_no_word_file_is_refused(self, content):
        assert isinstance(refusal(content), NotWord | Damaged)

    def test_of_another_kind_is_refused(self):
        spreadsheet = io.BytesIO()
        with zipfile.ZipFile(spreadsheet, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("xl/workbook.xml", "<workbook/>")

        assert isinstance(refusal(spreadsheet.getvalue()), NotWord)

    def test_that_is_too_large_for_a_request_is_refused(self):
        content = with_parts({"word/media/a.png": bytes(LARGEST_FILE)}, compression=0)

        error = refusal(content)

        assert isinstance(error, FileTooLarge)
        assert "750 KB" in error.sentence("zh-CN")

    def test_that_is_a_bomb_is_refused(self):
        for size, number in ((9_000_000, 1), (3_900_000, 3), (150_000, 1)):
            bombs = {f"word/media/{each}.bin": bytes(size) for each in range(number)}
            error = refusal(with_parts(bombs))

            assert isinstance(error, Inflates)

    def test_that_says_it_is_smaller_than_it_is_is_refused(self):
        content = bytearray(with_parts({"word/media/a.bin": bytes(90_000)}))
        at = content.index(b"PK\x01\x02", content.rindex(b"word/media/a.bin") - 46)
        content[at + 24 : at + 28] = struct.pack("<I", 10)

        assert isinstance(refusal(bytes(content)), NotWord)

    def test_with_many_parts_is_refused(self):
        assert isinstance(refusal(with_parts({f"word/x{n}.xml": b"<a/>" for n in range(200)})), Inflates)

    @pytest.mark.parametrize(
        "name",
        ["../evil.xml", "/etc/passwd", "word/../../x", "word\\x.xml", "C:/x.xml", "a//b.xml", "word/./a.xml"],
    )
    def test_whose_names_lead_elsewhere_is_refused(self, name):
        error = refusal(with_parts({name: b"<a/>"}))

        assert isinstance(error, UnsafePart)
        assert name in error.sentence("zh-CN")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_with_two_parts_of_one_name_is_refused(self):
        for name in (BODY, "WORD/Document.xml"):
            assert isinstance(refusal(with_parts({name: b"<a/>"})), UnsafePart)

    def test_with_an_encrypted_part_is_refused(self):
        content = bytearray(with_parts({"word/media/a.bin": b"x"}))
        at = content.index(b"PK\x01\x02", content.rindex(b"word/media/a.bin") - 46)
        content[at + 8] |= 1

        assert isinstance(refusal(bytes(content)), UnsafePart)

    @pytest.mark.parametrize(
        "name",
        [
            "word/vbaProject.bin",
            "word/vbaData.xml",
            "word/activeX/activeX1.xml",
            "word/embeddings/oleObject1.bin",
        ],
    )
    def test_with_macros_controls_or_objects_is_refused(self, name):
        error = refusal(with_parts({name: b"<a/>"}))

        assert isinstance(error, ActiveContent)
        assert name in error.sentence("en")

    def test_of_a_macro_document_is_refused(self):
        change = replaced(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        )

        assert isinstance(refusal(with_parts({"[Content_Types].xml": change})), ActiveContent)

    @pytest.mark.parametrize(
        ("kind", "target"),
        [
            ("attachedTemplate", "https://evil.example/t.dotm"),
            ("image", "https://evil.example/pixel.png"),
            ("image", "file:///etc/passwd"),
            ("image", "\\\\evil.example\\share\\a.png"),
            ("oleObject", "https://evil.example/a.xls"),
            ("frame", "http://evil.example"),
            ("hyperlink", "file:///c:/windows"),
            ("hyperlink", "javascript:alert(1)"),
        ],
    )
    def test_that_refers_to_elsewhere_is_refused(self, kind, target):
        error = refusal(with_relationship(kind, target, ' TargetMode="External"'))

        assert isinstance(error, ExternalReference)
        assert target[:30] in error.sentence("zh-CN")

    @pytest.mark.parametrize(
        ("kind", "target", "error"),
        [
            ("image", "http://evil.example/a.png", ExternalReference),
            ("aFChunk", "afchunk.html", ActiveContent),
            ("oleObject", "x/object.dat", ActiveContent),
        ],
    )
    def test_that_hides_it_as_a_part_of_its_own_is_refused(self, kind, target, error):
        found = refusal(with_relationship(kind, target))

        assert type(found) is error

    def test_with_a_picture_that_is_fetched_is_refused(self):
        content = in_body(
            "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'>"
            "<v:imagedata src='https://evil.example/a.png'/></v:shape></w:pict></w:r></w:p>"
        )

        assert isinstance(refusal(content), ExternalReference)

    @pytest.mark.parametrize(
        "xml",
        [
            '<w:fldSimple w:instr=" INCLUDEPICTURE &quot;https://evil.example/a.png&quot; "/>',
            "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>DDE</w:instrText></w:r>"
            "<w:r><w:instrText>AUTO c:\\\\x cmd</w:instrText><w:fldChar w:fldCharType='end'/></w:r>",
            "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText> PAGE </w:instrText>"
            "<w:fldChar w:fldCharType='begin'/><w:instrText> QUOTE 68 68 69 </w:instrText></w:r>",
            "<w:r><w:instrText>INCLUDETEXT x</w:instrText></w:r>",
        ],
    )
    def test_with_a_field_that_fetches_or_runs_is_refused(self, xml):
        assert isinstance(refusal(in_body(f"<w:p>{xml}</w:p>")), FieldNotAllowed)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))


class TestXml:
    @pytest.mark.parametrize(
        "name", [BODY, "word/settings.xml", "docProps/core.xml", RELATIONSHIPS, "word/new.xml"]
    )
    @pytest.mark.parametrize(
        "declared",
        [
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "https://evil.example/x.dtd">',
            f"<!DOCTYPE x [{LAUGHS}]>",
            "<!DOCTYPE x>",
        ],
    )
    def test_with_a_document_type_is_refused(self, name, declared):
        def change(part: bytes) -> bytes:
            place = part.index(b"?>") + 2
            return part[:place] + declared.encode() + part[place:]

        new = f'<?xml version="1.0"?>{declared}<a>&e;</a>'.encode()

        error = refusal(with_parts({name: new if name == "word/new.xml" else change}))

        assert isinstance(error, Entities)
        assert name in error.sentence("zh-CN")

    def test_with_a_document_type_in_another_encoding_is_refused(self):
        part = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><a/>'.encode("utf-16")

        assert isinstance(refusal(with_parts({"word/new.xml": part})), Entities)

    @pytest.mark.parametrize(
        "part",
        [
            b"<a>",
            b"<a></b>",
            b"",
            b"<a>\xff</a>",
            b"<a>" * 300 + b"</a>" * 300,
            b'<?xml version="1.0" encoding="x"?><a/>',
        ],
    )
    def test_that_is_damaged_is_refused(self, part):
        assert isinstance(refusal(with_parts({"word/new.xml": part})), Damaged)

    @pytest.mark.parametrize(
        "body",
        [
            f"<w:document {W}/>",
            f"<w:other {W}><w:body><w:p><w:r><w:t>{{{{ person }}}}</w:t></w:r></w:p></w:body></w:other>",
        ],
    )
    def test_that_is_no_document_is_refused(self, body):
        with pytest.raises(REFUSALS):
            validate_template(with_parts({BODY: lambda part: body.encode()}))

    def test_of_many_small_pieces_is_read_all_the_same(self):
        """A library that goes through a document again for each of its pieces would not end with this one."""
        empty = "".join(f'<w:p w:rsidR="{n:08X}"/>' for n in range(12_000))
        runs = "".join(f'<w:r w:rsidR="{n:08X}"/>' for n in range(12_000))
        braces = "".join(f"<w:r><w:t>{{ {n}</w:t></w:r>" for n in range(4_000))

        template = validate_template(in_body(f"{empty}<w:p>{runs}</w:p><w:p>{braces}</w:p>"))

        assert lines_of(template.content)[-1] == "李雷"

    def test_of_braces_without_end_is_refused(self):
        text = "".join(f"<w:r w:rsidR='{n:08X}'><w:t>{{</w:t></w:r>" for n in range(20_000))

        assert isinstance(refusal(in_body(f"<w:p>{text}</w:p>")), PlaceholderBroken)

    def test_that_prints_more_than_it_may_is_refused(self):
        text = "".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(40_000))

        assert isinstance(refusal(in_body(text)), Inflates)


class TestTheFilledInDocument:
    def test_prints_text_as_it_was_written(self):
        text = "{{ 7*7 }} {% raw %} <w:p/> & \"'_ {_{ }_} ${x}"
        content = with_lines("{{ person }}", "{{ must|join('；') }}", "{{ person|upper }}")

        made = docx.Document(
            io.BytesIO(
                render(
                    replace(CONTENT, person=text, must=(text, text)),
                    number=1,
                    effective_on=None,
                    template=content,
                )
            )
        )

        assert [each.text for each in made.paragraphs] == [text, f"{text}；{text}", text.upper()]

    def test_is_the_same_bytes_each_time(self):
        made = [
            render(CONTENT, number=2, effective_on=None, template=with_lines("{{ person }}"))
            for _ in range(2)
        ]

        assert made[0] == made[1]
        assert "李雷" in text_of(docx.Document(io.BytesIO(made[0])))
