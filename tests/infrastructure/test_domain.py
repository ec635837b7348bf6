import pytest

from tests.infrastructure.project import Project, copy_project

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose stage prod has a name of its own."""
    copied = copy_project(tmp_path_factory.mktemp("named"))
    stages = copied.folder / "infrastructure" / "stages.py"
    before, _, after = stages.read_text().rpartition("domain=None")
    domain = f'domain=CustomDomain("api.example.com", "{CERTIFICATE}")'
    imported = "from infrastructure.stage_settings import CustomDomain\n"
    stages.write_text(f"{before}{domain}{after}".replace("\n\nSTAGES", f"\n{imported}\nSTAGES", 1))
    synth = copied.synth()
    assert synth.returncode == 0, synth.stderr
    return copied


def test_a_domain_takes_tls_1_2_at_least(named: Project) -> None:
    domain = named.resource("prod", "aws_api_gateway_domain_name", "facade")

    assert domain["domain_name"] == "api.example.com"
    assert domain["regional_certificate_arn"] == CERTIFICATE
    assert domain["security_policy"] == "TLS_1_2"
    assert domain["endpoint_configuration"] == {"types": ["REGIONAL"]}


def test_the_stage_answers_at_the_domains_root(named: Project) -> None:
    mapping = named.resource("prod", "aws_api_gateway_base_path_mapping", "facade")

    assert "base_path" not in mapping
    assert mapping["stage_name"] == "${aws_api_gateway_stage.facade.stage_name}"
    assert mapping["domain_name"] == "${aws_api_gateway_domain_name.facade.domain_name}"
    assert named.stack("prod")["variable"]["public_url"]["default"] == "https://api.example.com"


def test_a_domain_is_the_only_way_in_from_the_next_deployment_on(named: Project) -> None:
    api = named.resource("prod", "aws_api_gateway_rest_api", "facade")
    deployment = named.resource("prod", "aws_api_gateway_deployment", "facade")

    assert api["disable_execute_api_endpoint"] is True
    assert deployment["triggers"]["only_at"] == "api.example.com"
    assert deployment["triggers"]["body"] == "${sha256(aws_api_gateway_rest_api.facade.body)}"


def test_the_deployer_is_told_where_the_name_is_to_lead(named: Project) -> None:
    target = named.stack("prod")["output"]["domain_target"]

    assert target == {"value": "${aws_api_gateway_domain_name.facade.regional_domain_name}"}


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_no_stage_has_a_domain_as_it_is(project: Project, stage: str) -> None:
    assert "aws_api_gateway_domain_name" not in project.stack(stage)["resource"]
    assert "disable_execute_api_endpoint" not in project.resource(stage, "aws_api_gateway_rest_api", "facade")
