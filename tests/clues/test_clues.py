"""What a repository says about itself, and where."""

import subprocess

import pytest

from scaffold.clues import read_clues
from scaffold.clues.former import read_copier, read_cruft
from scaffold.errors import UsageError


@pytest.fixture
def repository(tmp_path):
    """Lay files into a folder called ``Some_Service``; return every clue to a question."""
    root = tmp_path / "Some_Service"
    root.mkdir()

    def lay(question, files):
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        return [(clue.value, clue.place) for clue in read_clues(root) if clue.question == question]

    lay.root = root
    return lay


PYPROJECT = '[project]\nname = "a_b"\ndescription = "Does it"\ndependencies = ["fastapi"]\n'
PACKAGE = (
    '{\n  "name": "@org/c.d",\n  "description": "Does that",\n  "dependencies": {"koa": "3"}\n}'
)


@pytest.mark.parametrize(
    ("files", "languages"),
    [
        ({"go.mod": "module x\n"}, ["go"]),
        ({"requirements.txt": "flask\n"}, ["python"]),
        ({"package.json": "{}"}, ["typescript"]),
        ({"package.json": "{}", "pyproject.toml": PYPROJECT}, ["python", "typescript"]),
        ({"package.json": PACKAGE, "setup.py": ""}, ["typescript", "python"]),
        ({"package.json": "{}", "setup.py": "", "a.py": ""}, ["python", "typescript"]),
        ({"web/package.json": PACKAGE, "main.py": ""}, []),
        ({}, []),
    ],
)
def test_language_is_that_of_the_web_service(files, languages, repository):
    """A web framework tells more than a build file, and that more than the number of files."""
    assert [value for value, _ in repository("language", files)] == languages


@pytest.mark.parametrize(
    ("files", "first"),
    [
        ({"pyproject.toml": PYPROJECT}, ("a-b", "pyproject.toml:2")),
        ({"package.json": PACKAGE}, ("c-d", "package.json:2")),
        ({"go.mod": "// x\nmodule example.org/team/basket/v3\n"}, ("basket", "go.mod:2")),
        ({"pyproject.toml": '[tool.poetry]\nname = "p"\n'}, ("p", "pyproject.toml:2")),
        (
            {
                "catalog-info.yaml": "kind: Component\nmetadata:\n  name: cat\n",
                "package.json": PACKAGE,
            },
            ("cat", "catalog-info.yaml:3"),
        ),
        ({"pyproject.toml": "[project\n"}, ("some-service", "name of the folder")),
        ({"package.json": '{"name": 1}'}, ("some-service", "name of the folder")),
        ({}, ("some-service", "name of the folder")),
    ],
)
def test_name_is_read_from_the_build_file(files, first, repository):
    """As a label; the folder's name when nothing else tells."""
    assert repository("name", files)[0] == first


@pytest.mark.parametrize(
    ("path", "text", "port"),
    [
        ("Dockerfile", "FROM x\nEXPOSE 8001/tcp\n", (8001, "Dockerfile:2")),
        ("Dockerfile", 'CMD ["uvicorn", "--port", "8002"]\n', (8002, "Dockerfile:1")),
        ("app/main.py", "uvicorn.run(\n  app,\n  port=8003)\n", (8003, "app/main.py:3")),
        ("main.py", 'os.getenv("PORT", "8004")\n', (8004, "main.py:1")),
        ("main.py", 'os.environ.get("PORT", 8005)\n', (8005, "main.py:1")),
        ("main.go", 'http.ListenAndServe(":8006", nil)\n', (8006, "main.go:1")),
        ("main.go", 'http.Server{Addr: "0.0.0.0:8007"}\n', (8007, "main.go:1")),
        ("a.ts", "app.listen(8008)\n", (8008, "a.ts:1")),
        ("a.js", "app.listen({ host: '::', port: 8009 })\n", (8009, "a.js:1")),
        ("a.mjs", "const p = process.env.PORT || 8010\n", (8010, "a.mjs:1")),
        ("compose.yaml", "ports:\n  - '80:8011'\n", (8011, "compose.yaml:2")),
        (".env.example", "X=1\nPORT=8012\n", (8012, ".env.example:2")),
    ],
)
def test_port_is_read_where_it_is_said(path, text, port, repository):
    """Each way of saying it that is common."""
    assert repository("port", {path: text})[:1] == [port]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/server.py", "uvicorn.run(app, port=9001)\n"),
        ("main_test.go", 'http.ListenAndServe(":9002", nil)\n'),
        ("src/a.spec.ts", "app.listen(9003)\n"),
        ("README.md", "It listens on port: 9004\n"),
        ("main.py", "connect(port=9005)\n"),
        ("main.py", "uvicorn.run(app, port=settings.port)\n"),
        ("compose.yaml", "image: x:9006\n"),
    ],
)
def test_port_of_something_else_is_not_taken(path, text, repository):
    """A test's server, a database, a variable."""
    assert repository("port", {path: text}) == []


def test_container_is_believed_before_code(repository):
    """What it exposes is what the chart talks to."""
    files = {"main.py": "uvicorn.run(app, port=8000)\n", "Dockerfile": "EXPOSE 9000\n"}
    assert [value for value, _ in repository("port", files)] == [9000, 8000]


@pytest.mark.parametrize(
    ("url", "organisation", "address"),
    [
        (
            "git@github.com:Shop/Price.git",
            "shop",
            "https://github.com/Shop/Price/blob/main/runbooks",
        ),
        (
            "https://github.com/shop/price",
            "shop",
            "https://github.com/shop/price/blob/main/runbooks",
        ),
        ("ssh://git@git.example:2222/shop/price.git", "shop", None),
    ],
)
def test_remote_tells_the_organisation(url, organisation, address, repository):
    """And GitHub's also the address of the runbooks."""
    root = repository.root
    subprocess.run(("git", "init", "--quiet"), cwd=root, check=True)
    subprocess.run(("git", "remote", "add", "origin", url), cwd=root, check=True)
    place = "git remote origin"
    assert repository("organisation", {}) == [(organisation, place)]
    assert repository("name", {})[0] == ("price", place)
    assert repository("runbook_base_url", {}) == ([(address, place)] if address else [])


@pytest.mark.parametrize(
    ("text", "teams"),
    [
        ("* @shop/first\n* @shop/last\n", [("last", "CODEOWNERS:2")]),
        ("*.py @shop/pythons\n", []),
        ("* @person\n", []),
        ("# * @shop/none\n", []),
        ("* a@shop.example # @shop/none\n", []),
    ],
)
def test_owner_of_everything_is_the_team(text, teams, repository):
    """The last rule for all files, as GitHub reads it."""
    assert repository("team", {"CODEOWNERS": text}) == teams


def clues_of(former):
    return {clue.question: (clue.value, clue.place) for clue in reversed(list(former.clues()))}


def test_answers_of_another_copier_template_are_mapped(tmp_path):
    """By common names, the most telling first; what is left is listed."""
    (tmp_path / ".copier-answers.yml").write_text(
        "_commit: v3\n_src_path: gh:someone/py-template.git\nproject_name: My Price\n"
        "service_name: prices\nhttp_port: 9000\nuse_redis: true\n"
    )
    former = read_copier(tmp_path)
    assert clues_of(former) == {
        "name": ("prices", ".copier-answers.yml: service_name"),
        "port": (9000, ".copier-answers.yml: http_port"),
    }
    used = frozenset(place for _, place in clues_of(former).values())
    assert former.unmapped(used) == ("project_name", "use_redis")
    assert former.new_path == ".copier-answers.py-template.yml"


def test_former_answers_file_never_replaces_another(tmp_path):
    """A number is added."""
    (tmp_path / ".copier-answers.yml").write_text("_src_path: https://x.example/t.git\n")
    (tmp_path / ".copier-answers.t.yml").write_text("")
    assert read_copier(tmp_path).new_path == ".copier-answers.t-2.yml"


def test_cruft_context_is_mapped(tmp_path):
    """Its file stays where it is."""
    (tmp_path / ".cruft.json").write_text(
        '{"template": "x", "context": {"cookiecutter": {"project_slug": "my_price", '
        '"project_short_description": "Prices", "_template": "x", "license": "MIT"}}}'
    )
    former = read_cruft(tmp_path)
    assert clues_of(former) == {
        "name": ("my-price", ".cruft.json: project_slug"),
        "description": ("Prices", ".cruft.json: project_short_description"),
    }
    assert former.new_path == ""
    assert former.unmapped(frozenset()) == ("project_slug", "project_short_description", "license")


@pytest.mark.parametrize(
    ("read", "name", "text", "message"),
    [
        (read_copier, ".copier-answers.yml", None, "has no .copier-answers.yml"),
        (read_copier, ".copier-answers.yml", "a: [", "does not parse"),
        (read_copier, ".copier-answers.yml", "- a\n", "must be a mapping"),
        (read_cruft, ".cruft.json", None, "has no .cruft.json"),
        (read_cruft, ".cruft.json", "{", "does not parse"),
        (read_cruft, ".cruft.json", "{}", "no context.cookiecutter"),
    ],
)
def test_file_that_is_no_answers_file_is_refused(read, name, text, message, tmp_path):
    """The option is named."""
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=f"--from-(copier|cruft): .*{message}"):
        read(tmp_path)
