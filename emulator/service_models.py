"""AWS's services by the names that their endpoints have, as botocore's models describe them."""

from functools import lru_cache

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import ServiceModel

# botocore's own names, where an endpoint is called otherwise.
_BY_ENDPOINT = {
    "api.ecr": "ecr",
    "api.sagemaker": "sagemaker",
    "data-ats.iot": "iot-data",
    "elasticloadbalancing": "elbv2",
    "elasticmapreduce": "emr",
    "email": "ses",
    "ingest.timestream": "timestream-write",
    "monitoring": "cloudwatch",
    "query.timestream": "timestream-query",
    "runtime.lex": "lex-runtime",
    "runtime.sagemaker": "sagemaker-runtime",
    "states": "stepfunctions",
    "streams.dynamodb": "dynamodbstreams",
    "tagging": "resourcegroupstaggingapi",
}


def service_model(endpoint: str) -> ServiceModel | None:
    """Of e.g. "states", "runtime.sagemaker" or "my-bucket.s3", where what is before the service is the resource's."""
    return _load(_BY_ENDPOINT.get(endpoint) or endpoint.rpartition(".")[2])


def signing_name(endpoint: str) -> str:
    """The service in a signature's credential scope."""
    model = service_model(endpoint)
    return model.signing_name if model else endpoint.rpartition(".")[2]


@lru_cache(maxsize=16)
def _load(name: str) -> ServiceModel | None:
    try:
        return ServiceModel(Loader().load_service_model(name, "service-2"), name)
    except UnknownServiceError:
        return None
