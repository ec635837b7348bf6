"""GetExport: what a stage serves, as an OpenAPI document."""

import json

import yaml

from emulator.control_plane.openapi_export.export import Wanted, export_document, export_version, read_extensions
from emulator.control_plane.openapi_export.flavors import FLAVORS
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, RestApi, Store

_JSON, _YAML = "json", "yaml"


class Exports:
    def __init__(self, store: Store, service: Service) -> None:  # noqa: ARG002  all families are made alike
        self._store = store

    def get_export(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        stage = api.stages[asked["stageName"]]
        extensions = read_extensions(asked.get("parameters", {}).get("extensions", ""))
        if asked["exportType"] not in FLAVORS:
            return bad_request(f"Unsupported export type {asked['exportType']}: ask for {' or '.join(FLAVORS)}")
        if extensions is None:
            return bad_request(
                "Invalid extensions parameter: ask for integrations, authorizers, documentation, apigateway or postman"
            )
        snapshot = api.deployments[stage["deploymentId"]].snapshot
        document = export_document(
            snapshot,
            Wanted(asked["exportType"], extensions),
            host=f"{api.api_id}.execute-api.{self._store.region}.amazonaws.com",
            stage_name=asked["stageName"],
            documentation=_documentation(api, stage.get("documentationVersion")),
        )
        language = _YAML if "yaml" in asked.get("accepts", "") else _JSON
        name = f"{asked['exportType']}_{export_version(snapshot.api)}.{language}"
        return {
            "contentType": "application/octet-stream",
            "contentDisposition": f'attachment; filename="{name}"',
            "body": _written(document, language),
        }


def _documentation(api: RestApi, version: str | None) -> Document | None:
    """The documentation that the stage shows; none without a version."""
    found = api.documentation_versions.get(version or "")
    if found is None:
        return None
    parts = [{"location": part["location"], "properties": json.loads(part["properties"])} for part in found.parts]
    return {"version": version, "documentationParts": parts}


def _written(document: Document, language: str) -> bytes:
    if language == _YAML:
        text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
        return text.encode()
    return json.dumps(document, indent=2, ensure_ascii=False).encode()
