"""A company's own Word template for job descriptions (岗位说明书模板): looked through before it is ever used.

Each thing that may be wrong has an error of its own that names the placeholder and the paragraph. A template that
passes can be filled in with any content: every branch of it is whole XML by itself, it names only what there is,
and what it can print is bounded. Nothing of it is run to find that out; a trial rendering confirms it at the end.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.adapters.documents.job_description_fields import LONGEST_SENTENCE, MOST_LINES, PLACEHOLDERS, Field
from shared.adapters.documents.template_marks import (
    LONGEST_MARK,
    MARK,
    BlockCrosses,
    BlockNotAlone,
    BlockUnclosed,
    Mark,
    MarkForbidden,
    PlaceholderBroken,
    PlaceholderUnknown,
    TooMuch,
    Where,
    bare,
)
from shared.adapters.documents.template_reader import MarkReader
from shared.adapters.documents.word_package import (
    ActiveContent,
    ExternalReference,
    FileTooLarge,
    Inflates,
    NotWord,
    UnsafePart,
    WordPackage,
    open_package,
)
from shared.adapters.documents.word_xml import Damaged, Entities, FieldNotAllowed, text_of
from shared.domain.errors import DomainError

LARGEST_PRINTED: Final = 1024 * 1024
"""Bytes of body, headers and footers together."""
LARGEST_OUTPUT: Final = 5 * 1024 * 1024
LARGEST_TEXT: Final = 15 * LONGEST_SENTENCE
"""Bytes that one text can take: a character is up to five when it is escaped, and three when it is made upper."""
_NOTES: Final = re.compile(r"(footnotes|endnotes)\d*\.xml$")
_TAG: Final = re.compile(r"<!--.*?-->|<\?.*?\?>|<(/?)([^\s/>]+)[^>]*?(/?)>", re.DOTALL)


class NoPlaceholder(DomainError):
    """The document prints nothing about anybody."""

    code = "job_description_template.no_placeholder"
    zh = "模板里没有任何占位符，生成的说明书会人人相同。请至少写上 {{{{ person }}}}。"
    en = "The template has no placeholder: everybody's document would be the same. Put in {{{{ person }}}} at least."


class MarkMisplaced(DomainError):
    """A mark stands where no text is printed."""

    code = "job_description_template.mark_misplaced"
    zh = "有占位符写在了正文、页眉、页脚的文字之外（如脚注、批注、修订、域或替代文字），请移到文字中。"
    en = "A placeholder stands outside the text of body, header and footer (a footnote, comment, field …). Move it."


REFUSALS: Final = (
    FileTooLarge, NotWord, Inflates, UnsafePart, ActiveContent, ExternalReference, Damaged, Entities, FieldNotAllowed,
    PlaceholderBroken, PlaceholderUnknown, MarkForbidden, BlockUnclosed, BlockNotAlone, BlockCrosses, MarkMisplaced,
    NoPlaceholder, TooMuch,
)  # fmt: skip
"""Everything that `validate_template` may raise."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that may be filled in, and its SHA-256 in hex."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> "Template":
        """Return a template that was accepted before."""
        return cls(content, hashlib.sha256(content).hexdigest())


def validate_template(content: bytes) -> Template:
    """
    Return the template that a .docx is.

    :raises DomainError: one of `REFUSALS`, the first that is met.
    """
    package = open_package(content)
    if sum(len(package.parts[name]) for name in package.printed) > LARGEST_PRINTED:
        raise Inflates(part=package.body)
    marks = _marks_of(package)
    if not any(mark.is_print for read in marks.values() for mark in read):
        raise NoPlaceholder()
    _check_sources(content, package, marks)
    return Template.of(content)


def _marks_of(package: WordPackage) -> dict[str, list[Mark]]:
    """Return the marks of each part that is printed, in order."""
    for name, part in package.parts.items():
        if _NOTES.search(name) and (b"{{" in part or b"{%" in part):
            raise MarkMisplaced()
    found = {}
    for name, where_zh, where_en in _places(package):
        reader = MarkReader()
        text = text_of(name, package.parts[name])
        for number, paragraph in enumerate(text.paragraphs, start=1):
            where = Where(f"{where_zh}第 {number} 段", f"{where_en}, paragraph {number}")
            alone = {"p": paragraph.text}
            if paragraph.row is not None:
                alone["tr"] = text.rows[paragraph.row]
            reader.read(paragraph.text, where, alone)
        reader.done()
        found[name] = reader.marks
    return found


def _places(package: WordPackage) -> Iterator[tuple[str, str, str]]:
    yield package.body, "正文", "Body"
    for names, zh, en in ((package.headers, "页眉", "Header"), (package.footers, "页脚", "Footer")):
        for number, name in enumerate(names, start=1):
            yield name, f"{zh}{number}" if len(names) > 1 else zh, f"{en} {number}" if len(names) > 1 else en


def _check_sources(content: bytes, package: WordPackage, marks: Mapping[str, list[Mark]]) -> None:
    """Hold what Jinja would see against the marks that were read; then fill the template in, with much and little."""
    from shared.adapters.documents.word_filling import UNREADABLE, WordTemplate, fill

    printed = 0
    try:
        for name, source in WordTemplate(content).sources().items():
            if [bare(each) for each in MARK.findall(source)] != [each.bare for each in marks[name]]:
                raise MarkMisplaced()
            printed = _check_source(name, source, marks[name], printed)
        for much in (True, False):
            if len(fill(content, _sample(much), title="", author="")) > LARGEST_OUTPUT:
                raise Inflates(part=package.body)
    except UNREADABLE:
        raise Damaged(part=package.body) from None


def _check_source(name: str, source: str, marks: list[Mark], printed: int) -> int:
    """
    Follow the XML between the marks: within each branch of a block it must be whole.

    Return `printed` and the bytes that this part prints at most.
    """
    blocks: list[Mark] = []
    tags: list[list[str]] = [[]]
    place = 0
    for mark, match in zip(marks, MARK.finditer(source), strict=True):
        between, place = source[place : match.start()], match.end()
        _follow(between, tags[-1], blocks[-1] if blocks else None, name)
        printed += mark.times * (len(between.encode()) + _cost(mark))
        if printed > LARGEST_OUTPUT:
            raise mark.refused(TooMuch)
        if mark.word in ("for", "if"):
            blocks.append(mark)
            tags.append([])
        elif mark.word and tags[-1]:
            raise blocks[-1].refused(BlockCrosses)
        elif mark.word.startswith("end"):
            blocks.pop()
            tags.pop()
    _follow(source[place:], tags[-1], None, name)
    return printed + len(source[place:].encode())


def _follow(xml: str, tags: list[str], block: Mark | None, part: str) -> None:
    for end, name, empty in _TAG.findall(xml):
        if end:
            if not tags or tags.pop() != name:
                raise block.refused(BlockCrosses) if block else Damaged(part=part)
        elif name and not empty:
            tags.append(name)


def _cost(mark: Mark) -> int:
    if not mark.is_print:
        return LONGEST_MARK
    return LARGEST_TEXT * (MOST_LINES if "join" in mark.text else 1)


def _sample(much: bool) -> dict[str, Any]:
    return {each.name: _sample_of(each, much) for each in PLACEHOLDERS}


def _sample_of(field: Field, much: bool) -> Any:
    texts = ["示例 & <w:p> \"'_{{ person }}"] * 3 if much else []
    if field.kind == "lines":
        return [{each.name: _sample_of(each, much) for each in field.fields} for _ in texts]
    if field.kind == "line":
        return {each.name: _sample_of(each, much) for each in field.fields}
    plain: dict[str, Any] = {"number": len(texts), "flag": much, "texts": texts}
    return plain.get(field.kind, "".join(texts))
