"""What is in the zip, and what must not be."""

import ast
import io
import marshal
import re
import subprocess
import sys
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import arguments
from infra.environment import REQUIREMENTS, ROOT
from infra.local.surroundings import code_version
from infra.package import package
from infra.packaging import bundle, locked
from infra.packaging.targets import remark, target_named
from infra.packaging.wheels import SERVICES
from infra.refusal import Refusal
from tests.adapters.photographs import photograph, png_that_says, quarters
from tests.stack.made import Made

UNCHECKED_HASH = 0b01
OWN = ("functions", "shared", "app.py")


class TestBundle:
    def test_the_same_input_gives_the_same_bytes(
        self,
        host: Made,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr("infra.package.ROOT", tmp_path)

        assert package(Namespace(target="host")) == 0

        again = tmp_path / "build" / "host"
        for name in ("deployment.zip", "sam.json", "template.json", "manifest.json"):
            assert again.joinpath(name).read_bytes() == host.folder.joinpath(name).read_bytes(), name
        assert f"sha256 {host.manifest.sha256}" in capsys.readouterr().out

    def test_what_is_tested_here_is_what_ships(self, host: Made, aws: Made) -> None:
        assert host.plain_names == aws.plain_names
        assert host.names != aws.names, "the extensions are compiled for one machine each"

    def test_our_own_code_is_the_same_byte_for_byte(self, host: Made, aws: Made) -> None:
        own = [name for name in host.names if name.startswith(OWN)]

        assert [name for name in own if host.read(name) != aws.read(name)] == []
        assert len(own) > 100

    def test_it_holds_our_code_as_it_stands(self, aws: Made) -> None:
        for room in ("functions", "shared"):
            for path in ROOT.joinpath(room).rglob("*.py"):
                if "web" not in path.relative_to(ROOT / room).parts:
                    assert aws.read(path.relative_to(ROOT).as_posix()) == path.read_bytes()

    def test_it_holds_the_template_of_the_documents(self, aws: Made) -> None:
        document = aws.read("shared/adapters/documents/job_description.docx")

        assert zipfile.is_zipfile(io.BytesIO(document))

    @pytest.mark.parametrize("room", ["infra", "tests", "chalicelib", "bin", "pip", "setuptools", "click"])
    def test_it_holds_nothing_that_only_a_laptop_needs(self, aws: Made, room: str) -> None:
        assert [name for name in aws.names if name.split("/")[0] == room] == []

    def test_no_local_handle_is_in_it(self, aws: Made) -> None:
        from functions.app import whole_app

        app = whole_app()

        handles = [name for name, text in aws.sources("functions", "shared") if "/local/" in text]

        assert handles == []
        assert [path for path in app.routes if path.startswith("/local")] == []

    def test_it_holds_chalices_runtime_and_nothing_else_of_chalice(self, aws: Made) -> None:
        modules = {name for name in aws.names if name.startswith("chalice/") and name.endswith(".py")}

        assert modules == {"chalice/__init__.py", "chalice/app.py"}

    def test_it_is_not_larger_than_25_mb(self, aws: Made, host: Made) -> None:
        assert max(each.bundle.stat().st_size for each in (aws, host)) <= 25_000_000

    def test_every_file_is_dated_alike_readable_and_in_order(self, aws: Made) -> None:
        with zipfile.ZipFile(aws.bundle) as packed:
            entries = packed.infolist()

        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 & 0o777 for entry in entries} == {0o644}
        assert aws.names == sorted(aws.names)

    def test_no_file_of_it_names_this_machine(self, aws: Made) -> None:
        telling = [name for name, content in aws.contents.items() if str(ROOT).encode() in content]

        assert telling == []


class TestCompiledAhead:
    def test_every_module_is_compiled_for_the_runtime(self, aws: Made) -> None:
        names = set(aws.names)

        missing = [name for name in names if name.endswith(".py") and _compiled(name) not in names]

        assert missing == []

    def test_lambda_never_looks_at_the_sources_dates(self, aws: Made) -> None:
        flags = {
            int.from_bytes(aws.read(_compiled(name))[4:8], "little")
            for name in ("app.py", "chalice/app.py", "functions/app.py", "pydantic/main.py")
        }

        assert flags == {UNCHECKED_HASH}

    def test_tracebacks_name_the_place_on_lambda(self, aws: Made) -> None:
        code = marshal.loads(aws.read(_compiled("functions/app.py"))[16:])

        assert code.co_filename == "/var/task/functions/app.py"


class TestTheSdk:
    def test_only_services_that_are_shipped_are_asked_for(self, aws: Made) -> None:
        asked = {
            service
            for _, text in aws.sources("functions", "shared")
            for service in re.findall(r"client\(\s*\"([a-z0-9-]+)\"", text)
        }

        assert asked <= set(SERVICES)
        assert asked >= {"s3", "sqs"}

    def test_the_services_are_the_only_ones_described(self, aws: Made) -> None:
        described = {
            name.split("/")[2] for name in aws.names if re.match(r"botocore/data/[^/]+/[^/]+/", name)
        }

        assert described == set(SERVICES)


class TestPillow:
    @pytest.mark.parametrize("target", ["aws", "host"])
    def test_no_decoder_is_there_but_for_the_pictures_of_phones(
        self, request: pytest.FixtureRequest, target: str
    ) -> None:
        made: Made = request.getfixturevalue(target)

        plugins = {name for name in made.names if re.fullmatch(r"PIL/\w+Plugin\.py", name)}
        extensions = {name for name in made.plain_names if re.fullmatch(r"PIL/\w+\.so", name)}

        # a phone's JPEG may hold several pictures (MPO), and where they lie is told as in a TIFF
        readers = ("Jpeg", "Mpo", "Png", "Tiff", "WebP")
        assert plugins == {f"PIL/{each}ImagePlugin.py" for each in readers}
        assert extensions == {"PIL/_imaging.so", "PIL/_webp.so"}

    @pytest.mark.parametrize("target", ["aws", "host"])
    def test_every_library_that_it_is_linked_with_is_there_and_none_besides(
        self, request: pytest.FixtureRequest, target: str
    ) -> None:
        made: Made = request.getfixturevalue(target)
        libraries = {
            name.rpartition("/")[2]: made.read(name) for name in made.names if name.startswith("pillow.libs/")
        }
        linked = [made.read(name) for name in made.names if re.fullmatch(r"PIL/.*\.so", name)]

        reached: set[str] = set()
        while linked:
            named = {each.decode() for each in re.findall(rb"lib\w+-[0-9a-f]{8}\.so[.0-9]*", linked.pop())}
            assert named <= set(libraries), "a library was taken out that is needed"
            linked += [libraries[each] for each in named - reached]
            reached |= named

        assert reached == set(libraries)

    def test_nothing_asks_for_a_newer_c_library_than_the_wheels_were_asked_for(self, aws: Made) -> None:
        allowed = int(str(target_named("aws").platform).rpartition("_")[2])

        asked = {
            int(minor)
            for name in aws.names
            if ".so" in name
            for minor in re.findall(rb"GLIBC_2\.(\d+)", aws.read(name))
        }

        assert max(asked) <= allowed

    def test_what_is_left_draws_a_picture_of_each_kind_and_refuses_the_rest(
        self, host: Made, tmp_path: Path
    ) -> None:
        """On a Python that has the standard library and the bundle, and nothing else."""
        with zipfile.ZipFile(host.bundle) as packed:
            packed.extractall(tmp_path / "task")
        files = {kind: photograph(kind) for kind in ("JPEG", "PNG", "WEBP", "MPO")}
        files |= {
            "RGBA": photograph("PNG", quarters(mode="RGBA")),
            "P": photograph("PNG", quarters(mode="P")),
        }
        files |= {"cut": photograph()[:3000], "html": b"<html>", "bomb": png_that_says(30_000, 30_000)}
        for name, content in files.items():
            tmp_path.joinpath(name).write_bytes(content)

        words = [
            sys.executable,
            "-I",
            "-S",
            "-c",
            DRAWS,
            str(tmp_path / "task"),
            *map(str, (tmp_path / each for each in files)),
        ]
        done = subprocess.run(words, capture_output=True, text=True)

        assert done.returncode == 0, done.stderr
        drawn = dict.fromkeys(("JPEG", "PNG", "WEBP", "MPO", "RGBA", "P"), "400 300")
        refused = {"cut": "photo.damaged", "html": "photo.not_a_picture", "bomb": "photo.too_many_pixels"}
        assert dict(zip(files, done.stdout.splitlines(), strict=True)) == drawn | refused


DRAWS = """
import sys
task, *paths = sys.argv[1:]
sys.path.insert(0, task)
from shared.adapters.documents.pictures import drawn_anew
from shared.domain.work.logs.photos import PhotoRefused
for path in paths:
    try:
        picture = drawn_anew(open(path, "rb").read())
        print(picture.width, picture.height)
    except PhotoRefused as refused:
        print(refused.code)
import PIL
assert PIL.__file__.startswith(task), PIL.__file__
"""


class TestShippedPackages:
    def test_everything_needed_by_our_code_and_nothing_of_chalices_command_line(self) -> None:
        packages = locked.read(REQUIREMENTS.joinpath("bundle.txt").read_text())

        shipped = {each.name for each in locked.shipped(packages)}

        assert shipped >= {"pydantic", "pydantic-core", "pynamodb", "botocore", "docxtpl", "joserfc", "six"}
        assert not shipped & {
            "chalice",
            "click",
            "inquirer",
            "blessed",
            "pip",
            "wheel",
            "packaging",
            "pyyaml",
        }

    def test_every_line_keeps_its_hashes(self) -> None:
        packages = locked.read(REQUIREMENTS.joinpath("bundle.txt").read_text())

        assert all("--hash=sha256:" in each.lines[-1] for each in packages)

    def test_every_shipped_distribution_is_a_locked_one(self, aws: Made) -> None:
        lock = REQUIREMENTS.joinpath("bundle.txt").read_text()
        found = {name.split(".dist-info/")[0] for name in aws.names if ".dist-info/" in name}

        versions = {each.name.replace("-", "_"): each.lines[0] for each in locked.read(lock)}

        assert {
            each for each in found if f"=={each.rpartition('-')[2]}" not in versions[each.rpartition("-")[0]]
        } == set()

    def test_everything_that_our_code_imports_is_there(self, aws: Made) -> None:
        tops = {name.split("/")[0].removesuffix(".py") for name in aws.names}

        wanted = {
            (module.partition(".")[0], name)
            for name, text in aws.sources("functions", "shared")
            for module in _imported(ast.parse(text))
        }

        assert [each for each in wanted if each[0] not in tops | sys.stdlib_module_names] == []


class TestTooLarge:
    def test_a_bundle_that_grew_beyond_the_bound_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bundle, "LARGEST", 10)
        with zipfile.ZipFile(tmp_path / "deployment.zip", "w") as packed:
            packed.writestr("app.py", "app = 1\n")

        with pytest.raises(Refusal, match="25 MB"):
            bundle.finish(tmp_path / "deployment.zip")


class TestCommand:
    def test_a_target_must_be_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit, match="2"):
            arguments.read(["package"])

        assert "--target" in capsys.readouterr().err

    def test_it_needs_what_developers_have(self) -> None:
        command = arguments.read(["package", "--target", "aws"])

        assert (command.lock, command.options.target) == ("dev", "aws")


class TestTargets:
    def test_aws_is_arm64_and_the_python_that_runs(self, aws: Made) -> None:
        assert aws.manifest.architecture == target_named("aws").architecture == "arm64"
        assert aws.manifest.python == ".".join(map(str, sys.version_info[:2]))
        assert {name for name in aws.names if name.endswith(".so") and "x86_64" in name} == set()

    def test_a_python_whose_runtime_is_too_old_says_so(self) -> None:
        for version in ((3, 11), (3, 12), (3, 13)):
            assert (remark("aws", version) is None) == (version >= (3, 12))
        assert "3.12" in str(remark("aws", (3, 11)))
        assert remark("host", (3, 11)) is None

    def test_the_code_version_is_the_one_that_scores_carry(self, aws: Made) -> None:
        assert aws.manifest.code_version == code_version()


def _compiled(name: str) -> str:
    source = Path(name)  # spelled out: this process may keep its own byte code elsewhere
    return (source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc").as_posix()


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
