"""The queue of what is to be purged, and its dead-letter queue, where messages go whose purge has failed for good."""

from infrastructure.bindings import Construct, LambdaEventSourceMapping, LambdaEventSourceMappingScalingConfig
from infrastructure.cloud_control_queue import Queue
from infrastructure.naming import named, stage_wide
from infrastructure.settings import PROJECT, PURGE_STEP, STEPS
from infrastructure.stage_settings import StageSettings

PURGE = "purge"
PURGE_DEAD_LETTERS = "purge-dead-letters"
# So that a throttled function has time to be tried again before others see the messages.
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
VISIBILITY_PER_TIMEOUT = 6
TRIES = 5
BATCH = 10
# Purges of one team change one index, one after the other.
AT_ONCE = 5
# The most that SQS keeps a message: an operator has to see it. Its age counts from when it was first sent.
DEAD_LETTER_SECONDS = 14 * 24 * 3600


class Queues(Construct):
    """`account` is the AWS account's id."""

    def __init__(self, scope: Construct, stage: StageSettings, account: str) -> None:
        super().__init__(scope, "queues")
        tags = {"project": PROJECT, "stage": stage.name}
        purge_arn = queue_arn(stage, account, PURGE)
        self._dead_letters = Queue(
            self,
            "purge_dead_letters",
            arn=queue_arn(stage, account, PURGE_DEAD_LETTERS),
            properties={
                "MessageRetentionPeriod": DEAD_LETTER_SECONDS,
                "RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": [purge_arn]},
            },
            tags=tags,
        )
        self._purge = Queue(
            self,
            "purge",
            arn=purge_arn,
            properties={
                "VisibilityTimeout": VISIBILITY_PER_TIMEOUT * STEPS[PURGE_STEP].timeout_seconds,
                "RedrivePolicy": {"deadLetterTargetArn": self._dead_letters.arn, "maxReceiveCount": TRIES},
            },
            tags=tags,
        )

    @property
    def dead_letters(self) -> dict[str, str]:
        """The ARNs of the dead-letter queues, by the names of the queues whose messages they get."""
        return {PURGE: self._dead_letters.arn}

    def purged_by(self, function_arn: str) -> None:
        mapping = LambdaEventSourceMapping(
            self,
            "mapping",
            event_source_arn=self._purge.arn,
            function_name=function_arn,
            batch_size=BATCH,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=LambdaEventSourceMappingScalingConfig(maximum_concurrency=AT_ONCE),
        )
        named("purge", mapping)


def queue_arn(stage: StageSettings, account: str, name: str) -> str:
    """As the queue will have it."""
    return f"arn:aws:sqs:{stage.region}:{account}:{stage_wide(stage.name, name)}"


def queue_url(stage: StageSettings, account: str, name: str) -> str:
    return f"https://sqs.{stage.region}.amazonaws.com/{account}/{stage_wide(stage.name, name)}"
