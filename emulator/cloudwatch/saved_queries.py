"""Query definitions of CloudWatch Logs Insights, which moto lacks: methods of its `LogsResponse`."""

import json
import time
import uuid
from typing import Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.responses import LogsResponse

_MOST = 1000  # of a region
_PAGE = 1000
_queries: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}


def put_query_definition(response: LogsResponse) -> str:
    given = json.loads(response.body)
    name, text = given.get("name"), given.get("queryString")
    if not name or not text:
        raise InvalidParameterException(msg="A query definition has a name and a queryString.")
    known = _of(response)
    query_id = given.get("queryDefinitionId") or str(uuid.uuid4())
    if given.get("queryDefinitionId") and query_id not in known:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    if query_id not in known and len(known) >= _MOST:
        raise InvalidParameterException(msg=f"A region has at most {_MOST} query definitions.")
    known[query_id] = {
        "queryDefinitionId": query_id,
        "name": name,
        "queryString": text,
        "lastModified": int(time.time() * 1000),
        "logGroupNames": given.get("logGroupNames") or [],
        "queryLanguage": given.get("queryLanguage") or "CWLI",
    }
    return json.dumps({"queryDefinitionId": query_id})


def describe_query_definitions(response: LogsResponse) -> str:
    given = json.loads(response.body)
    prefix = given.get("queryDefinitionNamePrefix") or ""
    found = [query for query in _of(response).values() if query["name"].startswith(prefix)]
    start = int(given.get("nextToken") or 0)
    end = start + min(int(given.get("maxResults") or _PAGE), _PAGE)
    token = {"nextToken": str(end)} if end < len(found) else {}
    return json.dumps({"queryDefinitions": found[start:end], **token})


def delete_query_definition(response: LogsResponse) -> str:
    if _of(response).pop(json.loads(response.body).get("queryDefinitionId"), None) is None:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    return json.dumps({"success": True})


def _of(response: LogsResponse) -> dict[str, dict[str, Any]]:
    return _queries.setdefault((response.current_account, response.region), {})
