"""A Word file from somebody else, as a package: opened only if nothing in it runs, links out or blows up.

A .docx is a zip of XML parts, their content types and the relationships between them (ECMA-376 part 2). What is
refused here would act on whoever opens a job description, or on us who fill it in.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from shared.adapters.documents.word_xml import Tag, each_tag
from shared.domain.errors import DomainError

LARGEST_FILE: Final = 750 * 1024
"""Bytes of a template: as base64 it fits into the body of a request, which holds 1 MiB."""
LARGEST_PART: Final = 4 * 1024 * 1024
LARGEST_WHOLE: Final = 10 * 1024 * 1024
LARGEST_XML: Final = 3 * 1024 * 1024
LARGEST_RATIO: Final = 200
MOST_PARTS: Final = 150

CONTENT_TYPES: Final = "[Content_Types].xml"
_XML: Final = (".xml", ".rels", ".svg", ".vml")
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_ACTIVE_PART: Final = re.compile(r"vba(project|data)|(^|/)(activex|embeddings)(/|$)|oleobject", re.IGNORECASE)
_ACTIVE_TYPE: Final = re.compile(r"macroenabled|vbaproject|activex|oleobject|ms-word\.vba", re.IGNORECASE)
_ACTIVE_LINK: Final = re.compile(
    r"/(oleObject|package|control|activeXControlBinary|aFChunk|attachedTemplate|subDocument|frame|vbaProject"
    r"|wordVbaData|mailMerge\w+|recipientData)$"
)
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
_HARMLESS_LINK: Final = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


class NotWord(DomainError):
    """The file is no .docx."""

    code = "job_description_template.not_word"
    zh = "这不是可以读取的 Word 文档（.docx）。请在 Word 中去掉密码，另存为 .docx 后再上传。"
    en = "This is no Word document (.docx) that can be read. Remove its password, save it as .docx and upload it."


class FileTooLarge(DomainError):
    """The file is larger than a request can carry."""

    kind, code = "too_large", "job_description_template.too_large"
    zh = "模板超过 {largest} KB。请压缩或去掉文档里的图片后再上传。"
    en = "The template is larger than {largest} KB. Compress or remove its pictures and upload it again."


class Inflates(DomainError):
    """A part of the file, or all of it together, is far larger unpacked than packed."""

    code = "job_description_template.inflates"
    zh = "模板解压后过大（“{part}”）。请在 Word 中新建文档，把内容复制过去再上传。"
    en = "The template is too large once it is unpacked (“{part}”). Copy its content into a new document."


class UnsafePart(DomainError):
    """A part's name leads out of the package, stands there twice, or is encrypted."""

    code = "job_description_template.unsafe_part"
    zh = "模板里的“{part}”名称不安全或已加密。请在 Word 中打开并另存为 .docx 后再上传。"
    en = "The part “{part}” has an unsafe name or is encrypted. Open the file in Word and save it as .docx again."


class ActiveContent(DomainError):
    """The file holds macros, controls or embedded objects."""

    code = "job_description_template.active_content"
    zh = "模板里含有宏、控件或内嵌对象（“{part}”）。请去掉后另存为 .docx 再上传。"
    en = (
        "The template holds a macro, a control or an embedded object (“{part}”). Remove it and save as .docx."
    )


class ExternalReference(DomainError):
    """The file fetches something from elsewhere when it is opened."""

    code = "job_description_template.external_reference"
    zh = "模板引用了文档以外的内容（“{target}”）。请把图片插入到文档里，并去掉外部链接的模板或对象。"
    en = "The template refers to something outside (“{target}”). Put pictures into the document and remove the link."


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The parts of an accepted file by name, and the names of those that are printed: body, headers, footers."""

    parts: Mapping[str, bytes]
    body: str
    headers: tuple[str, ...]
    footers: tuple[str, ...]

    @property
    def printed(self) -> tuple[str, ...]:
        """The names of the parts whose text is printed on the pages."""
        return (self.body, *self.headers, *self.footers)


def open_package(content: bytes) -> WordPackage:
    """
    Return the parts of a Word file.

    :raises FileTooLarge, NotWord, Inflates, UnsafePart: if it cannot be opened safely.
    :raises ActiveContent, ExternalReference: if opening the document would run or fetch something.
    :raises Damaged, Entities: if a part is no plain XML.
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(largest=LARGEST_FILE // 1024)
    parts = _unpacked(content)
    if CONTENT_TYPES not in parts:
        raise NotWord()
    types = _types(parts)
    for name in parts:
        if _ACTIVE_PART.search(name) or _ACTIVE_TYPE.search(types[name]):
            raise ActiveContent(part=name)
    read = [name for name in parts if name.endswith(_XML) or types[name].endswith("xml")]
    if sum(len(parts[name]) for name in read) > LARGEST_XML:
        raise Inflates(part=_shown(max(read, key=lambda name: len(parts[name]))))
    for name in read:
        each_tag(name, parts[name], partial(_check, name))
    body, headers, footers = (
        tuple(sorted(name for name in parts if types[name] == f"{_WORD}{kind}+xml"))
        for kind in ("document.main", "header", "footer")
    )
    if len(body) != 1:
        raise NotWord()
    return WordPackage(parts, body[0], headers, footers)


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries)
            # a part that is larger than it says is read no further than that, and its checksum then fails
            return {each.filename: package.read(each) for each in entries if not each.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        raise NotWord() from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS:
        raise Inflates(part=f"{len(entries)} parts")
    seen: set[str] = set()
    for each in entries:
        name = each.filename
        steps = name.rstrip("/").split("/")
        unsafe = name.startswith("/") or "\\" in name or ":" in name or not name.isprintable()
        if unsafe or {"", ".", ".."} & set(steps) or name.lower() in seen or each.flag_bits & 1:
            raise UnsafePart(part=_shown(name))
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotWord()
        seen.add(name.lower())
        steep = each.file_size > 100_000 and each.file_size > LARGEST_RATIO * max(1, each.compress_size)
        if steep or each.file_size > LARGEST_PART:
            raise Inflates(part=_shown(name))
    if sum(each.file_size for each in entries) > LARGEST_WHOLE:
        raise Inflates(part=_shown(max(entries, key=lambda each: each.file_size).filename))


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the content type of each part, empty for one that has none."""
    by_name: dict[str, str] = {}
    by_extension: dict[str, str] = {}

    def read(tag: Tag) -> None:
        kind = tag.attributes.get("ContentType", "")
        if tag.name == "Override":
            by_name[tag.attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif tag.name == "Default":
            by_extension[tag.attributes.get("Extension", "").lower()] = kind

    each_tag(CONTENT_TYPES, parts[CONTENT_TYPES], read)
    return {
        name: by_name.get(name.lower(), by_extension.get(name.rpartition(".")[2].lower(), ""))
        for name in parts
    }


def _check(part: str, tag: Tag) -> None:
    if part.endswith(".rels") and tag.name == "Relationship":
        _check_relationship(tag.attributes)
    picture, link = tag.attributes.get("src", ""), tag.attributes.get("href", "")
    clicked = _HARMLESS_LINK.match(link) and not part.endswith(
        ".svg"
    )  # a drawing loads what Word would only link
    for target in (picture, "" if clicked else link):
        if _ELSEWHERE.match(target) and not target.startswith("data:image/"):
            raise ExternalReference(target=_shown(target))


def _check_relationship(attributes: Mapping[str, str]) -> None:
    target, kind = attributes.get("Target", ""), attributes.get("Type", "")
    outside = attributes.get("TargetMode", "Internal") != "Internal"
    if outside and kind.endswith("/hyperlink") and _HARMLESS_LINK.match(target):
        return
    if outside or _ELSEWHERE.match(target):
        raise ExternalReference(target=_shown(target))
    if _ACTIVE_LINK.search(kind):
        raise ActiveContent(part=_shown(target))


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text[:80])
