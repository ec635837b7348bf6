"""Custom domain names and their base path mappings."""

import re

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.operations.patch_paths import BASE_PATH_MAPPING, DOMAIN_NAME
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.domain_names import ROOT, with_targets
from emulator.control_plane.store import Document, DomainName, Store

_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_BASE_PATH = re.compile(r"[A-Za-z0-9._$+!*'()-]*")
# Members of the input that are secrets, or of the address, and not part of what is shown.
_HIDDEN = frozenset({"certificateBody", "certificatePrivateKey", "certificateChain"})


class DomainNames:
    def __init__(self, store: Store, service: Service, publisher: Publisher) -> None:
        self._store = store
        self._shape = service.shape("DomainName")
        self._mapping_shape = service.shape("BasePathMapping")
        self._publisher = publisher

    def create_domain_name(self, asked: Document) -> Document | Refusal:
        name = asked["domainName"]
        if not name:
            return bad_request("No Domain Name specified")
        if len(name) > 255 or not _NAME.fullmatch(name):
            return bad_request(f"Invalid domain name specified: {name}")
        if name in self._store.domain_names:
            return bad_request("The domain name you provided already exists.")
        sent = {member: value for member, value in asked.items() if member not in _HIDDEN}
        wire = with_targets({"tags": {}, **sent}, self._store.region, self._store.account_id)
        if asked.get("certificateBody") or asked.get("certificateName"):
            wire["certificateUploadDate"] = self._store.epoch()
        self._store.domain_names[name] = DomainName(wire)
        self._publisher.publish_domain(self._store.domain_names[name])
        return without_empty_tags(wire)

    def get_domain_name(self, asked: Document) -> Document:
        return self._domain(asked).wire

    def get_domain_names(self, asked: Document) -> Document | Refusal:
        return page([without_empty_tags(domain.wire) for domain in self._store.domain_names.values()], asked)

    def update_domain_name(self, asked: Document) -> Document | Refusal:
        domain = self._domain(asked)
        changed = patched(domain.wire, self._shape, asked.get("patchOperations", []), DOMAIN_NAME)
        if isinstance(changed, Refusal):
            return changed
        if not changed["endpointConfiguration"]["types"]:
            return bad_request("A domain name needs an endpoint type: EDGE, REGIONAL or PRIVATE")
        domain.wire = with_targets(changed, self._store.region, self._store.account_id)
        return domain.wire

    def delete_domain_name(self, asked: Document) -> None:
        self._publisher.withdraw_domain(self._store.domain_names.pop(asked["domainName"]))

    def create_base_path_mapping(self, asked: Document) -> Document | Refusal:
        domain, base_path = self._domain(asked), asked.get("basePath") or ROOT
        mapping = {"basePath": base_path, "restApiId": asked["restApiId"]}
        if asked.get("stage"):
            mapping["stage"] = asked["stage"]
        if base_path in domain.mappings:
            return conflict("Base path already exists for this domain name")
        refusal = self._refuse_mapping(mapping)
        if refusal is not None:
            return refusal
        domain.mappings[base_path] = mapping
        self._publisher.publish_domain(domain)
        return mapping

    def get_base_path_mapping(self, asked: Document) -> Document:
        return self._domain(asked).mappings[asked["basePath"]]

    def get_base_path_mappings(self, asked: Document) -> Document | Refusal:
        return page(list(self._domain(asked).mappings.values()), asked)

    def update_base_path_mapping(self, asked: Document) -> Document | Refusal:
        domain, before = self._domain(asked), self.get_base_path_mapping(asked)
        changed = patched(before, self._mapping_shape, asked.get("patchOperations", []), BASE_PATH_MAPPING)
        if isinstance(changed, Refusal):
            return changed
        changed["basePath"] = changed["basePath"] or ROOT
        others = domain.mappings.keys() - {before["basePath"]}
        if changed["basePath"] in others:
            return conflict("Base path already exists for this domain name")
        refusal = self._refuse_mapping(changed)
        if refusal is not None:
            return refusal
        del domain.mappings[before["basePath"]]
        domain.mappings[changed["basePath"]] = changed
        self._publisher.publish_domain(domain)
        return changed

    def delete_base_path_mapping(self, asked: Document) -> None:
        domain = self._domain(asked)
        del domain.mappings[asked["basePath"]]
        self._publisher.publish_domain(domain)

    def _domain(self, asked: Document) -> DomainName:
        return self._store.domain_names[asked["domainName"]]

    def _refuse_mapping(self, mapping: Document) -> Refusal | None:
        api = self._store.apis.get(mapping["restApiId"])
        if api is None:
            return bad_request("Invalid REST API identifier specified")
        if mapping.get("stage") and mapping["stage"] not in api.stages:
            return bad_request("Invalid stage identifier specified")
        if mapping["basePath"] != ROOT and not _BASE_PATH.fullmatch(mapping["basePath"]):
            return bad_request(
                "API Gateway V1 doesn't support the slash character (/) in base path mappings. "
                "To create a multi-level base path mapping, use API Gateway V2."
            )
        return None
