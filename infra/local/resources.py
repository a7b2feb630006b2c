"""Creates on the local engine what `infra/resources.json` declares for AWS, so there is one source of both.

Only what is missing is created, in the order of the file (a queue stands behind its dead letters). An intrinsic
that is not needed here is not understood here.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.local.events import ACCOUNT, REGION

TEMPLATE = Path(__file__).resolve().parent.parent / "resources.json"

_PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION, "AWS::Partition": "aws"}
_ARN = {
    "AWS::SQS::Queue": ("sqs", "QueueName"),
    "AWS::DynamoDB::Table": ("dynamodb", "TableName"),
    "AWS::S3::Bucket": ("s3", "BucketName"),
}


def ensure(template: Path = TEMPLATE) -> dict[str, str]:
    """
    Create what is missing and return the physical names by logical id; queues by their address.

    The SDK's environment says where.
    """
    resources = json.loads(template.read_text())["Resources"]
    return {
        logical_id: MAKERS[resource["Type"]](Declared(resources).properties(logical_id))
        for logical_id, resource in resources.items()
        if resource["Type"] in MAKERS
    }


class Declared:
    """The resources of a template, with references between them resolved as they are named here."""

    def __init__(self, resources: Mapping[str, Any]) -> None:
        self._resources = resources

    def properties(self, logical_id: str) -> dict[str, Any]:
        """Return a resource's properties with every reference replaced."""
        return dict(self._resolve(self._resources[logical_id]["Properties"]))

    def _resolve(self, value: Any) -> Any:
        match value:
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: self._named(found[1]), text)
            case {"Fn::GetAtt": [logical_id, "Arn"]}:
                return self._named(f"{logical_id}.Arn")
            case {"Ref": str(name)}:
                return self._named(name)
            case dict():
                return {key: self._resolve(each) for key, each in value.items()}
            case list():
                return [self._resolve(each) for each in value]
        return value

    def _named(self, name: str) -> str:
        if name in _PSEUDO:
            return _PSEUDO[name]
        logical_id, dot, _ = name.partition(".")
        service, key = _ARN[self._resources[logical_id]["Type"]]
        physical = str(self.properties(logical_id)[key])
        if not dot:
            return physical
        where = "::" if service == "s3" else f":{REGION}:{ACCOUNT}:"
        return f"arn:aws:{service}{where}{'table/' if service == 'dynamodb' else ''}{physical}"


def _table(properties: Mapping[str, Any]) -> str:
    dynamodb, name = boto3.client("dynamodb"), properties["TableName"]
    if _is_there(lambda: dynamodb.describe_table(TableName=name)):
        return str(name)
    encryption = properties["SSESpecification"]
    as_declared = ("TableName", "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    dynamodb.create_table(
        **{key: properties[key] for key in as_declared if key in properties},
        SSESpecification={"Enabled": encryption["SSEEnabled"], "SSEType": encryption["SSEType"]},
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    dynamodb.update_time_to_live(
        TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
    )
    dynamodb.update_continuous_backups(
        TableName=name,
        PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"],
    )
    return str(name)


def _bucket(properties: Mapping[str, Any]) -> str:
    s3, name = boto3.client("s3"), properties["BucketName"]
    if not _is_there(lambda: s3.head_bucket(Bucket=name)):
        s3.create_bucket(Bucket=name)
        if versioning := properties.get("VersioningConfiguration"):
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
        rules = _as_s3_says(properties["BucketEncryption"]["ServerSideEncryptionConfiguration"])
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
        blocked = properties["PublicAccessBlockConfiguration"]
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)
    _bucket_in_transit(s3, name, properties)
    return str(name)


def _bucket_in_transit(s3: Any, name: str, properties: Mapping[str, Any]) -> None:
    """Say what becomes of objects and who is told; the message of the last comes last, as a mark that all is said."""
    told = properties.get("NotificationConfiguration")
    if not told or s3.get_bucket_notification_configuration(Bucket=name).get("QueueConfigurations"):
        return
    rules = _as_s3_says(properties["LifecycleConfiguration"]["Rules"])
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    cors = _as_s3_says(properties["CorsConfiguration"]["CorsRules"])
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": cors})
    queues = _as_s3_says(told["QueueConfigurations"])
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"QueueConfigurations": queues}
    )


def _as_s3_says(declared: Any) -> Any:
    """Return what CloudFormation declares in the words of S3's own operations."""
    match declared:
        case {"ExpirationInDays": days, **more}:
            return {**_as_s3_says(more), "Expiration": {"Days": days}, "Filter": {"Prefix": ""}}
        case {"Event": event, "Queue": queue, **more}:
            return {**_as_s3_says(more), "Events": [event], "QueueArn": queue}
        case {"S3Key": {"Rules": rules}}:
            return {"Key": {"FilterRules": rules}}
        case dict():
            return {_S3_NAMES.get(key, key): _as_s3_says(value) for key, value in declared.items()}
        case list():
            return [_as_s3_says(each) for each in declared]
    return declared


_S3_NAMES = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault", "Id": "ID"}


def _queue(properties: Mapping[str, Any]) -> str:
    sqs = boto3.client("sqs")
    attributes = {
        key: json.dumps(value) if isinstance(value, dict | bool) else str(value)
        for key, value in properties.items()
        if key != "QueueName"
    }
    return str(sqs.create_queue(QueueName=properties["QueueName"], Attributes=attributes)["QueueUrl"])


def _queue_policy(properties: Mapping[str, Any]) -> str:
    sqs, text = boto3.client("sqs"), json.dumps(properties["PolicyDocument"])
    for name in properties["Queues"]:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
        if known.get("Policy") != text:
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
    return ", ".join(properties["Queues"])


def _secret(properties: Mapping[str, Any]) -> str:
    secrets, name = boto3.client("secretsmanager"), properties["Name"]
    if not _is_there(lambda: secrets.describe_secret(SecretId=name)):
        secrets.create_secret(Name=name, Description=properties["Description"])
    return str(name)


MAKERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::SecretsManager::Secret": _secret,
}


def _is_there(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ResourceNotFoundException", "404", "NoSuchBucket"):
            return False
        raise
    return True
