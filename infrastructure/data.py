"""Where documents, runs, answers to repeated requests, teams and usage are kept, and when they go by themselves."""

from infrastructure.bindings import (
    Construct,
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
    DynamodbTableTtl,
    S3Bucket,
    S3BucketLifecycleRule,
    S3BucketLifecycleRuleExpiration,
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
    TerraformResourceLifecycle,
)
from infrastructure.naming import named, stage_wide
from infrastructure.private_bucket import closed_to_the_public, unfinished_uploads
from infrastructure.stage_settings import StageSettings


class Data(Construct):
    def __init__(self, scope: Construct, stage: StageSettings) -> None:
        super().__init__(scope, "data")
        self._stage = stage
        self.records = self._table("records", keys=("pk", "sk"), expires="expires")
        self.idempotency = self._table("idempotency", keys=("id",), expires="expiration")
        self.teams = self._table("teams", keys=("id",))
        self.ledger = self._table("ledger", keys=("pk", "sk"), expires="expires")
        self.bucket = self._bucket()

    def _table(self, name: str, keys: tuple[str, ...], expires: str | None = None) -> DynamodbTable:
        """`keys` are the partition key and, if there is one, the sort key; `expires` holds seconds since 1970."""
        table = DynamodbTable(
            self,
            name,
            name=stage_wide(self._stage.name, name),
            billing_mode="PAY_PER_REQUEST",
            hash_key=keys[0],
            range_key=keys[1] if len(keys) > 1 else None,
            attribute=[DynamodbTableAttribute(name=key, type="S") for key in keys],
            ttl=DynamodbTableTtl(attribute_name=expires, enabled=True) if expires else None,
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True),
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=self._stage.data.point_in_time_recovery),
            deletion_protection_enabled=self._stage.prevent_destroy,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=self._stage.prevent_destroy),
        )
        return named(name, table)

    def _bucket(self) -> S3Bucket:
        """Not versioned: a document that is deleted for good must not live on as an older version of itself.

        The rules stand in the bucket, which the provider would have in a resource of their own: that one waits for 55
        seconds at every change, and does nothing else that this does not.
        """
        bucket = S3Bucket(
            self,
            "bucket",
            bucket_prefix=stage_wide(self._stage.name, "data-"),
            force_destroy=not self._stage.prevent_destroy,
            lifecycle_rule=_expiring(self._stage.data.run_retention_days),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=self._stage.prevent_destroy),
        )
        bucket = named("data", bucket)
        self._protect(bucket)
        return bucket

    def _protect(self, bucket: S3Bucket) -> None:
        """One after the other: S3 refuses changes of one bucket that come at once."""
        ownership = S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=bucket.bucket,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        ownership = named("data", ownership)
        by_s3 = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(sse_algorithm="AES256")
        encryption = S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=bucket.bucket,
            rule=[S3BucketServerSideEncryptionConfigurationRuleA(apply_server_side_encryption_by_default=by_s3)],
            depends_on=[ownership],
        )
        encryption = named("data", encryption)
        closed_to_the_public(self, "data", bucket, after=encryption)


def _expiring(run_retention_days: int) -> list[S3BucketLifecycleRule]:
    """What runs leave behind goes by itself; documents and the index go when they are deleted."""
    days = {"uploads": 1, "work": 1, "results": run_retention_days}
    rules = [
        S3BucketLifecycleRule(
            id=prefix, enabled=True, prefix=f"{prefix}/", expiration=S3BucketLifecycleRuleExpiration(days=kept)
        )
        for prefix, kept in days.items()
    ]
    return [*rules, unfinished_uploads()]
