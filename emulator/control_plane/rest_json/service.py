"""The operations of one AWS service, read from the service model that botocore ships."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StructureShape


@dataclass(frozen=True, slots=True)
class Operation:
    name: str  # "PutRestApi"
    method_name: str  # "put_rest_api"
    http_method: str
    path: str  # "/restapis/{restapi_id}"
    fixed_query: Mapping[str, str]  # what tells it from others of the same path, e.g. {"mode": "import"}
    status: int  # of its answer when it is done
    input_shape: StructureShape | None
    output_shape: StructureShape | None

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.strip("/").split("/"))


@dataclass(frozen=True, slots=True)
class Service:
    operations: tuple[Operation, ...]
    shapes: ServiceModel

    def shape(self, name: str) -> Shape:
        return self.shapes.shape_for(name)


@cache
def load_service(name: str) -> Service:
    model = ServiceModel(Loader().load_service_model(name, "service-2"), name)
    return Service(tuple(_operation(model, operation) for operation in model.operation_names), model)


def _operation(model: ServiceModel, name: str) -> Operation:
    described = model.operation_model(name)
    path, _, query = described.http["requestUri"].partition("?")
    return Operation(
        name=name,
        method_name=xform_name(name),
        http_method=described.http["method"],
        path=path,
        fixed_query=dict(parse_qsl(query)),
        status=int(described.http.get("responseCode", 200)),
        input_shape=described.input_shape,
        output_shape=described.output_shape,
    )
