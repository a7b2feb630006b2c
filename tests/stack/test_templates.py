"""The templates: what Chalice, SAM and API Gateway would otherwise get wrong, and that each part has what it needs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.edge.problems import MANNERS
from functions.settings import Settings
from infra.environment import ROOT
from infra.local.surroundings import code_version, settings
from infra.packaging import stage, templates
from infra.packaging.gateway_responses import ANSWERS
from infra.packaging.overrides import functions_of, merge_template
from infra.packaging.permissions import GRANTS
from infra.packaging.targets import target_named
from infra.refusal import Refusal
from tests.stack.made import Made


def walk(value: Any) -> Iterator[Any]:
    """Yield a value and everything inside it."""
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(each)


@pytest.fixture(scope="module")
def functions(aws: Made) -> dict[str, Any]:
    return aws.of_type("AWS::Lambda::Function")


class TestFunctions:
    def test_there_is_one_for_the_api_and_one_for_each_schedule_and_queue(
        self, functions: dict[str, Any]
    ) -> None:
        assert set(functions) == {
            "APIHandler", "Advice", "Clocks", "Declarations", "Deliver", "JobDescriptions", "Normalise", "Photos",
            "Pull", "Reports", "Scores", "Work",
        }  # fmt: skip

    def test_memory_architecture_and_tracing_are_as_decided(self, functions: dict[str, Any]) -> None:
        for name, each in functions.items():
            # a WebP of 40 million pixels takes 640 MB until it is small
            assert each["MemorySize"] == (1024 if name == "Photos" else 512)
            assert each["Architectures"] == ["arm64"]
            assert each["TracingConfig"] == {"Mode": "Active"}

    def test_the_api_gives_up_when_api_gateway_does(self, functions: dict[str, Any]) -> None:
        assert functions["APIHandler"]["Timeout"] == 29

    def test_every_setting_is_there_and_comes_from_a_resource(
        self, aws: Made, functions: dict[str, Any]
    ) -> None:
        on_a_laptop = set(settings(dict.fromkeys(aws.template["Resources"], "x")))

        for each in functions.values():
            variables = each["Environment"]["Variables"]
            told = Settings.read({name: json.dumps(value) for name, value in variables.items()})
            assert not told.is_local
            assert {name for name in on_a_laptop if name.startswith("GANGJI_")} - {"GANGJI_LOCAL"} <= set(
                variables
            )
            for name in set(variables) - {"GANGJI_CODE_VERSION"}:
                if name.startswith("GANGJI_"):
                    assert variables[name]["Ref"] in aws.template["Resources"]

    def test_the_code_version_is_baked_in(self, aws: Made, functions: dict[str, Any]) -> None:
        baked = {each["Environment"]["Variables"]["GANGJI_CODE_VERSION"] for each in functions.values()}

        assert baked == {code_version()} == {aws.manifest.code_version}

    def test_the_code_is_the_zip_by_its_digest(self, aws: Made, functions: dict[str, Any]) -> None:
        code = {json.dumps(each["Code"], sort_keys=True) for each in functions.values()}

        assert code == {
            json.dumps({"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": f"code/{aws.manifest.sha256}.zip"})
        }

    def test_event_functions_are_instrumented_themselves_since_middleware_does_not_run_for_them(self) -> None:
        from functions.app import whole_app

        app = whole_app()

        for each in app.event_sources:
            assert hasattr(_function_at(each.handler_string), "__wrapped__"), each.name

    def test_a_jobs_module_does_not_load_the_api(self, functions: dict[str, Any]) -> None:
        handlers = {each["Handler"] for name, each in functions.items() if name != "APIHandler"}

        assert all(handler.startswith("functions.jobs.") for handler in handlers)


class TestQueues:
    def test_each_consumer_is_fed_by_the_queue_that_its_code_names(self, aws: Made) -> None:
        from functions.app import whole_app

        app = whole_app()

        queues = aws.of_type("AWS::SQS::Queue")
        for function in functions_of(app):
            if function.queue:
                mapping = _mapping_of(aws, function.logical_id)
                fed_by = re.fullmatch(r"\$\{(\w+)\.Arn\}", mapping["EventSourceArn"]["Fn::Sub"])
                assert fed_by is not None
                assert queues[fed_by[1]]["QueueName"] == function.queue

    def test_only_failed_messages_come_back(self, aws: Made) -> None:
        for each in aws.of_type("AWS::Lambda::EventSourceMapping").values():
            assert each["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    def test_consumers_are_capped(self, aws: Made) -> None:
        for each in aws.of_type("AWS::Lambda::EventSourceMapping").values():
            assert 2 <= each["ScalingConfig"]["MaximumConcurrency"] <= 100

    def test_a_message_stays_out_of_sight_for_six_times_the_longest_run(
        self, aws: Made, functions: dict[str, Any]
    ) -> None:
        queues = aws.of_type("AWS::SQS::Queue")
        for name in ("Normalise", "Photos", "Work"):
            queue = _mapping_of(aws, name)["EventSourceArn"]["Fn::Sub"][2:-5]
            assert queues[queue]["VisibilityTimeout"] >= 6 * functions[name]["Timeout"]

    def test_what_fails_five_times_is_kept_as_long_as_a_queue_keeps_anything(self, aws: Made) -> None:
        queues = aws.of_type("AWS::SQS::Queue")
        policies = [each["RedrivePolicy"] for each in queues.values() if "RedrivePolicy" in each]

        assert len(policies) == 3
        for each in policies:
            dead = queues[each["deadLetterTargetArn"]["Fn::GetAtt"][0]]
            assert each["maxReceiveCount"] == 5
            assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600

    def test_a_queue_that_nobody_declared_is_refused(self) -> None:
        from functions.app import whole_app

        app = whole_app()

        with pytest.raises(LookupError, match="gangji-inbound"):
            merge_template(app, {"Resources": {}}, "0")


class TestRoles:
    def test_each_function_has_one_of_its_own(self, aws: Made, functions: dict[str, Any]) -> None:
        roles = [each["Role"]["Fn::GetAtt"][0] for each in functions.values()]

        assert sorted(roles) == sorted(aws.of_type("AWS::IAM::Role"))
        assert len(set(roles)) == len(functions)

    def test_a_function_of_which_nobody_said_what_it_may_do_is_refused(self) -> None:
        from functions.app import whole_app

        app = whole_app()

        assert {each.name for each in functions_of(app)} == set(GRANTS)

    def test_no_right_is_wider_than_a_resource_of_ours(self, aws: Made) -> None:
        for role, statement in _statements(aws):
            if statement["Action"] != ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]:
                ((intrinsic, target),) = statement["Resource"].items()
                named = target[0] if intrinsic == "Fn::GetAtt" else re.match(r"\$\{(\w+)\.Arn\}", target)[1]
                assert named in aws.template["Resources"], role

    def test_no_action_is_a_pattern(self, aws: Made) -> None:
        assert [act for _, each in _statements(aws) for act in each["Action"] if "*" in act] == []

    def test_nobody_scans_or_deletes_company_data(self, aws: Made) -> None:
        for _, statement in _statements(aws):
            assert "dynamodb:Scan" not in statement["Action"]
            if statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}:
                assert "dynamodb:DeleteItem" not in statement["Action"]
            if "s3:DeleteObject" in statement["Action"]:
                assert statement["Resource"] == {"Fn::Sub": "${Transit.Arn}/*/photos/*"}

    def test_only_the_api_reads_the_keys(self, aws: Made) -> None:
        readers = {
            role for role, each in _statements(aws) if "secretsmanager:GetSecretValue" in each["Action"]
        }

        assert readers == {"ApiHandlerRole"}

    def test_documents_are_reached_by_kind_under_a_companys_prefix(self, aws: Made) -> None:
        reached = {
            each["Resource"]["Fn::Sub"]
            for _, each in _statements(aws)
            if any(re.fullmatch("s3:.*Object", action) for action in each["Action"])
        }

        kept, passing = ("job-descriptions", "performance", "photos", "raw"), ("photos", "reports")
        assert reached == {
            *(f"${{Documents.Arn}}/*/{kind}/*" for kind in kept),
            *(f"${{Transit.Arn}}/*/{kind}/*" for kind in passing),
        }


class TestLogs:
    def test_each_function_writes_to_a_group_that_is_in_the_template(
        self, aws: Made, functions: dict[str, Any]
    ) -> None:
        groups = aws.of_type("AWS::Logs::LogGroup")

        assert {each["LoggingConfig"]["LogGroup"]["Ref"] for each in functions.values()} == set(groups)
        assert {each["RetentionInDays"] for each in groups.values()} == {30}

    def test_no_group_is_named_after_a_resource_that_is_not_there(self, aws: Made) -> None:
        assert "ApiHandlerLogGroup" not in aws.template["Resources"]
        for each in aws.of_type("AWS::Logs::LogGroup").values():
            named = re.findall(r"\$\{(\w+)\}", each["LogGroupName"]["Fn::Sub"])
            assert set(named) <= set(aws.template["Resources"])


class TestTables:
    @pytest.mark.parametrize("table", ["Table", "DispatchTable"])
    def test_they_are_kept_encrypted_restorable_and_forget_what_expires(self, aws: Made, table: str) -> None:
        found = aws.template["Resources"][table]

        assert found["DeletionPolicy"] == found["UpdateReplacePolicy"] == "Retain"
        assert found["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert found["Properties"]["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
        assert found["Properties"]["TimeToLiveSpecification"]["Enabled"]

    @pytest.mark.parametrize("name", ["Documents", "Transit"])
    def test_a_bucket_takes_no_plain_http_and_shows_nothing_to_the_public(self, aws: Made, name: str) -> None:
        policy = aws.of_type("AWS::S3::BucketPolicy")[f"{name}Policy"]
        bucket = aws.of_type("AWS::S3::Bucket")[name]

        (denial,) = policy["PolicyDocument"]["Statement"]
        assert policy["Bucket"] == {"Ref": name}
        assert (denial["Effect"], denial["Principal"], denial["Action"]) == ("Deny", "*", "s3:*")
        assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        (encrypted,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encrypted["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms"}

    def test_no_key_is_in_the_template(self, aws: Made) -> None:
        keys = aws.template["Resources"]["Keys"]["Properties"]

        assert not set(keys) & {"SecretString", "GenerateSecretString"}


class TestTransit:
    """The bucket whose objects live a day, and whoever hears of what came in."""

    def test_nothing_stays_longer_than_a_day_in_any_form(self, aws: Made) -> None:
        bucket = aws.of_type("AWS::S3::Bucket")["Transit"]

        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 1)
        assert not set(rule) & {"Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
        assert "VersioningConfiguration" not in bucket, "an older version would live on"

    def test_uploads_alone_are_told_of_and_to_their_queue(self, aws: Made) -> None:
        bucket = aws.of_type("AWS::S3::Bucket")["Transit"]

        (told,) = bucket["NotificationConfiguration"]["QueueConfigurations"]
        assert told["Queue"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]}
        assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "suffix", "Value": ".upload"}]

    def test_the_queue_takes_messages_of_this_bucket_alone(self, aws: Made) -> None:
        (policy,) = aws.of_type("AWS::SQS::QueuePolicy").values()
        name = aws.of_type("AWS::S3::Bucket")["Transit"]["BucketName"]["Fn::Sub"]

        (statement,) = policy["PolicyDocument"]["Statement"]
        assert policy["Queues"] == [{"Ref": "UploadsQueue"}]
        assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
        assert statement["Condition"] == {
            "ArnEquals": {"aws:SourceArn": {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{name}"}},
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        }

    def test_the_bucket_is_made_once_its_queue_lets_it_in(self, aws: Made) -> None:
        assert aws.template["Resources"]["Transit"]["DependsOn"] == "UploadsQueuePolicy"

    def test_a_page_may_send_forms_and_nothing_else(self, aws: Made) -> None:
        (rule,) = aws.of_type("AWS::S3::Bucket")["Transit"]["CorsConfiguration"]["CorsRules"]

        assert rule["AllowedMethods"] == ["POST"]

    def test_only_who_draws_photos_anew_reads_what_was_uploaded(self, aws: Made) -> None:
        uploads = [
            (role, statement["Action"])
            for role, statement in _statements(aws)
            if statement["Resource"] == {"Fn::Sub": "${Transit.Arn}/*/photos/*"}
        ]

        assert sorted(uploads) == [
            ("ApiHandlerRole", ["s3:PutObject"]),
            ("PhotosRole", ["s3:DeleteObject", "s3:GetObject"]),
        ]


class TestApi:
    def test_it_has_a_name_one_stage_and_stays_in_its_region(self, aws: Made) -> None:
        (api,) = aws.of_type("AWS::ApiGateway::RestApi").values()
        (stage,) = aws.of_type("AWS::ApiGateway::Stage").values()

        assert api["Name"] == {"Fn::Sub": "${AWS::StackName}"}
        assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
        assert stage["StageName"] == "api"

    def test_every_route_of_the_app_is_there(self, aws: Made) -> None:
        from functions.app import whole_app

        app = whole_app()

        paths = _body(aws)["paths"]

        assert {path: {each.lower() for each in methods} for path, methods in app.routes.items()} == {
            path: set(methods) for path, methods in paths.items()
        }

    def test_changed_routes_are_deployed_anew(self, aws: Made) -> None:
        sam = json.loads(json.dumps(aws.sam))
        del sam["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]["/v1/me"]

        changed = templates.cloudformation(sam, "code/x.zip")

        assert _deployments(changed).isdisjoint(_deployments(aws.template))


class TestGatewayResponses:
    def test_every_kind_of_refusal_is_a_problem_document(self, aws: Made) -> None:
        responses = _body(aws)["x-amazon-apigateway-gateway-responses"]

        assert set(responses) == set(ANSWERS)
        for kind, each in responses.items():
            document = json.loads(each["responseTemplates"]["application/json"])
            assert str(document["status"]) == each["statusCode"], kind
            assert document["code"] == ANSWERS[kind].code
            assert document["request_id"] == "$context.requestId"
            assert re.search("[\u4e00-\u9fff].* · [A-Z]", document["detail"]), kind
            assert re.search("[\u4e00-\u9fff].* · [A-Z]", document["title"]), kind

    def test_pages_of_any_origin_can_read_them(self, aws: Made) -> None:
        for each in _body(aws)["x-amazon-apigateway-gateway-responses"].values():
            headers = each["responseParameters"]
            assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
            assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
            assert headers["gatewayresponse.header.X-Request-Id"] == "context.requestId"

    @pytest.mark.parametrize(
        ("kind", "status", "code"),
        [
            ("MISSING_AUTHENTICATION_TOKEN", 404, "route.not_found"),
            ("RESOURCE_NOT_FOUND", 404, "route.not_found"),
            ("UNAUTHORIZED", 401, "auth.token_invalid"),
            ("ACCESS_DENIED", 403, "access.role_too_low"),
            ("REQUEST_TOO_LARGE", 413, "gateway.body_too_large"),
            ("UNSUPPORTED_MEDIA_TYPE", 415, "body.not_json"),
            ("THROTTLED", 429, "gateway.too_many_requests"),
            ("INTEGRATION_TIMEOUT", 503, "gateway.timeout"),
            ("INTEGRATION_FAILURE", 503, "service.unavailable"),
            ("DEFAULT_5XX", 503, "service.unavailable"),
        ],
    )
    def test_each_is_told_as_the_app_tells_it(self, aws: Made, kind: str, status: int, code: str) -> None:
        response = _body(aws)["x-amazon-apigateway-gateway-responses"][kind]
        document = json.loads(response["responseTemplates"]["application/json"])

        assert (document["status"], document["code"]) == (status, code)
        if status in (429, 503):
            assert response["responseParameters"]["gatewayresponse.header.Retry-After"] == "'2'"

    def test_titles_are_those_of_the_edge(self, aws: Made) -> None:
        for kind, each in _body(aws)["x-amazon-apigateway-gateway-responses"].items():
            manner = MANNERS[ANSWERS[kind].kind]
            document = json.loads(each["responseTemplates"]["application/json"])
            assert document["title"] == f"{manner.zh} · {manner.en}"


class TestForm:
    def test_no_dictionary_holds_two_intrinsics(self, aws: Made) -> None:
        for each in walk(aws.sam):
            if isinstance(each, dict) and any(key == "Ref" or key.startswith("Fn::") for key in each):
                assert len(each) == 1, each

    def test_it_is_json_without_anchors_and_says_no_region_or_account(self, aws: Made) -> None:
        for name in ("sam.json", "template.json"):
            text = aws.folder.joinpath(name).read_text()
            assert json.loads(text)
            assert "&id0" not in text
            assert "us-east-1" not in text
            assert "000000000000" not in text

    def test_nothing_of_sam_is_left_after_translation(self, aws: Made) -> None:
        types = {each["Type"] for each in aws.template["Resources"].values()}

        assert "Transform" not in aws.template
        assert not [each for each in types if "Serverless" in each]

    def test_both_targets_differ_in_machine_and_code_alone(self, aws: Made, host: Made) -> None:
        as_host = json.dumps(aws.template, sort_keys=True).replace(aws.manifest.sha256, host.manifest.sha256)

        architecture = host.manifest.architecture
        assert json.loads(as_host.replace('"arm64"', f'"{architecture}"')) == host.template

    def test_a_template_that_is_not_sound_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        broken = tmp_path / "template.json"
        broken.write_text(
            json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"No": 1}}}})
        )

        with pytest.raises(Refusal, match="cfn-lint"):
            templates.lint(broken)

        assert "E3002" in capsys.readouterr().err

    def test_a_target_changes_nothing_of_chalices_settings_but_the_machine(self) -> None:
        written = json.loads(ROOT.joinpath("chalice.json").read_text())
        host = target_named("host")

        assert stage.config(target_named("aws")) == written
        assert stage.config(host) == {**written, "lambda_architecture": host.architecture}


def _function_at(handler: str) -> Any:
    from importlib import import_module

    module, _, name = handler.rpartition(".")
    found = getattr(import_module(module), name)
    return getattr(found, "func", found)


def _mapping_of(made: Made, function: str) -> Any:
    mappings = made.of_type("AWS::Lambda::EventSourceMapping").values()
    return next(each for each in mappings if each["FunctionName"] == {"Ref": function})


def _statements(made: Made) -> Iterator[tuple[str, Any]]:
    for role, properties in made.of_type("AWS::IAM::Role").items():
        for policy in properties["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield role, statement


def _body(made: Made) -> Any:
    (api,) = made.of_type("AWS::ApiGateway::RestApi").values()
    return api["Body"]


def _deployments(template: Any) -> set[str]:
    return {
        name for name, each in template["Resources"].items() if each["Type"] == "AWS::ApiGateway::Deployment"
    }
