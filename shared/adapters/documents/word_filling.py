"""Fills a Word template in. This loads Jinja and the Word library: import it where it is used, not at the top.

docxtpl finds marks that Word has split over several runs, and takes whole paragraphs and rows for `{%p` and `{%tr`.
What else it would do after rendering (turning `{_{` into braces, line ends into breaks, mending broken XML) is left
out: text is printed as it is, and XML that does not fit is an error.
"""

import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from shared.adapters.documents.template_marks import FILTERS, MARK

UNREADABLE: Final = (
    etree.XMLSyntaxError, PackageNotFoundError, TemplateError, zipfile.BadZipFile,
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What the libraries raise over a file that is not as they expect a Word document to be."""
_OLDEST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class WordTemplate(DocxTemplate):  # type: ignore[misc]
    """A Word document with marks in its body, headers and footers."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))

    def sources(self) -> dict[str, str]:
        """Return what Jinja gets to see of body, headers and footers, by the part's name: marks put together."""
        self.init_docx()
        found = {self.docx.part.partname.lstrip("/"): self.patch_xml(self.get_xml())}
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                found[part.partname.lstrip("/")] = self.patch_xml(self.get_part_xml(part))
        return found

    def patch_xml(self, src_xml: str) -> str:
        """Return XML with its marks put together and spelled as they were written."""
        return MARK.sub(lambda mark: mark[0].replace("&amp;", "&"), super().patch_xml(src_xml))

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Return a part as it is filled in."""
        tree = etree.fromstring(jinja_env.from_string(src_xml).render(context))
        _mend(tree)
        return str(etree.tostring(tree, encoding="unicode"))

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave the document's properties: they are set, not filled in."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Leave footnotes: they hold no marks."""

    def fix_tables(self, xml: str) -> Any:
        """Return the body's tree; rows keep their cells, so no table needs other columns."""
        return etree.fromstring(xml)

    def map_tree(self, tree: Any) -> None:
        """Put the body's tree into the document: as text, since lxml moves a large tree very slowly."""
        root = self.docx.part.element
        shell = etree.Element(root.tag, dict(root.attrib), nsmap=root.nsmap)
        shell.extend(etree.Comment("body") if each is root.body else deepcopy(each) for each in root)
        body = etree.tostring(tree, encoding="unicode")
        whole = etree.tostring(shell, encoding="unicode").replace("<!--body-->", body, 1)
        self.docx.part._element = self.docx._element = parse_xml(whole)


def fill(template: bytes, context: Mapping[str, Any], *, title: str, author: str) -> bytes:
    """
    Return the .docx that a template and its context make; the same input always gives the same bytes.

    :raises TemplateError: if a mark names nothing in the context.
    """
    document = WordTemplate(template)
    document.render(dict(context), environment(), autoescape=True)
    properties = document.docx.core_properties  # get_docx() would load the bare template again
    properties.title, properties.author = title, author
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def environment() -> ImmutableSandboxedEnvironment:
    """Return what templates run in: no function of Jinja's own, a few filters, nothing that is not there."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in sorted(FILTERS)}
    return made


def _mend(tree: Any) -> None:
    """Put back what Word insists on where a condition or an empty list took it away."""
    for table in list(tree.iter(f"{_W}tbl")):
        if next(table.iter(f"{_W}tr"), None) is None:
            table.getparent().replace(table, etree.Element(f"{_W}p"))
    for place in tree.iter(f"{_W}tc", f"{_W}hdr", f"{_W}ftr", f"{_W}txbxContent"):
        if not len(place) or place[-1].tag != f"{_W}p":
            place.append(etree.Element(f"{_W}p"))


def _undated(document: bytes) -> bytes:
    """The same package with every entry dated alike, so that equal content is equal bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _OLDEST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
