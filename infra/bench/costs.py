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
    """Do each operation once and return what it took, in the order in which a month goes."""
    costs = []
    for operation in workload.operations():
        if costs and not workload.is_reviewed:
            workload.review()
        with Meter(workload.clients()) as meter:
            operation.act(0)
        costs.append(Cost(operation.name, meter.round_trips, meter.read, meter.write, tuple(meter.requests)))
    return costs
