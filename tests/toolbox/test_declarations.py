from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.toolbox.declarations import read_declarations


def read(folder: Path, **files: str) -> dict:
    """Read files that each export one declaration under the name ``I`` + file name."""
    for name, declaration in files.items():
        path = folder / "v1" / f"{name}.d.ts"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f'import {{ Model }} from "base";\n{declaration}\n'
            f"export declare class {name} extends Model<I> implements I {{\n"
            '    "ignored"?: number;\n}\n'
            f"export type {{ I{name} as IOrg{name}, {name} as Org{name} }};\n"
        )
    return read_declarations(folder)


def closed(properties: dict, *required: str) -> dict:
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": list(required)} if required else {})


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("string", {"type": "string"}),
        ("number", {"type": "number"}),
        ("boolean", {"type": "boolean"}),
        ("any", {}),
        ("{}", {}),
        ("Array<string>", {"type": "array", "items": {"type": "string"}}),
        ("IOrgOther", {"$ref": "IOrgOther"}),
        ('"a" | "" | "b.c/d"', {"enum": ["a", "", "b.c/d"]}),
        ('string | "a"', {"anyOf": [{"type": "string"}, {"enum": ["a"]}]}),
        (
            "{\n  [key: string]: Array<IOrgOther>;\n}",
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"$ref": "IOrgOther"}},
            },
        ),
        ('{\n  "b": string;\n}', closed({"b": {"type": "string"}}, "b")),
    ],
)
def test_type_becomes_a_schema(tmp_path, declared, expected):
    """Each form that generated declarations use."""
    text = f'export interface IA {{\n    "a"?: {declared};\n}}'
    assert read(tmp_path, A=text) == {"IOrgA": closed({"a": expected})}


def test_alias_becomes_its_type(tmp_path):
    """A named string is a string."""
    text = 'export type IA = "x" | "y";\nexport type A = IA;'
    assert read(tmp_path, A=text) == {"IOrgA": {"enum": ["x", "y"]}}


def test_comments_are_no_declarations(tmp_path):
    """Whatever braces and words they hold."""
    text = (
        'export interface IA {\n    /**\n     * {"x": [\n export y }\n     */\n    "a": number;\n}'
    )
    assert read(tmp_path, A=text) == {"IOrgA": closed({"a": {"type": "number"}}, "a")}


def test_parents_properties_are_inherited(tmp_path):
    """Through two floors; the kind's own marker adds nothing."""
    schemas = read(
        tmp_path,
        A='export interface IA {\n    "a": string;\n}',
        B='export interface IB extends IOrgA {\n    "b"?: string;\n}',
        C='export interface IC extends TypeMeta, IOrgB {\n    "c": number;\n}',
    )
    text, number = {"type": "string"}, {"type": "number"}
    assert schemas["IOrgC"] == closed({"a": text, "b": text, "c": number}, "a", "c")


@pytest.mark.parametrize(
    "declared",
    ["Map<string, string>", "string & number", "string[]", "() => void", "Array<string", "{ [k"],
)
def test_unknown_form_is_refused(tmp_path, declared):
    """A schema that lets everything pass would hide a user's typo."""
    text = f'export interface IA {{\n    "a"?: {declared};\n}}'
    with pytest.raises(ScaffoldError, match=r"^v1/A\.d\.ts: a type declaration has an unknown"):
        read(tmp_path, A=text)
