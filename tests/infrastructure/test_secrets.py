"""No secret in what a stack shows, in what functions are told, or in a file of the project."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import tracked_or_new
from tests.infrastructure.project import ROOT, Project

STAGES = ("local", "dev", "prod")
# What in a stack is secret: by how Terraform names it.
SECRET_REFERENCES = re.compile(
    r"aws_cognito_user_pool_client\.[\w-]+\.client_secret"
    r"|aws_api_gateway_api_key\.[\w-]+\.value"
    r"|var\.model_server_authorization"
)
SECRET_NAMES = re.compile(r"SECRET|PASSWORD|CREDENTIAL|AUTHORIZATION|(?:TOKEN|KEY)S?$")
PATTERNS = {
    "access key of AWS": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    "password in a URL": re.compile(r"\bhttps?://[^\s/:@'\"{}<>]+:[^\s/:@'\"{}<>]{3,}@[\w.]"),
    "key of a service": re.compile(r"\b(?:ghp_\w{36}|xox[bap]-[\w-]{10,}|sk-[A-Za-z0-9]{32,})\b"),
}
# Opens nothing: what functions on the emulator sign with.
MADE_UP = "ASIAEMULATOR00000000"
MOST_BYTES = 2_000_000


@pytest.mark.parametrize("stage", STAGES)
def test_outputs_show_nothing_secret(project: Project, stage: str) -> None:
    assert SECRET_REFERENCES.findall(json.dumps(project.stack(stage)["output"])) == []


@pytest.mark.parametrize("stage", STAGES)
def test_functions_are_told_nothing_secret(project: Project, stage: str) -> None:
    for name, function in project.stack(stage)["resource"]["aws_lambda_function"].items():
        told = function["environment"]["variables"]

        assert [variable for variable in told if SECRET_NAMES.search(variable)] == [], name
        assert SECRET_REFERENCES.findall(json.dumps(told)) == [], name


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_secret_stands_only_where_it_is_used(project: Project, stage: str) -> None:
    """The credential for the model server is in the API's definition, which is where API Gateway reads it."""
    resources = project.stack(stage)["resource"]
    holding = {
        f"{kind}.{name}"
        for kind, declared in resources.items()
        for name, resource in declared.items()
        if SECRET_REFERENCES.search(json.dumps(resource))
    }

    assert holding == {"aws_api_gateway_rest_api.facade"}
    assert project.stack(stage)["variable"]["model_server_authorization"]["sensitive"] is True


@pytest.mark.parametrize("kind", PATTERNS)
def test_no_file_of_the_project_holds_a_secret(kind: str) -> None:
    found = [str(file.relative_to(ROOT)) for file, text in texts() if PATTERNS[kind].search(text.replace(MADE_UP, ""))]

    assert found == []


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("access key of AWS", "AKIA" + 16 * "A"),
        ("private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("token", ".".join(["eyJ" + 12 * "a", "eyJ" + 12 * "b", 12 * "c"])),
        ("password in a URL", "https://user" + ":secret@host"),
        ("key of a service", "ghp_" + 36 * "a"),
    ],
)
def test_a_secret_would_be_found(kind: str, secret: str) -> None:
    assert PATTERNS[kind].search(f'value = "{secret}"')


def texts() -> Iterator[tuple[Path, str]]:
    """Of the files that are the project's; tests make keys and tokens of their own as they run."""
    for file in map(ROOT.joinpath, tracked_or_new()):
        if file.stat().st_size < MOST_BYTES:
            yield file, file.read_text(encoding="utf-8", errors="ignore")
