"""Ready-made runs: what Kubernetes and GitHub Actions are told, and what they then do."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from history import OURS, edit, git, put

from scaffold import lock, tool
from scaffold.commands.fleet.engines import carried_inventory, workflow
from scaffold.errors import UsageError
from scaffold.fleet.engines import IndexedJob
from scaffold.formats.engines import write_job, write_workflow

IMAGE = "registry.example.com:5000/platform/scaffold@sha256:" + "ab" * 32
MEMBERS = """\
# every one of them

template: {source: "https://git.example.com/platform/template.git"}
members:
  - {name: orders, url: "https://git.example.com/shop/orders.git"}   
  - name: stock
    url: https://git.example.com/shop/stock.git # "quoted": [[ x ]] {{ y }} ${Z}
"""  # noqa: W291 - what is kept
INSTALL = "git+https://github.com/acme/scaffold@v0.1.0"
ENTRY = "from scaffold.cli import main; main()"


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inventory whose members are all elsewhere, in the current folder."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, {"fleet.yaml": MEMBERS})
    return Path("fleet.yaml")


@pytest.fixture
def elsewhere(member, inventory, tmp_path: Path) -> Callable[..., dict[str, Path]]:
    """Make members whose repositories are reached by their URL; name the bare ones."""

    def make(*names: str, conflicting: str = "") -> dict[str, Path]:
        found = {}
        for name in names:
            member(name, {"a": OURS} if name == conflicting else None)
            found[name] = tmp_path / "servers" / f"{name}.git"
            git("clone", "--quiet", "--bare", str(tmp_path / name), str(found[name]), cwd=tmp_path)
        inventory(*names, more={name: {"url": path.as_uri()} for name, path in found.items()})
        return found

    return make


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as ``scaffold`` on the PATH, and nothing to install it with."""
    folder = tmp_path / "bin"
    put(folder, {"scaffold": f"#!/bin/sh\nexec {sys.executable} -c '{ENTRY}' \"$@\"\n"})
    put(folder, {"pipx": "#!/bin/sh\n"})
    for path in folder.iterdir():
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def rows(text: str) -> dict[str, dict]:
    return {row["member"]: row for row in map(json.loads, text.splitlines())}


def written(job: IndexedJob) -> tuple[str, dict, dict]:
    text = write_job(job, carried_inventory(job))
    config, found = yaml.safe_load_all(text)
    return text, config, found


def test_job_is_valid(plain, tmp_path):
    """For kubeconform, strict, on every version whose schemas there are; twice the same."""
    job = IndexedJob(plain, IMAGE, 8, "branch", "fleet", "platform", 3, "tokens")
    text, config, found = written(job)
    schemas = lock.entry("kubernetes-schemas").source
    assert isinstance(schemas, lock.Schemas)
    for version in schemas.kubernetes:
        words = ("-strict", "-kubernetes-version", version, "-output", "json", "-summary")
        folder = tool.locate("kubernetes-schemas").path
        done = tool.run(
            "kubeconform", *words, "-schema-location", folder, "-", cwd=tmp_path, stdin=text
        )
        assert json.loads(done.stdout)["summary"] == {
            "valid": 2, "invalid": 0, "errors": 0, "skipped": 0
        }  # fmt: skip
    assert config["data"]["fleet.yaml"] == MEMBERS
    spec = found["spec"]
    assert (spec["completions"], spec["parallelism"]) == (8, 3)
    pod = spec["template"]["spec"]["containers"][0]
    assert pod["image"] == IMAGE
    assert pod["envFrom"] == [{"secretRef": {"name": "tokens"}}]
    assert written(job)[0] == text


def test_job_keeps_what_is_not_given_out(plain):
    """No namespace, no Secret, all shards at once."""
    text, config, found = written(IndexedJob(plain, "scaffold:0.1.0", 4, "none"))
    assert "namespace" not in text
    assert "envFrom" not in text
    assert config["metadata"] == found["metadata"] == {"name": "scaffold-fleet"}
    assert found["spec"]["parallelism"] == 4


@pytest.mark.usefixtures("program")
def test_pods_do_what_one_machine_would_do(elsewhere, tmp_path, monkeypatch):
    """Each its own part, and together everybody once."""
    servers = elsewhere(*(f"m{number}" for number in range(6)), conflicting="m3")
    monkeypatch.chdir(tmp_path)
    template = (tmp_path / "template").rename(tmp_path / "origin")
    text = (tmp_path / "fleet.yaml").read_text()
    put(tmp_path, {"fleet.yaml": text.replace(str(tmp_path / "template"), template.as_uri())})
    for name in servers:
        path = tmp_path / name
        answers = (path / ".copier-answers.yml").read_text()
        changed = answers.replace(str(tmp_path / "template"), template.as_uri())
        edit(path, {".copier-answers.yml": changed})
        git("push", "--quiet", str(servers[name]), "HEAD", cwd=path)
    _, config, found = written(IndexedJob(Path("fleet.yaml"), IMAGE, 3, "branch"))
    put(tmp_path / "pod", {"fleet.yaml": config["data"]["fleet.yaml"]})
    command = found["spec"]["template"]["spec"]["containers"][0]["command"]
    codes = []
    for index in range(3):
        scratch = tmp_path / f"scratch{index}"
        scratch.mkdir()
        words = [
            word.replace("/fleet/fleet.yaml", str(tmp_path / "pod" / "fleet.yaml")).replace(
                "/scratch", str(scratch)
            )
            for word in command
        ]
        around = {**os.environ, "JOB_COMPLETION_INDEX": str(index), "TMPDIR": str(scratch)}
        done = subprocess.run(words, env=around, check=False, capture_output=True, text=True)
        codes.append(done.returncode)
        (tmp_path / f"shard-{index}.jsonl").write_text(done.stdout + done.stderr)
    assert sorted(codes) == [0, 0, 8]
    words = ["scaffold", "fleet", "merge-reports", *map(str, tmp_path.glob("shard-*.jsonl"))]
    words += ["--fleet", "fleet.yaml", "--shards", "3"]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (8, "")
    outcomes = {name: row["outcome"] for name, row in rows(done.stdout).items()}
    assert outcomes == {name: "conflicts" if name == "m3" else "applied" for name in servers}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Fleet"}, "--name Fleet"),
        ({"name": "a" * 53}, "at most 52"),
        ({"name": "-a"}, "--name"),
        ({"name": "a\nb: c"}, "--name"),
        ({"name": ""}, "--name"),
        ({"namespace": "kube.system"}, "--namespace"),
        ({"namespace": "a b"}, "--namespace"),
        ({"secret": "x: y"}, "--secret"),
        ({"secret": "$(id)"}, "--secret"),
        ({"image": "scaffold"}, "--image"),
        ({"image": "scaffold:latest"}, "--image"),
        ({"image": "scaffold:1 # x"}, "--image"),
        ({"image": "scaffold@sha256:abc"}, "--image"),
        ({"image": "scaffold:1\n"}, "--image"),
        ({"shards": 0}, "--shards 0"),
        ({"shards": 10_000}, "--shards 10000"),
        ({"push": "patch"}, "--push patch"),
        ({"push": "magic"}, "--push magic"),
        ({"wave": "canary"}, "no such wave: canary"),
    ],
)
def test_job_that_cannot_be_is_refused(changed, said, plain):
    """Before a cluster does, or takes it for something else."""
    usual = {"image": IMAGE, "shards": 2, "push": "branch"}
    with pytest.raises(UsageError, match=re.escape(said)):
        carried_inventory(IndexedJob(plain, **{**usual, **changed}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("members:\n  - {name: a, path: a}\n", "fleet.yaml:2: a path is on this machine alone"),
        ("sources:\n  - {directory: none}\n", "fleet.yaml:2: directory: is on this machine"),
        (
            "template: {source: ./own}\nmembers:\n  - {name: a, url: 'https://x/a.git'}\n",
            "fleet.yaml:1: the template is on this machine",
        ),
        (f"# {'x' * 900_000}\nmembers: []\n", "too big for a ConfigMap"),
    ],
    ids=["path", "source", "template", "size"],
)
def test_inventory_that_means_nothing_elsewhere_is_refused(text, said, tmp_path, monkeypatch):
    """By the line that names what only this machine has."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "none").mkdir()
    put(tmp_path, {"fleet.yaml": text})
    with pytest.raises(UsageError, match=re.escape(said)):
        carried_inventory(IndexedJob(Path("fleet.yaml"), IMAGE, 2, "branch"))


def test_workflow_passes_every_linter(plain, tmp_path):
    """actionlint with shellcheck, and zizmor; the same words twice."""
    text = write_workflow(workflow(plain, 4, "branch", INSTALL))
    put(tmp_path, {".github/workflows/fleet.yml": text})
    git("init", "--quiet", cwd=tmp_path)
    shellcheck = ("-shellcheck", tool.locate("shellcheck").path, "-pyflakes", "")
    done = tool.run("actionlint", *shellcheck, cwd=tmp_path)
    assert (done.stdout, done.code) == ("", 0)
    words = ("--offline", "--no-progress", "--format", "json", "--no-exit-codes", ".github")
    assert json.loads(tool.run("zizmor", *words, cwd=tmp_path).succeeded().stdout) == []
    assert write_workflow(workflow(plain, 4, "branch", INSTALL)) == text


def test_workflow_installs_tools_where_waves_have_checks(plain, tmp_path):
    """And only there: it takes minutes."""
    assert "tools install" not in write_workflow(workflow(plain, 4, "branch", INSTALL))
    waves = "waves:\n  - {name: canary, verify: static}\n  - {name: rest}\n"
    put(tmp_path, {"fleet.yaml": MEMBERS + waves})
    assert "tools install" in write_workflow(workflow(plain, 4, "branch", INSTALL))


@pytest.mark.parametrize("path", ["/etc/fleet.yaml", "../fleet.yaml", "a b.yaml", "$(id).yaml"])
def test_workflow_on_no_path_of_a_repository_is_refused(path):
    """A shell would read it otherwise."""
    with pytest.raises(UsageError, match="must be a path in the repository"):
        workflow(Path(path), 4, "branch", INSTALL)


def test_wave_is_chosen_in_a_run(plain, tmp_path):
    """The canary goes first when shards run at once: by the form, or by an option of the Job."""
    put(tmp_path, {"fleet.yaml": MEMBERS + "waves:\n  - {name: canary}\n  - {name: 'no'}\n"})
    text = write_workflow(workflow(plain, 4, "branch", INSTALL))
    (form,) = [value for key, value in yaml.safe_load(text).items() if key is True]
    wave = form["workflow_dispatch"]["inputs"]["wave"]
    assert wave["options"] == ["every wave", "canary", "no"]
    _, _, found = written(IndexedJob(plain, IMAGE, 2, "branch", wave="canary"))
    command = found["spec"]["template"]["spec"]["containers"][0]["command"]
    assert "--jobs 2 --wave canary --output-format" in command[-1]


@pytest.mark.parametrize(
    "install", ["scaffold", "git+https://github.com/acme/scaffold", "scaffold==1; id", "a@1 #", ""]
)
def test_workflow_that_installs_whatever_is_newest_is_refused(install, plain):
    """The same inventory is to mean the same tomorrow."""
    with pytest.raises(UsageError, match="--install"):
        workflow(plain, 4, "branch", install)


def run_steps(
    job: Mapping, folder: Path, known: Mapping[str, str], around: Mapping[str, str]
) -> dict[str, int]:
    """Do the ``run`` steps of a job as a runner does; exit codes by name."""
    codes: dict[str, int] = {}

    def told(text: object) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], str(text))

    for step in job["steps"]:
        if "run" not in step or (any(codes.values()) and step.get("if") != "always()"):
            continue
        own = {name: told(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
            cwd=folder,
            env={**os.environ, **around, **own},
            check=False,
        )
        codes[step["name"]] = done.returncode
    return codes


@pytest.mark.usefixtures("program")
def test_workflow_does_what_one_machine_would_do(elsewhere, tmp_path, monkeypatch):
    """Its own scripts, job after job; then again, for the members that failed alone."""
    servers = elsewhere("m0", "m1", "m2", "m3", conflicting="m1")
    monkeypatch.chdir(tmp_path)
    jobs = yaml.safe_load(write_workflow(workflow(Path("fleet.yaml"), 2, "branch", INSTALL)))[
        "jobs"
    ]
    around = {"FLEET": "fleet.yaml", "SHARDS": "2", "SCAFFOLD": INSTALL}
    around["WAVE"] = ""
    around |= {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    known = {"secrets.FLEET_TOKEN": "t", "inputs.failed": "false"}

    def go() -> list[int]:
        codes = []
        for entry in matrix["include"]:
            (tmp_path / f"shard{entry['number']}").mkdir(exist_ok=True)
            here = {f"matrix.{key}": str(value) for key, value in entry.items()}
            folder = tmp_path / f"shard{entry['number']}"
            put(folder, {"fleet.yaml": (tmp_path / "fleet.yaml").read_text()})
            codes.append(run_steps(jobs["shard"], folder, {**known, **here}, around)["Apply"])
            for path in folder.glob("shard-*.jsonl"):
                path.rename(tmp_path / path.name)
        return codes

    assert run_steps(jobs["plan"], tmp_path, known, around) == {"Install": 0, "Cut the fleet": 0}
    matrix = json.loads((tmp_path / "GITHUB_OUTPUT").read_text().removeprefix("matrix="))
    assert sorted(go()) == [0, 8]
    report = run_steps(jobs["report"], tmp_path, known, around)
    assert report == {"Install": 0, "Put them together": 8, "Sum up": 0}
    found = rows((tmp_path / "report.jsonl").read_text())
    assert {name: row["failed"] for name, row in found.items()} == {
        name: name == "m1" for name in servers
    }
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert summary.splitlines() == [
        "| members | outcome |",
        "|---|---|",
        "| 3 | applied |",
        "| 1 | conflicts |",
        "",
        "- `m1` conflicts: `a`",
    ]
    around["WAVE"] = "everyone"
    edit(tmp_path / "m1", {"a": None})
    git("push", "--quiet", str(servers["m1"]), "HEAD", cwd=tmp_path / "m1")
    known["inputs.failed"] = "true"
    assert go() == [0, 0]
    assert set(run_steps(jobs["report"], tmp_path, known, around).values()) == {0}
    assert set(rows((tmp_path / "report.jsonl").read_text())) == set(servers)
