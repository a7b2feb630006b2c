"""Print a version of a job description (岗位说明书): a Word document and a page for a browser, both in the bucket."""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from shared.adapters.documents.job_description import CONTENT_TYPE, TEMPLATE_VERSION, render
from shared.adapters.documents.job_description_page import render_page
from shared.adapters.documents.store import Documents
from shared.domain.work.job_descriptions.content import content_digest
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion
from shared.usecases.documents.replace_template import Template, current_template

PAGE_TYPE: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Press:
    """The bucket, and the company's own Word template if it has one."""

    documents: Documents
    template: Template | None = None

    @property
    def template_digest(self) -> str:
        """What names the company's own template; empty for the standard one."""
        return self.template.digest if self.template else ""


def press_of(company_id: str, documents: Documents) -> Press:
    """Return the press with the template that the company has now."""
    return Press(documents, current_template(company_id, documents))


def print_job_description(version: JobDescriptionVersion, press: Press) -> JobDescriptionVersion:
    """
    Store the documents of a version and return it with their places, their SHA-256 and the digest of its input.

    Objects are named by what is in them, so one that is linked already is never overwritten, whoever prints the
    same version at the same moment; one that no version names is harmless.

    :raises TemplateOutdated: if the company's own template cannot be filled in any more.
    """
    template = press.template.content if press.template else None
    number, effective_on = version.number, version.effective_on
    word = render(version.content, number=number, effective_on=effective_on, template=template)
    page = render_page(version.content, number=number, effective_on=effective_on).encode()
    word_key, page_key = (_key(version, each, ending) for each, ending in ((word, "docx"), (page, "html")))
    return replace(
        version,
        digest=content_digest(version.content, press.template_digest or TEMPLATE_VERSION),
        template=press.template_digest,
        document_key=word_key,
        sha256=press.documents.put(word_key, word, content_type=CONTENT_TYPE),
        page_key=page_key,
        page_sha256=press.documents.put(page_key, page, content_type=PAGE_TYPE),
    )


def _key(version: JobDescriptionVersion, document: bytes, ending: str) -> str:
    mark = hashlib.sha256(document).hexdigest()[:12]
    folder = f"{version.company_id}/job-descriptions/{version.person_id}"
    return f"{folder}/{version.number:04}.{version.version}.{mark}.{ending}"
