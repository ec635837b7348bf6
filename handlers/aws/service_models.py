"""botocore's descriptions of AWS's services, read in half the time: a client is made at each cold start.

Left out is what these services do not need. botocore looks through the folders of 400 services for the name of one, and
reads where each of them is in which region, although rules that lie beside a service's model have taken that place.
Tests compare the requests that come of it with those of botocore as it is.
"""

import gzip
import json
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

SERVICES = ("apigateway", "dynamodb", "s3", "sqs", "stepfunctions")
ENDPOINTS = "endpoints"
# Each service in each region at the address that its rules make of it.
ANYWHERE = {
    "hostname": "{service}.{region}.{dnsSuffix}",
    "protocols": ["https"],
    "signatureVersions": ["v4"],
}


class _Files:
    """botocore's own makes an `OrderedDict` of each object, which takes as long again as reading it."""

    def exists(self, file_path: str) -> bool:
        return _file(file_path) is not None

    def load_file(self, file_path: str) -> Any:
        file = _file(file_path)
        if file is None:
            return None
        content = file.read_bytes()
        return json.loads(gzip.decompress(content) if file.suffix == ".gz" else content)


def _file(file_path: str) -> Path | None:
    files = (Path(f"{file_path}.json"), Path(f"{file_path}.json.gz"))
    return next((file for file in files if file.is_file()), None)


class ServiceModels(Loader):  # type: ignore[misc]  # botocore has no types
    FILE_LOADER_CLASS = _Files

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's signature
        return list(SERVICES)

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        if name == ENDPOINTS:
            return self._endpoints(), ""
        loaded: tuple[Any, str] = super().load_data_with_path(name)
        return loaded

    def _endpoints(self) -> dict[str, Any]:
        known = self.load_data("partitions")["partitions"]
        partitions = [
            {
                "partition": partition["id"],
                "dnsSuffix": partition["outputs"]["dnsSuffix"],
                "regionRegex": partition["regionRegex"],
                "regions": {},
                "services": {},
                "defaults": ANYWHERE,
            }
            for partition in known
        ]
        return {"version": 3, "partitions": partitions}
