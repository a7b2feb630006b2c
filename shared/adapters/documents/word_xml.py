"""The XML in a Word file, read in one pass and without a tree: tags, paragraphs, fields. No DTD, no entity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from shared.domain.errors import DomainError

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DEEPEST: Final = 200
FIELDS: Final = frozenset({
    "AUTHOR", "CREATEDATE", "DATE", "FILENAME", "NUMPAGES", "PAGE", "PAGEREF", "PRINTDATE", "REF", "SAVEDATE",
    "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT", "TIME", "TITLE", "TOC",
})  # fmt: skip
"""Fields of Word that only print something; others fetch (INCLUDEPICTURE), link or run (DDEAUTO, MACROBUTTON)."""


class Damaged(DomainError):
    """A part is no well-formed XML."""

    code = "job_description_template.damaged"
    zh = "模板里的“{part}”已损坏。请在 Word 中打开并另存为 .docx 后再上传。"
    en = "The part “{part}” of the template is damaged. Open the file in Word, save it as .docx and upload it again."


class Entities(DomainError):
    """A part declares a document type, which Word never writes and entities need."""

    code = "job_description_template.xml_entities"
    zh = "模板里的“{part}”含有 XML 实体声明，Word 不会写出这样的内容。请在 Word 中重新制作模板。"
    en = "The part “{part}” declares XML entities, which Word never writes. Make the template anew in Word."


class FieldNotAllowed(DomainError):
    """A field of Word does more than print something."""

    code = "job_description_template.field_not_allowed"
    zh = "模板里的域“{field}”会读取或运行文档以外的内容。请删除这个域；页码、日期等域可以保留。"
    en = "The field “{field}” reads or runs something outside. Remove it; page numbers, dates and the like may stay."


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: its namespace, its local name, and its attributes by their local names."""

    space: str
    name: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class Paragraph:
    """A paragraph's own text, and the number of the table row that it stands in, if any."""

    text: str = ""
    row: int | None = None


@dataclass(slots=True)
class PrintedText:
    """The text of a part: its paragraphs in order, and the whole text of each table row."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)


def each_tag(part: str, content: bytes, visit: Callable[[Tag], object]) -> None:
    """
    Show the start tags of an XML part to `visit`, in order.

    :raises Damaged: if it is not well-formed, or deeper than 200 tags.
    :raises Entities: if it declares a document type.
    """
    _parse(part, content, visit)


def text_of(part: str, content: bytes) -> PrintedText:
    """
    Return the text of a part, put together from its runs; text boxes are paragraphs of their own.

    :raises FieldNotAllowed: if a field does more than print.
    :raises Damaged, Entities: as `each_tag`.
    """
    reader = _TextReader()
    _parse(part, content, reader.begin, reader.end, reader.add)
    return reader.finished()


class _TextReader:
    def __init__(self) -> None:
        self.found = PrintedText()
        self._open: list[Paragraph] = []
        self._rows: list[int] = []
        self._fields: list[str] = []
        self._in = ""

    def begin(self, tag: Tag) -> None:
        if tag.space != WORD:
            return
        self._in = tag.name
        if tag.name == "p":
            self._open.append(Paragraph(row=self._rows[-1] if self._rows else None))
            self.found.paragraphs.append(self._open[-1])
        elif tag.name == "tr":
            self._rows.append(len(self.found.rows))
            self.found.rows.append("")
        elif tag.name == "fldSimple":
            _check_field(tag.attributes.get("instr", ""))
        elif tag.name == "fldChar":
            self._turn(tag.attributes.get("fldCharType", ""))

    def end(self, space: str, name: str) -> None:
        if space != WORD:
            return
        self._in = ""
        if name == "p":
            self._open.pop()
        elif name == "tr":
            self._rows.pop()

    def add(self, text: str) -> None:
        if self._in == "instrText":
            if not self._fields:
                _check_field(text)
            else:
                self._fields[-1] += text
        elif self._in == "t" and self._open:
            self._open[-1].text += text
            for row in self._rows:
                self.found.rows[row] += text

    def finished(self) -> PrintedText:
        """Return what was read, fields that never end checked like the others."""
        for code in self._fields:
            _check_field(code)
        return self.found

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("")
        elif self._fields:
            _check_field(self._fields[-1])
            if kind == "end":
                self._fields.pop()


def _check_field(code: str) -> None:
    word = (code.split() or [""])[0].upper()
    if word and word not in FIELDS:
        raise FieldNotAllowed(field=word[:40])


def _parse(
    part: str,
    content: bytes,
    begin: Callable[[Tag], object],
    end: Callable[[str, str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def began(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Damaged(part=part)
        space, _, local = name.rpartition(" ")
        begin(Tag(space, local, {key.rpartition(" ")[2]: value for key, value in attributes.items()}))

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            space, _, local = name.rpartition(" ")
            end(space, local)

    def refuse(*_: Any) -> None:
        raise Entities(part=part)

    parser.StartElementHandler = began
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding that Python cannot read
        raise Damaged(part=part) from None
