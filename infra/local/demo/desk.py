"""What the steps of the demo work with: the service, the company, and a way to run its jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from infra.local.demo.client import Api, DemoFailed
from infra.local.demo.month import ZONE
from infra.local.demo.office import Office


@dataclass(frozen=True)
class Desk:
    """What every step needs: the service, the company, and what time it was when the run began."""

    api: Api
    office: Office
    now: datetime

    @property
    def today(self) -> date:
        """The company's date."""
        return self.now.astimezone(ZONE).date()

    def run(self, job: str, **more: str) -> None:
        """
        Run a job for the company and wait for the end of it.

        :raises DemoFailed: if it did not come to an end, or if messages were given up.
        """
        _, report = self.api.call(
            "POST", f"/local/jobs/{job}", {"company_id": self.office.company_id, **more}
        )
        if not report["done"] or report["dead_letters"]:
            raise DemoFailed(
                f"任务 {job} 没有完成，详情见 service.log", f"the job {job} did not finish, see service.log"
            )

    def post(self, path: str, who: str, key: str, body: Any = None, allow: Iterable[int] = ()) -> Any:
        """Let somebody send a command and return the answer; `key` makes it the same one in every run."""
        full_key, token = f"demo-{self.office.month.key}-{key}", self.office.tokens[who]
        return self.api.call("POST", path, body, token=token, key=full_key, allow=tuple(allow))[1]

    def forms(self) -> dict[str, dict[str, Any]]:
        """Return the declarations of the month by name."""
        found = self.api.every("/v1/declarations", self.office.hr, period=self.office.month.key)
        return {self.office.name_of(each["person_id"]): each for each in found}
