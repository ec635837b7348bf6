"""SDKs: the types that AWS generates. The emulator generates none, and says what to do instead."""

from collections.abc import Mapping

from emulator.control_plane.pages import page
from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store


def _sdk(name: str, friendly_name: str, *required: str) -> Document:
    return {
        "id": name,
        "friendlyName": friendly_name,
        "description": f"{friendly_name} SDK",
        "configurationProperties": [{"name": member, "required": True} for member in required],
    }


_TYPES: Mapping[str, Document] = {
    sdk["id"]: sdk
    for sdk in (
        _sdk("android", "Android", "groupId", "artifactId", "artifactVersion", "invokerPackage"),
        _sdk("javascript", "JavaScript"),
        _sdk("ios-objective-c", "iOS (Objective-C)", "classPrefix"),
        _sdk("ios-swift", "iOS (Swift)", "classPrefix"),
        _sdk("java", "Java SDK", "service.name", "java.package-name", "java.build-system"),
        _sdk("ruby", "Ruby", "service.name"),
    )
}


class Sdks:
    def __init__(self, store: Store, service: Service) -> None:
        """Needs neither: the types are always the same."""

    def get_sdk_types(self, asked: Document) -> Document | Refusal:
        return page(list(_TYPES.values()), asked)

    def get_sdk_type(self, asked: Document) -> Document | Refusal:
        return _TYPES.get(asked["id"]) or not_found("Invalid SDK Type specified")

    def get_sdk(self, asked: Document) -> Refusal:
        return bad_request(
            f"The emulator does not generate SDKs: GetSdk of {asked['sdkType']} is refused. Export the API with "
            "GetExport and generate a client from that, for instance with OpenAPI Generator."
        )
