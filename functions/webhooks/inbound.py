"""Where vendors deliver: prove the sender, keep the bytes, queue them, answer inside the vendor's budget."""

from chalice import Blueprint

from functions import wiring
from functions.edge import strict_json
from functions.edge.endpoint import endpoint
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import dispatch
from shared.adapters.vendors.standard_webhooks import Refused
from shared.domain.errors import NotFound
from shared.usecases.events.receive_delivery import receive_delivery

inbound = Blueprint(__name__)

VENDORS = dict.fromkeys(("standard-webhooks", "standard_webhooks", "std"), "standard-webhooks")
"""Names in the address and the vendor each stands for."""


UNREADABLE = (
    strict_json.NoBody,
    strict_json.NotJson,
    strict_json.NotUtf8,
    strict_json.TooDeep,
    strict_json.DuplicateName,
    strict_json.NotANumber,
    strict_json.UnstorableText,
)
"""What may be wrong with a body whose signature is good."""


class Received(Shape):
    """Nothing to say: the delivery is kept."""


@endpoint(
    inbound,
    "POST",
    "/v1/in/{vendor}/{connection_id}",
    access=None,
    summary=("接收业务数据推送", "Receive a vendor's delivery"),
    body=bytes,
    query=dict,
    returns=Received,
    errors=(NotFound, Refused, *UNREADABLE),
)
def receive(request: ApiRequest, vendor: str, connection_id: str) -> Answer:
    """Keep and queue one signed delivery; the same one again is answered alike and counts once."""
    wiring.settings()
    connection = dispatch.connection(connection_id)
    if VENDORS.get(vendor) != connection.vendor:
        raise NotFound()
    receive_delivery(
        connection=connection,
        headers=request.headers,
        body=request.body,
        at=request.received_at,
        documents=wiring.documents(),
        inbound=wiring.inbound(),
        check=lambda body: strict_json.parse(body, top=object),
        correlation_id=request.request_id,
    )
    return Answer.ok({})
