"""The job description (岗位说明书) as an HTML page: the content of the Word document, for a phone and for paper."""

from datetime import date

from shared.adapters.documents.job_description import context_of
from shared.adapters.documents.pages import page
from shared.domain.work.job_descriptions.content import JobDescription


def render_page(content: JobDescription, *, number: int, effective_on: date | None) -> str:
    """
    Return version `number` of a job description as a complete page; the same content always gives the same text.

    `effective_on` is None for a draft. Texts and lists are cut as in the Word document.
    """
    shown = context_of(content, number=number, effective_on=effective_on)
    return page("job_description_page.html", **shown)
