"""The contract as data: read it, check it, compile it for API Gateway, cut it for client teams.

Pure: it reads the file that it is given and nothing else, and it imports none of the other planes.
"""

from contract.client_edition import client_edition
from contract.document import Document, Operation, load
from contract.findings import Finding
from contract.gateway_body import gateway_body
from contract.lint import lint, lint_as_imported
from contract.place import ContractError, Place
from contract.placeholders import INVOKE_ARN, SCHEME, function_id, operations_with_functions, placeholders

__all__ = [
    "INVOKE_ARN",
    "SCHEME",
    "ContractError",
    "Document",
    "Finding",
    "Operation",
    "Place",
    "client_edition",
    "function_id",
    "gateway_body",
    "lint",
    "lint_as_imported",
    "load",
    "operations_with_functions",
    "placeholders",
]
