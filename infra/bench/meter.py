"""Counts what a piece of work asks of AWS: round trips of each service, and DynamoDB units by our own sizes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import TracebackType
from typing import Any

from infra.bench.units import item_size, read_units, write_units


@dataclass
class Meter:
    """
    Watches botocore clients between `with` and its end; `requests` are (service, operation, parameters) in order.

    Written items that are only updated are read back afterwards, unmetered, since the request does not say how
    large they are.
    """

    clients: tuple[Any, ...]
    calls: Counter[str] = field(default_factory=Counter)
    requests: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    read: Fraction = Fraction(0)
    write: Fraction = Fraction(0)
    _paused: bool = False

    @property
    def round_trips(self) -> int:
        """Calls to any service."""
        return sum(self.calls.values())

    def __enter__(self) -> "Meter":
        for client in self.clients:
            client.meta.events.register("before-parameter-build.*.*", self._before, unique_id=id(self))
            client.meta.events.register("after-call.*.*", self._after, unique_id=-id(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self.clients:
            client.meta.events.unregister("before-parameter-build.*.*", unique_id=id(self))
            client.meta.events.unregister("after-call.*.*", unique_id=-id(self))

    def _before(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["metered"] = dict(params)

    def _after(self, model: Any, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        if self._paused:
            return
        service = model.service_model.service_name
        self.calls[f"{service}.{model.name}"] += 1
        self.requests.append((service, model.name, context.get("metered", {})))
        if service == "dynamodb":
            getattr(self, f"_{model.name}", self._unknown)(context.get("metered", {}), parsed)

    def _GetItem(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        self.read += read_units(
            item_size(parsed.get("Item", {})), consistent=params.get("ConsistentRead", False)
        )

    def _BatchGetItem(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        for table, wanted in params["RequestItems"].items():
            found = parsed["Responses"].get(table, [])
            consistent = wanted.get("ConsistentRead", False)
            missing = len(wanted["Keys"]) - len(found)
            self.read += sum(
                (read_units(item_size(each), consistent=consistent) for each in found), Fraction(0)
            )
            self.read += missing * read_units(0, consistent=consistent)

    def _Query(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        size = sum(item_size(each) for each in parsed["Items"])
        self.read += read_units(size, consistent=params.get("ConsistentRead", False))

    def _PutItem(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        self.write += write_units(item_size(params["Item"]), transaction=False)

    def _UpdateItem(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        self.write += write_units(self._size_now(params), transaction=False)

    def _BatchWriteItem(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        for wanted in params["RequestItems"].values():
            for each in wanted:
                self.write += write_units(item_size(each["PutRequest"]["Item"]), transaction=False)

    def _TransactWriteItems(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        for each in params["TransactItems"]:
            ((kind, item),) = each.items()
            size = item_size(item["Item"]) if kind == "Put" else self._size_now(item)
            self.write += write_units(size, transaction=True)

    def _unknown(self, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        raise LookupError("this DynamoDB operation is not metered yet")

    def _size_now(self, item: Mapping[str, Any]) -> int:
        self._paused = True
        try:
            client = next(each for each in self.clients if each.meta.service_model.service_name == "dynamodb")
            found = client.get_item(TableName=item["TableName"], Key=item["Key"], ConsistentRead=True)
            return item_size(found.get("Item", {}))
        finally:
            self._paused = False
