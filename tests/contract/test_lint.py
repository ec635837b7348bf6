"""Each rule finds its fault where it stands, says what to do, and finds nothing in a contract that is sound."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from contract import (
    Document,
    Finding,
    gateway_body,
    import_rules,
    lint,
    lint_as_imported,
    load,
    mended_rules,
    wiring_rules,
)

Write = Callable[..., Path]
HERE = "# here"


@dataclass(frozen=True, slots=True)
class Broken:
    """What to put for a part of the sound contract, with `# here` on the line of the fault."""

    rule: str
    instead_of: str
    put: str
    says: str
    aws_says: str = ""


AUTHORED = (
    Broken("openapi-version", "openapi: 3.0.3", f"openapi: 3.1.0 {HERE}", "version 3.1.0", "Invalid OpenAPI input."),
    Broken(
        "reference",
        "schema: {$ref: '#/components/schemas/Pet'}\n      resp",
        f"schema: {{$ref: 'pets.yaml#/Pet'}} {HERE}\n      resp",
        "leads out of this document",
        "not supported",
    ),
    Broken(
        "reference",
        "        age: {type: integer, minimum: 0}",
        f"        age: {{$ref: '#/components/schemas/Age'}} {HERE}",
        "leads nowhere",
    ),
    Broken("path", "  /health:", f"  health: {HERE}", "does not start with `/`"),
    Broken("path", "  /health:\n", f"  /health: {HERE}\n    $ref: '#/components'\n", "is a reference"),
    Broken(
        "model-name",
        "    Problem:\n",
        f"    Problem: {{}}\n    body_1: {HERE}\n",
        "named body_1",
        "Model name must be alphanumeric",
    ),
    Broken("path-segment", "  /health:", f"  /heal;th: {HERE}", "'heal;th'", "Resource's path part only allow"),
    Broken("path-segment", "  /health:", f"  /v{{n}}: {HERE}", "'v{n}'"),
    Broken(
        "sibling-path-variables", "  /health:", f"  /pets/{{id}}/toys: {HERE}", "After /pets comes {pet}", "A sibling"
    ),
    Broken("path-variable-twice", "  /health:", f"  /pets/{{pet}}/{{pet}}: {HERE}", "names a variable twice"),
    Broken("reserved-path", "  /health:", f"  /ping: {HERE}", "health check", "/ping"),
    Broken("query-name", "- name: tag\n", f"- name: a|b {HERE}\n", "has | in its name", "refused raw"),
    Broken(
        "security-scheme",
        "    ApiKey: {type: apiKey,",
        f"    Login: {HERE}\n      {{type: oauth2}}\n    ApiKey: {{type: apiKey,",
        "is oauth2",
        "must be apiKey",
    ),
    Broken(
        "remapped-header",
        "description: Well",
        f"description: Well\n          headers:\n            WWW-Authenticate: {{}} {HERE}",
        "WWW-Authenticate",
        "remapped",
    ),
    Broken("method", "    get:\n", f"    trace: {HERE}\n", "no TRACE method", "PUT and ANY"),
    Broken(
        "integration",
        "x-amazon-apigateway-integration:\n        type: mock",
        "x-integration:\n        type: mock",
        "no x-amazon-apigateway-integration",
        "No integration defined",
    ),
    Broken("lambda-method", "        httpMethod: POST\n", "        httpMethod: GET\n", "httpMethod GET", "Enumeration"),
    Broken(
        "integration-timeout", "timeoutInMillis: 29000", f"timeoutInMillis: 60000 {HERE}", "60000 ms", "50 ms and 29 s"
    ),
    Broken("operation-id", "      operationId: getHealth\n", "", "no operationId"),
    Broken("operation-id", "operationId: getHealth", f"operationId: get_health {HERE}", "not lowerCamelCase"),
    Broken("operation-id", "operationId: getHealth", f"operationId: putPet {HERE}", "is taken by"),
    Broken(
        "invoke-arn", "uri: ${put_pet.invoke_arn}", f"uri: ${{pet.invoke_arn}} {HERE}", "write ${put_pet.invoke_arn}"
    ),
    Broken("placeholder", "description: Well", f"description: ${{a.invoke_arn}} {HERE}", "reach clients"),
    Broken(
        "mock-integration", "passthroughBehavior: never", f"passthroughBehavior: when_no_match {HERE}", "write `never`"
    ),
    Broken("mock-integration", "'{\"statusCode\": 200}'", f"'{{}}' {HERE}", "makes no status"),
    Broken(
        "mock-integration",
        "Templates:\n          application/json: '{\"statusCode\": 200}'",
        "Templates: {}",
        "takes its status",
    ),
    Broken("request-validator", "x-amazon-apigateway-request-validator: all\n", "", "No request validator is chosen"),
    Broken("request-validator", "-validator: all", "-validator: some", "some is not one of"),
    Broken("request-validator", "validateRequestBody: true", "validateRequestBody: false", "check both"),
    Broken(
        "problem-document",
        "        '500': *problem\n  ",
        f"        '500': {{description: x}} {HERE}\n  ",
        "has no application",
    ),
    Broken("documented-status", "        '415': *problem\n        '429'", "        '429'", "can answer 415"),
    Broken("documented-status", "        '502': *problem\n", "", "can answer 502 (INTEGRATION_FAILURE)"),
    Broken("security", "      security: []\n", "", "who may call"),
    Broken("security", "[{ApiKey: []}]", "[{Key: []}]", "Key is not defined"),
    Broken(
        "authorization-parameter",
        "- name: tag\n          in: query\n",
        f"- name: authorization {HERE}\n          in: header\n",
        "security scheme instead",
    ),
    Broken(
        "link",
        "        '200': {description: Put,",
        f"        '200': {{links: {{again: {{operationId: eatPet}}}}, {HERE}\n          description: Put,",
        "leads to eatPet",
    ),
)

PET = "        age: {type: integer, minimum: 0}"
AS_IMPORTED = (
    Broken(
        "scheme-type",
        "    ApiKey: {type: apiKey,",
        f"    Login: {HERE}\n      {{type: oauth2, x-amazon-apigateway-authorizer: {{}}}}\n    ApiKey: {{type: apiKey,",
        "is oauth2",
        "must be apiKey",
    ),
    Broken("combined-schema", PET, f"        age: {{oneOf: []}} {HERE}", "`oneOf`", "Unsupported model type"),
    Broken("combined-schema", PET, f"        age: {{items: {{allOf: []}}}} {HERE}", "`allOf`"),
    Broken("discriminator", PET, f"        age: {{discriminator: {{}}}} {HERE}", "`enum` instead", "not supported"),
    Broken("nullable", PET, f"        age: {{nullable: true}} {HERE}", "`nullable`", "dropped in silence"),
    Broken(
        "unsupported-keyword", PET, f"        age: {{readOnly: true}} {HERE}", "`readOnly`", "not supported in models"
    ),
    Broken("unsupported-keyword", PET, f"        age: {{exclusiveMinimum: true}} {HERE}", "`exclusiveMinimum`"),
    Broken("unchecked-keyword", PET, f"        age: {{type: array, maxItems: 2}} {HERE}", "`maxItems`", "count on"),
    Broken("unchecked-keyword", PET, f"        age: {{type: integer, format: int32}} {HERE}", "`format`"),
    Broken("parameter-keyword", "- name: tag\n", f"- name: tag\n          example: a {HERE}\n", "`example`", "ignored"),
    Broken("parameter-keyword", "          in: query\n", f"          in: cookie {HERE}\n", "in a cookie"),
    Broken(
        "shared-response",
        "        '500': *problem\n  ",
        f"        '500': {{$ref: '#/components/responses/Failed'}} {HERE}\n  ",
        "write it out",
        "not supported",
    ),
    Broken(
        "response-status", "        '500': *problem\n  ", f"        '5XX': *problem {HERE}\n  ", "'5XX'", "three digits"
    ),
    Broken(
        "response-model",
        "description: Well",
        f"description: Well\n          content:\n            application/json: {{}} {HERE}",
        "wrap the value",
        "object type",
    ),
    Broken(
        "lambda-uri", "uri: ${put_pet.invoke_arn}", f"uri: arn:aws:lambda:x {HERE}", "lambda:path", "path or action"
    ),
)


def _fault(text: str, broken: Broken) -> str:
    assert broken.instead_of in text, "the case names a part of the sound contract"
    shared = "  responses: {Failed: {description: x, content: {application/problem+json: {}}}}\n"
    return text.replace(broken.instead_of, broken.put, 1) + shared


def _check(findings: tuple[Finding, ...], broken: Broken, text: str) -> None:
    found = [each for each in findings if each.rule == broken.rule]
    assert found, [str(each) for each in findings]
    assert any(broken.says in each.message for each in found), [each.message for each in found]
    assert broken.aws_says in found[0].message
    if HERE in text:
        lines = text.splitlines()
        assert HERE in lines[found[0].line - 1], f"found in line {found[0].line}: {lines[found[0].line - 1]}"


@pytest.mark.parametrize("broken", AUTHORED, ids=lambda each: f"{each.rule}: {each.says}")
def test_a_fault_of_the_author_is_found_where_it_stands(write: Write, sound: str, broken: Broken) -> None:
    text = _fault(sound, broken)

    _check(lint(load(write(text))), broken, text)


@pytest.mark.parametrize("broken", AS_IMPORTED, ids=lambda each: f"{each.rule}: {each.says}")
def test_what_aws_would_not_take_as_it_is_is_found_where_it_stands(write: Write, sound: str, broken: Broken) -> None:
    text = _fault(sound, broken)

    _check(lint_as_imported(load(write(text))), broken, text)


def test_a_sound_contract_has_no_finding(write: Write, sound: str) -> None:
    document = load(write(sound))

    assert lint(document) == ()
    assert lint_as_imported(document) == ()


def test_the_contract_of_this_project_has_no_finding(contract: Document) -> None:
    assert lint(contract) == ()


def test_what_the_contract_compiles_to_has_no_finding(contract: Document, values: dict[str, str]) -> None:
    compiled = replace(contract, root=gateway_body(contract, values))

    assert lint_as_imported(compiled) == ()


def test_every_rule_has_a_case_of_its_own() -> None:
    without_file = {"resource-quota", "import-size"}

    authored = {rule.name for rule in (*import_rules.FIRST_RULES, *import_rules.RULES, *wiring_rules.RULES)}
    as_imported = {rule.name for rule in mended_rules.RULES}

    assert {each.rule for each in AUTHORED} | without_file == authored
    assert {each.rule for each in AS_IMPORTED} == as_imported


def test_a_finding_has_line_and_column_and_reads_as_one_line(write: Write, sound: str) -> None:
    path = write(sound.replace("timeoutInMillis: 29000", "timeoutInMillis: 29001"))

    (finding,) = lint(load(path))

    assert str(finding).startswith(f"{path}:39:9: integration-timeout: The timeout is 29001 ms; ")
    assert finding.pointer.endswith("/put/x-amazon-apigateway-integration/timeoutInMillis")
    assert "\n" not in str(finding)


def test_a_stream_may_take_longer(write: Write, sound: str) -> None:
    longer = "timeoutInMillis: 60000\n        responseTransferMode: STREAM"

    assert lint(load(write(sound.replace("timeoutInMillis: 29000", longer)))) == ()


def test_the_301st_resource_is_found(write: Write) -> None:
    def paths(count: int) -> str:
        items = ", ".join(f"/a{number}: {{}}" for number in range(count))
        return f"openapi: 3.0.3\ninfo: {{}}\npaths: {{{items}}}\n"

    assert lint(load(write(paths(299)))) == ()
    (finding,) = lint(load(write(paths(300))))
    assert (finding.rule, finding.line) == ("resource-quota", 3)


def test_a_document_of_more_than_6_mb_is_found(write: Write) -> None:
    text = f"openapi: 3.0.3\ninfo: {{description: {'x' * 6 * 1024 * 1024}}}\npaths: {{}}\n"

    (finding,) = lint(load(write(text)))

    assert finding.rule == "import-size"


def test_an_example_may_show_what_a_schema_may_not_have(write: Write, sound: str) -> None:
    example = "            example: {$ref: 'elsewhere.yaml', oneOf: [], nullable: true}\n"
    text = sound.replace(
        "          application/json:\n            schema", f"          application/json:\n{example}            schema"
    )

    assert lint(load(write(text))) == ()


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "contract", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_command_says_nothing_about_a_sound_contract(write: Write, sound: str) -> None:
    done = _run("lint", str(write(sound)))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_prints_each_finding_and_fails(write: Write, sound: str) -> None:
    path = write(sound.replace("operationId: getHealth", "operationId: GetHealth"))

    done = _run("lint", str(path))

    assert done.returncode == 1
    assert (
        done.stdout
        == f"{path}:42:7: operation-id: The operationId GetHealth is not lowerCamelCase; write it like runTask.\n"
    )


def test_the_command_checks_a_document_as_aws_would_import_it(write: Write, sound: str) -> None:
    path = write(sound.replace("minimum: 0", "minimum: 0, format: int32"))

    done = _run("lint", "--as-imported", str(path))

    assert done.returncode == 1
    assert f"{path}:68:" in done.stdout


@pytest.mark.parametrize("arguments", [("gateway-body",), ("client-edition", "--url", "https://api.example.com")])
def test_the_command_prints_what_a_contract_compiles_to(write: Write, sound: str, arguments: tuple[str, ...]) -> None:
    done = _run(*arguments, str(write(sound)))

    assert done.returncode == 0
    assert set(json.loads(done.stdout)["paths"]) == {"/pets/{pet}", "/health"}


def test_the_command_says_in_one_sentence_why_it_cannot_read_a_file(write: Write) -> None:
    path = write("openapi: [")

    done = _run("lint", str(path))

    assert done.returncode == 2
    assert done.stderr.startswith(f"{path}:")
    assert done.stderr.count("\n") == 1
