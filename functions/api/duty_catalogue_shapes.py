"""What entries of the catalogue of work look like as they come in and as they go out."""

from typing import Annotated

from pydantic import Field

from functions.api.people import PositionName
from functions.api.work_log_bodies import AsInALog
from functions.edge.fields import Text
from functions.edge.models import Body, Shape
from shared.domain.company import Company
from shared.domain.work.duties.activities import Activity
from shared.domain.work.duties.positions import Position
from shared.domain.work.logs.kinds import Kind

Name = Annotated[str, Text(60), AsInALog]
EntryId = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
KpiIds = Annotated[list[Annotated[str, Field(pattern="^[a-z]+[.][a-z0-9_]{1,60}$")]], Field(max_length=20)]
Sentences = Annotated[list[Annotated[str, Text(100), AsInALog]], Field(max_length=20)]


class KindShape(Shape):
    """A kind of log; with `needs_customer` a log of it names its customer."""

    id: str
    name_zh: str
    name_en: str
    needs_customer: bool
    own: bool
    retired: bool


class DutyEntry(Shape):
    """A duty: in which kinds of log it stands, whose core duty it is, which KPIs it feeds, and words that mean it."""

    id: str
    name_zh: str
    name_en: str
    kinds: list[str]
    position: str | None
    core: bool
    kpis: list[str]
    words: list[str]
    own: bool
    retired: bool


class PositionEntry(Shape):
    """A position with its core duties and its qualifications, required and welcome."""

    id: str
    name_zh: str
    name_en: str
    core_duties: list[str]
    must: list[str]
    ideal: list[str]
    own: bool
    retired: bool


class CatalogueShape(Shape):
    """Everything that can be logged, and for which positions."""

    kinds: list[KindShape]
    duties: list[DutyEntry]
    positions: list[PositionEntry]


class NewKind(Body):
    """A kind of log of the company's own."""

    name_zh: Name
    name_en: Name | None = None
    needs_customer: bool = False


class NewPosition(Body):
    """A position of the company's own."""

    name_zh: Name
    name_en: Name | None = None
    must: Sentences | None = None
    ideal: Sentences | None = None


class NewDuty(Body):
    """A duty of the company's own; logs that were written with its Chinese name mean it from now on."""

    name_zh: Name
    name_en: Name | None = None
    kinds: Annotated[list[EntryId], Field(min_length=1, max_length=20)]
    position: PositionName | None = None
    core: bool = False
    kpis: KpiIds | None = None


class DutyChanges(Body):
    """What to change in an own duty; a field that is absent or null stays, but `position` null makes it nobody's."""

    name_zh: Name | None = None
    name_en: Name | None = None
    kinds: Annotated[list[EntryId], Field(min_length=1, max_length=20)] | None = None
    position: PositionName | None = None
    core: bool | None = None
    kpis: KpiIds | None = None
    retired: bool | None = None


class Meaning(Body):
    """Words that people logged, and the duty that they mean; without a duty the meaning is taken back."""

    words: Name
    duty: EntryId | None = None


class Retirement(Body):
    """Whether an own kind or position is offered no more."""

    retired: bool


def catalogue_shape(company: Company) -> CatalogueShape:
    """Return the whole catalogue of a company as it is answered."""
    known = company.catalogue
    return CatalogueShape(
        kinds=[kind_shape(each, company) for each in known.kinds.values()],
        duties=[duty_shape(each, company) for each in known.activities.values()],
        positions=[position_shape(each, company) for each in known.positions.values()],
    )


def kind_shape(each: Kind, company: Company) -> KindShape:
    """Return a kind of log as it is answered."""
    return KindShape(
        id=each.id,
        name_zh=each.zh,
        name_en=each.en,
        needs_customer=each.needs_customer,
        own=each in company.own.kinds,
        retired=each.id in company.own.retired,
    )


def duty_shape(each: Activity, company: Company) -> DutyEntry:
    """Return a duty as it is answered."""
    return DutyEntry(
        id=each.id,
        name_zh=each.zh,
        name_en=each.en,
        kinds=list(each.kinds),
        position=each.position,
        core=each.core,
        kpis=list(each.kpis),
        words=[words for words, duty in company.own.aliases if duty == each.id],
        own=each in company.own.duties,
        retired=each.id in company.own.retired,
    )


def position_shape(each: Position, company: Company) -> PositionEntry:
    """Return a position as it is answered."""
    duties = company.catalogue.activities.values()
    return PositionEntry(
        id=each.id,
        name_zh=each.zh,
        name_en=each.en,
        core_duties=[duty.id for duty in duties if duty.position == each.id and duty.core],
        must=list(each.must),
        ideal=list(each.ideal),
        own=each in company.own.positions,
        retired=each.id in company.own.retired,
    )
