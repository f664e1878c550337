"""Small templates, one for each feature of copier's format: those that we render, and others."""

ASK = "name: orders\nlanguage: {type: str, default: go, choices: [go, python]}\n"
TYPES = (
    "b: true\nf: 1.5\ni: 3\n"
    "y: {type: yaml, default: '[1, {a: b}]'}\nj: {type: json, default: '{\"a\": 1}'}\n"
)
PLACES = "deep: {default: deep/er, when: false}\naway: {default: ../.., when: false}\n"
RECORD = {"p/[[ _copier_conf.answers_file ]].jinja": "# made\n[[ _copier_answers | to_nice_yaml ]]"}
SQUARE = (
    "_subdirectory: p\n"
    "_envops: {variable_start_string: '[[', variable_end_string: ']]', trim_blocks: true,\n"
    "  block_start_string: '[%', block_end_string: '%]', undefined: jinja2.StrictUndefined}\n"
)

Feature = tuple[str, dict[str, str | bytes]]  # lines of copier.yml, files

COVERED: dict[str, Feature] = {
    "plain": ("", {"README.md.jinja": "{{ name }}\n", "copied.txt": "{{ name }}\n"}),
    "answers file": (SQUARE, RECORD),
    "answers file of another name": (SQUARE + "_answers_file: .from.yml\n", RECORD),
    "other delimiters": (
        SQUARE,
        {"p/a.jinja": "[% if true %]\n[[ name ]] {{ it }}\n[% endif %]\n"},
    ),
    "imports": (
        SQUARE,
        {
            "m/m.jinja": "[% macro hi(x) %]hi [[ x ]] [[ name ]][% endmacro %]",
            "p/a.jinja": "[% import 'm/m.jinja' as m with context %][[ m.hi(language) ]]\n",
            "p/b.jinja": "[% include 'm/' ~ 'm.jinja' %]|[[ language | to_json ]]",
        },
    ),
    "suffix": ("_templates_suffix: .tmpl\n", {"a.tmpl": "{{ name }}", "b.jinja": "{{ name }}"}),
    "names": (
        PLACES,
        {
            "{{ name }}/{{ language }}.txt.jinja": "1",
            "{% if language == 'go' %}in_go{% endif %}/a": "2",
            "{% if language != 'go' %}not_go{% endif %}/a": "3",
            "{{ '.' }}/melted": "4",
            "{{ deep }}/a": "5",
            "{{ '' }}.md": "6",
            "ü 😀/ñ.txt": "7",
        },
    ),
    "sibling takes the place": ("", {"a.txt": "plain", "a.txt.jinja": "{{ name }}"}),
    "sibling of another folder": ("_subdirectory: p\n", {"p/a.txt": "plain", "a.txt.jinja": ""}),
    "sibling of a rendered name": ("", {"{{ 'a' }}.txt": "plain", "a.txt.jinja": "{{ name }}"}),
    "default excludes": ("", {"~swap": "", "x/a.pyc": "", "x/.DS_Store": "", "x/kept": ""}),
    "rendered subdirectory": (
        "_subdirectory: '{{ language }}'\n",
        {"go/a.jinja": "{{ name }}", "go/.DS_Store": "", "python/b": "", "c": ""},
    ),
    "subdirectory that is the whole": ("_subdirectory: \"{{ '' }}\"\n", {"a.pyc": "", "b": ""}),
    "excludes of several lines": (
        "_exclude: [\"{% if language == 'go' %}a\\n{% endif %}copier.yml\", 'é*', '# b', '']\n",
        {"a": "", "b": "", "é.txt": "", "x/a": ""},
    ),
    "own excludes": (
        "_exclude: ['*.md', '!{{ name }}.md', '/docs/', copier.yml]\n",
        {"a.md": "", "orders.md.jinja": "", "docs/x": "", "src/docs/x": "", "b": ""},
    ),
    "exclude from a condition": (
        "_exclude: [\"{% if language == 'go' %}*.py{% endif %}\", 'copier.yml']\n",
        {"a.py": "", "b.go": ""},
    ),
    "bytes": ("", {"logo.png": b"\x89PNG\r\n\x00\xff", "dos.txt": b"a\r\nb\r\n"}),
    "line ends": ("", {"dos.txt.jinja": b"{{ name }}\r\nb\r\n", "none.jinja": b"{{ name }}"}),
    "empty file": ("", {"a": "", "b.jinja": "", "c/d.jinja": "{% if false %}x{% endif %}"}),
    "hidden question": (
        "up: {type: str, default: '{{ name | upper }}', when: false}\n",
        {"a.jinja": "{{ up }}"},
    ),
    "dropped question": (
        "more: {type: str, default: x, when: \"[[ language == 'python' ]]\"}\n" + SQUARE,
        RECORD,
    ),
    "every type": (
        TYPES,
        {
            "a.jinja": "{{ b }} {{ f }} {{ i }} {{ y }} {{ j | to_json }} {{ y[1].a }}\n",
            "b.jinja": "{{ _copier_answers | to_nice_yaml }}",
        },
    ),
    "question in two documents": (
        "_exclude: [a]\n---\n_exclude: [copier.yml]\n",
        {"a": "", "b": ""},
    ),
    "lenient names": ("", {"a.jinja": "<{{ nobody }}>{{ nobody is defined }}"}),
}

BEYOND: dict[str, Feature] = {
    "folder's name": ("", {"a.jinja": "{{ _folder_name }}"}),
    "platform": ("", {"a.jinja": "{{ _copier_conf.os }} {{ _copier_conf.sep }}"}),
    "phase": ("", {"a.jinja": "{{ _copier_phase }}"}),
    "paths": ("", {"a.jinja": "{{ pathjoin('a', 'b') }}"}),
    "yield": ("", {"{% yield x from [1, 2] %}{{ x }}{% endyield %}.txt": "x"}),
    "every file a template": ("_templates_suffix: ''\n", {"a": "{{ name }}"}),
    "secret": ("token: {type: str, default: x, secret: true}\n", {"a.jinja": "{{ token }}"}),
    "list as default": ("l: {type: yaml, default: ['{{ name }}']}\n", {"a.jinja": "{{ l }}"}),
    "unknown setting": ("_external_data: {x: x.yml}\n", {"a.jinja": "{{ name }}"}),
    "hidden without default": ("h: {type: str, when: false}\n", {"a.jinja": "{{ h is defined }}"}),
    "line statements": (
        "_envops: {line_statement_prefix: '%%'}\n",
        {"a.jinja": "%% if true\nx\n%% endif\n"},
    ),
    "nested answers file": ("", {"d/{{ _copier_conf.answers_file }}.jinja": "x: 1\n"}),
}
