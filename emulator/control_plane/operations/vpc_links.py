"""VPC links: kept and shown. The emulator has no VPC: an integration's own URI says where a request goes."""

import re

from emulator.control_plane.operations.patch_paths import VPC_LINK
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store, new_id

_ARN = re.compile(r"arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer/\S+")


class VpcLinks:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("VpcLink")

    def create_vpc_link(self, asked: Document) -> Document | Refusal:
        malformed = next((arn for arn in asked["targetArns"] if not _ARN.fullmatch(arn)), None)
        if not asked["name"]:
            return bad_request("Name cannot be empty")
        if malformed is not None or not asked["targetArns"]:
            return bad_request(f"Invalid ARN. ARN is not well formed {malformed or ''}")
        members = ("name", "description", "targetArns")
        link: Document = {member: asked[member] for member in members if asked.get(member)}
        link |= {
            "id": new_id(),
            "status": "AVAILABLE",
            "statusMessage": "Your vpc link is ready for use",
            "tags": asked.get("tags", {}),
        }
        self._store.vpc_links[link["id"]] = link
        made = {name: value for name, value in link.items() if name != "statusMessage"}
        return without_empty_tags({**made, "status": "PENDING"})

    def get_vpc_link(self, asked: Document) -> Document:
        return self._store.vpc_links[asked["vpcLinkId"]]

    def get_vpc_links(self, asked: Document) -> Document | Refusal:
        return page([without_empty_tags(link) for link in self._store.vpc_links.values()], asked)

    def update_vpc_link(self, asked: Document) -> Document | Refusal:
        changed = patched(self.get_vpc_link(asked), self._shape, asked.get("patchOperations", []), VPC_LINK)
        if isinstance(changed, Refusal):
            return changed
        if not changed["name"]:
            return bad_request("Name cannot be empty")
        self._store.vpc_links[asked["vpcLinkId"]] = changed
        return changed

    def delete_vpc_link(self, asked: Document) -> None:
        del self._store.vpc_links[asked["vpcLinkId"]]
