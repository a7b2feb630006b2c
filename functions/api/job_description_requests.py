"""What can be asked of job descriptions (岗位说明书): which versions, a draft, its texts, its date."""

from typing import Annotated

from pydantic import Field

from functions.edge.fields import Day, Id, Text, Version
from functions.edge.models import Body, PageQuery, Query
from shared.domain.work.job_descriptions.edits import EditedTexts

Sentence = Annotated[str, Text(200)]


class VersionsQuery(PageQuery):
    """All versions of one person, newest first; without a person the newest of each."""

    person_id: Id | None = None


class DraftWish(Body):
    """Whom to draft for; without a person for everybody in review."""

    person_id: Id | None = None


class DutyText(Body):
    """The text of one duty; null puts the generated one back."""

    id: Id
    text: Sentence | None


class DraftChanges(Body):
    """
    What HR writes into a draft; a field that is absent stays, null puts back what was generated.

    Duties begin with a verb. Shares and minutes cannot be edited.
    """

    version: Version
    purpose: Sentence | None = None
    duties: Annotated[list[DutyText], Field(max_length=16)] | None = None
    qualifications_must: Annotated[list[Sentence], Field(max_length=30)] | None = None
    qualifications_ideal: Annotated[list[Sentence], Field(max_length=30)] | None = None
    effective_on: Day | None = None


class Publication(Body):
    """From when the version holds; by default the date in the draft, else today."""

    effective_on: Day | None = None


class AgainstQuery(Query):
    """Which version to compare with: its id or its number; by default the one before."""

    against: Id | None = None


def texts_of(body: DraftChanges) -> EditedTexts:
    """Return what HR wrote: the fields that are there, null among them."""
    given, texts = body.model_fields_set, EditedTexts()
    if "purpose" in given:
        texts["purpose"] = body.purpose
    if body.duties is not None:
        texts["duties"] = {each.id: each.text for each in body.duties}
    if "qualifications_must" in given:
        texts["must"] = _listed(body.qualifications_must)
    if "qualifications_ideal" in given:
        texts["ideal"] = _listed(body.qualifications_ideal)
    if "effective_on" in given:
        texts["effective_on"] = body.effective_on
    return texts


def _listed(texts: list[str] | None) -> tuple[str, ...] | None:
    return None if texts is None else tuple(texts)
