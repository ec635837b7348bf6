"""Tags, on every resource that has them."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store

_GREATEST_NUMBER = 50

# By the collection that an ARN names: what is tagged, by the identifier after it.
_TAGGED: Mapping[str, Callable[[Store, str], Any]] = {
    "apikeys": lambda store, name: store.api_keys.get(name),
    "clientcertificates": lambda store, name: store.client_certificates.get(name),
    "domainnameaccessassociations": lambda store, name: store.access_associations.get(name),
    "domainnames": lambda store, name: store.domain_names[name].wire if name in store.domain_names else None,
    "restapis": lambda store, name: store.apis[name].definition.api if name in store.apis else None,
    "usageplans": lambda store, name: store.plans[name].wire if name in store.plans else None,
    "vpclinks": lambda store, name: store.vpc_links.get(name),
}


def without_empty_tags(resource: Document) -> Document:
    """AWS leaves empty tags out of what it has just made and of lists, and of stages always."""
    return resource if resource.get("tags") else {name: value for name, value in resource.items() if name != "tags"}


class Tags:
    def __init__(self, store: Store, service: Service) -> None:  # noqa: ARG002  all families are made alike
        self._store = store

    def get_tags(self, asked: Document) -> Document | Refusal:
        tagged = self._tagged(asked["resourceArn"])
        return tagged if isinstance(tagged, Refusal) else {"tags": tagged.get("tags", {})}

    def tag_resource(self, asked: Document) -> Refusal | None:
        tagged = self._tagged(asked["resourceArn"])
        if isinstance(tagged, Refusal):
            return tagged
        tags = {**tagged.get("tags", {}), **asked["tags"]}
        if len(tags) > _GREATEST_NUMBER:
            return bad_request(f"A resource can have at most {_GREATEST_NUMBER} tags")
        tagged["tags"] = tags
        return None

    def untag_resource(self, asked: Document) -> Refusal | None:
        tagged = self._tagged(asked["resourceArn"])
        if isinstance(tagged, Refusal):
            return tagged
        tagged["tags"] = {key: tag for key, tag in tagged.get("tags", {}).items() if key not in asked["tagKeys"]}
        return None

    def _tagged(self, arn: str) -> Document | Refusal:
        """What "arn:{partition}:apigateway:{region}::/restapis/{id}" and its like name."""
        decoded = unquote(arn)
        match decoded.partition(":/")[2].lstrip("/").split("/"):
            case ["restapis", api_id, "stages", name] if api_id in self._store.apis:
                stage = self._store.apis[api_id].stages.get(name)
                return not_found("Invalid stage identifier specified") if stage is None else stage
            case ["domainnameaccessassociations", *_] if decoded in self._store.access_associations:
                return self._store.access_associations[decoded]
            case [collection, name] if collection in _TAGGED:
                found: Document | None = _TAGGED[collection](self._store, name.partition("+")[0])
                if found is not None:
                    return found
        return not_found(f"Invalid resource ARN specified: {arn}")
