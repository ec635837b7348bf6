import json

from infrastructure.gateway import terraform_text
from tests.infrastructure.project import Project

# What a deployment freezes and the body can say. As an argument it would change without a new deployment.
FROZEN_ARGUMENTS = {"api_key_source", "binary_media_types", "minimum_compression_size", "parameters", "policy"}


def test_the_api_is_the_compiled_contract(project: Project) -> None:
    api = project.resource("prod", "aws_api_gateway_rest_api", "facade")
    body = json.loads(api["body"])

    assert {"/ai-service", "/documents/{documentId}", "/models/{proxy+}", "/health"} < body["paths"].keys()
    assert api["fail_on_warnings"] is True
    assert api["put_rest_api_mode"] == "overwrite"
    assert api["endpoint_configuration"] == {"types": ["REGIONAL"]}


def test_an_integration_calls_the_function_of_its_operation(project: Project) -> None:
    body = json.loads(project.resource("prod", "aws_api_gateway_rest_api", "facade")["body"])
    integration = body["paths"]["/ai-service"]["post"]["x-amazon-apigateway-integration"]

    assert integration["uri"] == "${aws_lambda_function.run_task.invoke_arn}"


def test_the_model_server_is_a_stage_variable_but_for_its_scheme(project: Project) -> None:
    for stage, scheme in (("local", "http"), ("prod", "https")):
        body = project.resource(stage, "aws_api_gateway_rest_api", "facade")["body"]

        assert f'"{scheme}://$${{stageVariables.model_server}}/{{proxy}}"' in body


def test_a_changed_body_is_deployed_anew(project: Project) -> None:
    deployment = project.resource("prod", "aws_api_gateway_deployment", "facade")

    assert deployment["triggers"] == {"body": "${sha256(aws_api_gateway_rest_api.facade.body)}"}
    assert deployment["lifecycle"] == {"create_before_destroy": True}


def test_the_body_is_all_that_a_deployment_freezes(project: Project) -> None:
    api = project.resource("prod", "aws_api_gateway_rest_api", "facade")

    assert FROZEN_ARGUMENTS.isdisjoint(api)


def test_what_is_not_terraforms_stays_as_it_is() -> None:
    body = {"uri": "https://${stageVariables.host}/%{x}", "template": "$input.json('$') 100%"}

    text = terraform_text(body, references=())

    assert text == '{"uri":"https://$${stageVariables.host}/%%{x}","template":"$input.json(\'$\') 100%"}'


def test_references_stay_terraforms() -> None:
    text = terraform_text({"uri": "${Token[1]}/${stageVariables.x}"}, references=("${Token[1]}",))

    assert text == '{"uri":"${Token[1]}/$${stageVariables.x}"}'
