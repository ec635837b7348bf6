"""ImportApiKeys: keys from a file of comma-separated values, with the plans that they are to join."""

import csv
import io
from collections.abc import Callable

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store

_GREATEST_NUMBER = 10_000
_REQUIRED = frozenset({"name", "key"})


class KeyImport:
    """`create` is CreateApiKey."""

    def __init__(self, store: Store, service: Service, create: Callable[[Document], Document | Refusal]) -> None:  # noqa: ARG002  all families are made alike
        self._store = store
        self._create = create

    def import_api_keys(self, asked: Document) -> Document | Refusal:
        rows = _rows(asked["body"])
        if isinstance(rows, Refusal):
            return rows
        before = dict(self._store.api_keys)
        ids: list[str] = []
        warnings: list[str] = []
        for row in rows:
            made = self._create(_wanted(row))
            if isinstance(made, Refusal):
                warnings.append(f"Unable to import key '{row['name']}': {made.message}")
                continue
            ids.append(made["id"])
            warnings += self._join(made["id"], row)
        if warnings and asked.get("failOnWarnings", False):
            self._undo(before, ids)
            return bad_request("\n\t".join(["Warnings found during import:", *warnings]))
        return {"ids": ids, "warnings": warnings}

    def _join(self, key_id: str, row: dict[str, str]) -> list[str]:
        named = [plan.strip() for plan in row.get("usageplanids", "").split(",") if plan.strip()]
        for plan_id in named:
            if plan_id in self._store.plans:
                self._store.plans[plan_id].key_ids[key_id] = None
        unknown = [plan_id for plan_id in named if plan_id not in self._store.plans]
        return [f"Usage plan '{plan_id}' of key '{row['name']}' not found. Ignoring." for plan_id in unknown]

    def _undo(self, before: dict[str, Document], ids: list[str]) -> None:
        self._store.api_keys = before
        for plan in self._store.plans.values():
            for key_id in ids:
                plan.key_ids.pop(key_id, None)


def _rows(body: bytes) -> list[dict[str, str]] | Refusal:
    """By lower-case column name."""
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return bad_request("Invalid API keys: the file is not UTF-8 text of comma-separated values")
    columns = [column.strip().lower() for column in lines[0]] if lines else []
    if not set(columns) >= _REQUIRED:
        return bad_request("Invalid API keys: the first line must name the columns Name and Key")
    if len(lines) > _GREATEST_NUMBER:
        return bad_request(f"Invalid API keys: at most {_GREATEST_NUMBER} keys are imported at once")
    filled = [line for line in lines[1:] if any(line)]
    return [
        dict(zip(columns, line, strict=False)) | {"name": line[columns.index("name")]}
        for line in filled
        if len(line) > columns.index("name")
    ]


def _wanted(row: dict[str, str]) -> Document:
    """CreateApiKey's input."""
    return {
        "name": row["name"].strip(),
        "value": row.get("key", "").strip(),
        "description": row.get("description", "").strip(),
        "enabled": row.get("enabled", "").strip().lower() == "true",
    }
