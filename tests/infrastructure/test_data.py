import json

import pytest

from tests.infrastructure.project import Project

STAGES = ("local", "dev", "prod")


def test_records_are_found_by_tenant_and_then_by_kind_and_id(project: Project) -> None:
    table = project.resource("prod", "aws_dynamodb_table", "records")

    assert (table["hash_key"], table["range_key"]) == ("pk", "sk")
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert table["ttl"] == {"attribute_name": "expires", "enabled": True}


def test_the_idempotency_table_is_as_powertools_has_it(project: Project) -> None:
    table = project.resource("prod", "aws_dynamodb_table", "idempotency")

    assert table["hash_key"] == "id"
    assert "range_key" not in table
    assert table["ttl"] == {"attribute_name": "expiration", "enabled": True}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("table", ["records", "idempotency"])
def test_tables_are_encrypted_and_in_prod_recoverable_and_protected(project: Project, table: str, stage: str) -> None:
    declared = project.resource(stage, "aws_dynamodb_table", table)

    assert declared["server_side_encryption"] == {"enabled": True}
    assert declared["point_in_time_recovery"] == {"enabled": stage == "prod"}
    assert declared["deletion_protection_enabled"] is (stage == "prod")


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_in_the_bucket_is_public_and_all_of_it_is_the_accounts_own(project: Project, stage: str) -> None:
    access = project.resource(stage, "aws_s3_bucket_public_access_block", "data")
    ownership = project.resource(stage, "aws_s3_bucket_ownership_controls", "data")
    encryption = project.resource(stage, "aws_s3_bucket_server_side_encryption_configuration", "data")

    assert access.pop("bucket") == "${aws_s3_bucket.data.bucket}"
    assert {setting for setting, on in access.items() if on is True} == {
        "block_public_acls",
        "block_public_policy",
        "ignore_public_acls",
        "restrict_public_buckets",
    }
    assert ownership["rule"] == {"object_ownership": "BucketOwnerEnforced"}
    assert encryption["rule"] == [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]


def test_the_bucket_refuses_whoever_comes_without_tls(project: Project) -> None:
    policy = json.loads(project.resource("prod", "aws_s3_bucket_policy", "data")["policy"])

    assert policy["Statement"] == [
        {
            "Sid": "RefuseWithoutTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["${aws_s3_bucket.data.arn}", "${aws_s3_bucket.data.arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_what_runs_leave_behind_goes_by_itself_and_documents_stay(project: Project) -> None:
    rules = project.resource("prod", "aws_s3_bucket", "data")["lifecycle_rule"]

    days = {rule["prefix"]: rule["expiration"]["days"] for rule in rules if "expiration" in rule}
    assert days == {"uploads/": 1, "work/": 1, "results/": 30}
    assert [rule["abort_incomplete_multipart_upload_days"] for rule in rules if "expiration" not in rule] == [1]
    assert all(rule["enabled"] for rule in rules)


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_deleted_is_gone_for_good(project: Project, stage: str) -> None:
    """No earlier version of an object is kept anywhere."""
    assert "aws_s3_bucket_versioning" not in project.stack(stage)["resource"]
    assert "versioning" not in project.resource(stage, "aws_s3_bucket", "data")


def test_only_prod_keeps_a_bucket_that_still_holds_documents(project: Project) -> None:
    emptied = {stage: project.resource(stage, "aws_s3_bucket", "data")["force_destroy"] for stage in STAGES}

    assert emptied == {"local": True, "dev": True, "prod": False}
