"""What each watched operation asks of AWS: round trips and capacity units."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from infra.bench.meter import Meter
from infra.bench.workload import Workload


@dataclass(frozen=True, slots=True)
class Cost:
    """Calls to AWS, read and write units of one operation, and the requests themselves."""

    operation: str
    round_trips: int
    read_units: Fraction
    write_units: Fraction
    requests: tuple[tuple[str, str, Mapping[str, Any]], ...]


def measure_costs(workload: Workload) -> list[Cost]:
    """Do each operation and return what it took, in the order in which a month goes; reviewing ends the month."""
    costs = []
    for operation in workload.operations():
        if operation.name == "read a score":
            workload.review()
        if operation.again:
            operation.act(0)
        with Meter(workload.clients()) as meter:
            operation.act(0)
        costs.append(Cost(operation.name, meter.round_trips, meter.read, meter.write, tuple(meter.requests)))
    return costs
