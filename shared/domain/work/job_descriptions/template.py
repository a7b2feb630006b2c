"""Which Word template a company's job descriptions (岗位说明书) are printed with: the standard one or its own."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobDescriptionTemplate:
    """
    The company's choice: its own template at `key` in the bucket, or the standard one again (`key` is empty).

    `sha256` is of the template's bytes, `file_name` as HR called it, `by_id` who chose it and `at` when.
    `version` counts the choices from 1.
    """

    company_id: str
    key: str
    sha256: str
    file_name: str
    by_id: str
    at: datetime
    version: int = 1

    @property
    def is_own(self) -> bool:
        """Whether the company has a template of its own."""
        return bool(self.key)
