"""The stage is of this checkout: it serves this contract, and says so."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import requests

from conformance.probing import probe
from conformance.reading import answer_schema, path_parameters, properties
from conformance.stage import Stage
from contract import Document, Operation, client_edition, digest, load

OF_CHECKOUT = "The stage serves the contract of this checkout"
OF_SERVER = "The server that the contract names serves this contract"
TOKENS = "Tokens are had where the contract says"
# https://www.rfc-editor.org/rfc/rfc6749#section-5.2
UNKNOWN_CLIENT = "invalid_client"
LIMIT_SECONDS = 30
MEND = "Deploy it again (`make up`), or check out what was deployed."
_FILE = Path(__file__).parents[2] / "openapi.yaml"
_OPENAPI = {"openapi", "info", "paths"}


def serves_contract(document: Document, operation: Operation) -> bool:
    schema = answer_schema(document, operation)
    return _is_read(document, operation) and set(schema.get("required", ())) >= _OPENAPI


@probe(serves_contract)
def contract_is_of_checkout(stage: Stage) -> None:
    """But for the addresses, which are the stage's own."""
    answer = stage.expect(stage.ask(), 200, promise=OF_CHECKOUT)
    if place := differs(_placeless(client_edition(_own(), "")), _placeless(answer.json)):
        stage.broken(OF_CHECKOUT, f"They differ at `{place}`. {MEND}", answer)
    for server in answer.json["servers"]:
        url = f"{server['url'].rstrip('/')}{stage.operation.path}"
        # What is asked here needs no token, and gets none: the address is whatever the document says.
        try:
            served = requests.get(url, timeout=LIMIT_SECONDS, allow_redirects=False)
        except requests.RequestException as error:
            stage.broken(OF_SERVER, f"{url} did not answer: {type(error).__name__}.", answer)
        if served.status_code != answer.status or served.content != answer.response.content:
            stage.broken(OF_SERVER, f"{url} answered {served.status_code}, and not with the same document.", answer)


@probe(serves_contract)
def tokens_are_had_there(stage: Stage) -> None:
    """A client that nobody knows is told so."""
    answer = stage.expect(stage.ask(), 200, promise=TOKENS)
    for url in _token_urls(answer.json):
        try:
            told = requests.post(
                url,
                data={"grant_type": "client_credentials"},
                auth=("nobody", "nothing"),
                timeout=LIMIT_SECONDS,
                allow_redirects=False,
            )
            error = told.json().get("error")
        except (requests.RequestException, ValueError, AttributeError) as failure:
            stage.broken(TOKENS, f"{url} did not answer as RFC 6749 has it: {type(failure).__name__}.", answer)
        if told.status_code not in {400, 401} or error != UNKNOWN_CLIENT:
            said = f"{url} answers an unknown client {told.status_code} {error!r}, not 401 {UNKNOWN_CLIENT!r}."
            stage.broken(TOKENS, said, answer)


def _token_urls(contract: Mapping[str, Any]) -> list[str]:
    schemes = contract.get("components", {}).get("securitySchemes", {}).values()
    flows = [flow for scheme in schemes for flow in scheme.get("flows", {}).values()]
    return [flow["tokenUrl"] for flow in flows if "tokenUrl" in flow]


def names_contract(document: Document, operation: Operation) -> bool:
    return _is_read(document, operation) and "contract" in properties(document, answer_schema(document, operation))


@probe(names_contract)
def digest_is_of_checkout(stage: Stage) -> None:
    answer = stage.expect(stage.ask(), 200, promise=OF_CHECKOUT)
    if answer.json.get("contract") != digest(_own()):
        stage.broken(OF_CHECKOUT, f"Its digest is {answer.json.get('contract')}, not {digest(_own())}. {MEND}", answer)


def _is_read(document: Document, operation: Operation) -> bool:
    """Of a stage that is ours at all."""
    ours = _FILE.exists() and bool(document.paths().keys() & _own().paths().keys())
    return ours and operation.method == "get" and not path_parameters(document, operation)


@cache
def _own() -> Document:
    return load(_FILE)


def _placeless(node: Any, name: str = "") -> Any:
    """Without what a stage fills in."""
    if isinstance(node, dict):
        kept = {key: each for key, each in node.items() if key != "tokenUrl" and not (key == "servers" and not name)}
        return {key: _placeless(each, key) for key, each in kept.items()}
    return [_placeless(each, name) for each in node] if isinstance(node, list) else node


def differs(one: Any, other: Any, place: str = "") -> str:
    """Where the first difference is, as a JSON pointer; empty where there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted(one.keys() | other.keys(), key=str)
        within = (differs(one.get(name), other.get(name), f"{place}/{name}") for name in names)
        return next(filter(None, within), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next(filter(None, (differs(*pair, f"{place}/{index}") for index, pair in pairs)), "")
    return "" if one == other and type(one) is type(other) else place or "/"
