"""Reading a handle's body, and finding the company it is about."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from functions.edge import refusals
from shared.domain.company import Company
from shared.domain.errors import DomainError, NotFound
from shared.usecases.imports.target_company import CompanyAmbiguous, companies_named, every_company

T = TypeVar("T", bound=BaseModel)


class CompanyNeeded(DomainError):
    """There is not exactly one company, so it has to be named."""

    kind, code = "invalid", "local.company_needed"
    zh = "这里有 {count} 家公司，请用 company 指明名称或编号。"
    en = "There are {count} companies here. Say which with “company”: its name or id."


class NoSuchCompany(NotFound):
    """No company has this name or id."""

    code = "local.no_such_company"
    zh = "没有名称或编号为“{named}”的公司。"
    en = "No company has the name or id “{named}”."


def read(model: type[T], body: Mapping[str, Any]) -> T:
    """
    Return a body as the model wants it.

    :raises DomainError: the first thing that is wrong with it, with a pointer.
    """
    try:
        return model.model_validate(dict(body))
    except ValidationError as error:
        finding = error.errors(include_url=False, include_input=False)[0]
        raise refusals.of_body(finding, body) from None


def company_of(named: str | None) -> Company:
    """
    Return the company of this name or id; without one, the only company there is.

    :raises NoSuchCompany: if there is none.
    :raises CompanyAmbiguous: if several have the name.
    :raises CompanyNeeded: if none was named and there is not exactly one.
    """
    found = list(every_company()) if named is None else companies_named(named)
    if len(found) == 1:
        return found[0]
    if named is None:
        raise CompanyNeeded(pointer="/company", count=len(found))
    if not found:
        raise NoSuchCompany(pointer="/company", named=named[:60])
    ids = ", ".join(each.id for each in found[:5])
    raise CompanyAmbiguous(pointer="/company", name=named[:60], count=len(found), ids=ids)
