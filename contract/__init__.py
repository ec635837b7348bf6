"""The contract as data: read it, check it, compile it for API Gateway, cut it for client teams.

Pure: it reads the file that it is given and nothing else, and it imports none of the other planes.
"""

from contract.authorizers import access_table, authorizer_functions, scopes
from contract.client_edition import client_edition
from contract.digest import digest
from contract.document import Document, Operation, load
from contract.findings import Finding
from contract.gateway_body import gateway_body
from contract.lint import check, lint, lint_as_imported
from contract.place import ContractError, Place
from contract.placeholders import AUTHORIZATION, INVOKE_ARN, SCHEME, function_id, function_ids, placeholders
from contract.routes import Routes

__all__ = [
    "AUTHORIZATION",
    "INVOKE_ARN",
    "SCHEME",
    "ContractError",
    "Document",
    "Finding",
    "Operation",
    "Place",
    "Routes",
    "access_table",
    "authorizer_functions",
    "check",
    "client_edition",
    "digest",
    "function_id",
    "function_ids",
    "gateway_body",
    "lint",
    "lint_as_imported",
    "load",
    "placeholders",
    "scopes",
]
