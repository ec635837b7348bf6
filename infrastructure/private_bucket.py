"""What makes a bucket one of which nothing can become public, whatever its policy and its objects say."""

from infrastructure.bindings import (
    Construct,
    S3Bucket,
    S3BucketLifecycleRule,
    S3BucketPolicy,
    S3BucketPublicAccessBlock,
    TerraformElement,
)
from infrastructure.naming import named
from infrastructure.policies import tls_only

DAYS_OF_UNFINISHED_UPLOADS = 1


def closed_to_the_public(scope: Construct, name: str, bucket: S3Bucket, after: TerraformElement | None = None) -> None:
    """Nor does it answer to who comes without TLS. `name` is the one that Terraform knows the bucket by; `after` is
    what must be there first, if anything.
    """
    access = S3BucketPublicAccessBlock(
        scope,
        "access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        depends_on=[after] if after else None,
    )
    access = named(name, access)
    policy = S3BucketPolicy(
        scope,
        "policy",
        bucket=bucket.bucket,
        policy=tls_only("s3", [bucket.arn, f"{bucket.arn}/*"]),
        # S3 refuses changes of one bucket that come at once.
        depends_on=[access],
    )
    named(name, policy)


def unfinished_uploads() -> S3BucketLifecycleRule:
    """What was begun and never ended goes."""
    return S3BucketLifecycleRule(
        id="unfinished-uploads", enabled=True, abort_incomplete_multipart_upload_days=DAYS_OF_UNFINISHED_UPLOADS
    )
