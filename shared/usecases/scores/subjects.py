"""Whom a figure is about, as callers name it."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from shared.domain.kpi.facts import COMPANY


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a figure is about: `id` is that of a person, of a manager whose team it is, or the name of a region."""

    kind: Literal["company", "person", "manager", "region"]
    id: str

    @classmethod
    def of(cls, text: str) -> "Subject":
        """
        Read a subject as callers write it.

        >>> Subject.of("company").kind, Subject.of("per_1").kind, Subject.of("region:华东")
        ('company', 'person', Subject(kind='region', id='华东'))
        """
        if text == COMPANY:
            return cls("company", COMPANY)
        if text.startswith("manager:"):
            return cls("manager", text.removeprefix("manager:"))
        if text.startswith("region:"):
            return cls("region", unicodedata.normalize("NFC", text.removeprefix("region:")))
        return cls("person", text)
