"""What the environment says, read once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class SettingMissing(RuntimeError):
    """A setting that the service cannot run without is not in the environment."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Names of the resources and the version of the code that computes scores.

    `is_local` allows what only a laptop may do: pulling from a source on this machine.
    """

    table: str
    dispatch_table: str
    bucket: str
    transit_bucket: str
    inbound_queue_url: str
    work_queue_url: str
    keys_secret: str
    code_version: str
    is_local: bool

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """
        Read the settings.

        :raises SettingMissing: naming the first one that is not there.
        """
        found = os.environ if environment is None else environment

        def needed(name: str) -> str:
            value = found.get(name, "")
            if not value:
                raise SettingMissing(f"the environment does not set {name}")
            return value

        return cls(
            table=needed("GANGJI_TABLE"),
            dispatch_table=needed("GANGJI_DISPATCH_TABLE"),
            bucket=needed("GANGJI_BUCKET"),
            transit_bucket=needed("GANGJI_TRANSIT_BUCKET"),
            inbound_queue_url=needed("GANGJI_INBOUND_QUEUE_URL"),
            work_queue_url=needed("GANGJI_WORK_QUEUE_URL"),
            keys_secret=needed("GANGJI_KEYS_SECRET"),
            code_version=needed("GANGJI_CODE_VERSION"),
            is_local=found.get("GANGJI_LOCAL") == "1",
        )
