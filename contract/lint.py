"""The two editions of the check: of the contract as it is written, and of a document that goes to AWS as it is."""

from dataclasses import replace

from contract import deprecation_rules, import_rules, mended_rules, wiring_rules
from contract.document import Document
from contract.example_body import example_body
from contract.findings import Finding, run


def lint(document: Document) -> tuple[Finding, ...]:
    """What keeps the authored contract from being compiled, wired and served as it says."""
    rules = (*import_rules.RULES, *wiring_rules.RULES, *deprecation_rules.RULES)
    return run(import_rules.FIRST_RULES, document) or run(rules, document)


def lint_as_imported(document: Document) -> tuple[Finding, ...]:
    """What API Gateway would refuse, drop or not count on, if it were given this document."""
    return run(import_rules.FIRST_RULES, document) or run((*import_rules.RULES, *mended_rules.RULES), document)


def check(document: Document) -> tuple[Finding, ...]:
    """Of the contract as it is written; and once nothing is wrong with that, of what it compiles to."""
    # Places are kept, so that a finding on the compiled body shows where the author wrote it.
    return lint(document) or lint_as_imported(replace(document, root=example_body(document)))
