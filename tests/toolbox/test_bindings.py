"""Bindings that CDK generates say what a provider's arguments are."""

import pytest

from scaffold.errors import ScaffoldError
from scaffold.toolbox.bindings import Argument, read_bindings

CLASS = """class {name} extends cdktn.{parent} {{
    static tfResourceType = "shop_order";
    constructor(terraformResource, terraformAttribute) {{
        super(terraformResource, terraformAttribute, false{index});
    }}
{members}
    // =========
    synthesizeHclAttributes() {{
        const attrs = {{
{table}
        }};
    }}
}}
"""
MEMBER = """    // {name} - computed: {computed}, optional: {optional}, required: {required}
    get {name}() {{
        {code}
    }}"""
ROW = """            {name}: {{
                value: {value},
                isBlock: false,
                type: "{kind}",
                storageClassType: "{stored}",
            }},"""
STRING = "return this.getStringAttribute('name');"


def member(name: str, code: str = STRING, flags: str = "ftf") -> str:
    computed, optional, required = ({"t": "true", "f": "false"}[flag] for flag in flags)
    return MEMBER.format(
        name=name, code=code, computed=computed, optional=optional, required=required
    )


def row(name: str, kind: str, stored: str, value: str = "cdktn.stringToHclTerraform(x)") -> str:
    return ROW.format(name=name, kind=kind, stored=stored, value=value)


def a_class(
    *members: str, name="Order", parent="TerraformResource", table: str = "", index: str = ""
) -> str:
    return CLASS.format(
        name=name, parent=parent, index=index, members="\n".join(members), table=table
    )


def declared(name: str, *lines: str) -> str:
    return f"export interface {name} extends cdktn.Meta {{\n" + "\n".join(lines) + "\n}\n"


def property_of(name: str, comment: str, mark: str = "?") -> str:
    link = f"{{@link x#{name} Y}}"
    return f"    /**\n    * {comment}\n    *\n    * {link}\n    */\n    readonly {name}{mark}: any;"


def read_one(text: str, declarations: str = "") -> Argument:
    """The only argument of the only resource."""
    bindings = read_bindings(text, declarations)
    ((_, _, structure),) = bindings.resources
    (argument,) = bindings.structures[structure].values()
    return argument


@pytest.mark.parametrize(
    ("code", "table"),
    [
        ("return this.getWeirdAttribute('name');", ""),
        ("return 7;", ""),
        ("", row("name", "tuple", "stringTuple")),
        ("", row("name", "simple", "bigint")),
    ],
)
def test_form_that_is_not_known_is_an_error(code, table):
    """It never becomes an argument that lets everything pass; the error says which one."""
    with pytest.raises(ScaffoldError, match=r"^Order\.name has a form that is not known here"):
        read_bindings(a_class(member("name", code), table=table), "")


def test_text_without_a_resource_gives_none():
    """An index file re-exports and declares nothing."""
    assert read_bindings("exports.a = require('./a');", "").resources == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (STRING, "string"),
        ("return this.getNumberAttribute('name');", "number"),
        ("return this.getBooleanAttribute('name');", "bool"),
        ("return this.getListAttribute('name');", ["list", "string"]),
        ("return cdktn.Fn.tolist(this.getListAttribute('name'));", ["set", "string"]),
        ("return f(cdktn.Fn.tolist(this.getNumberListAttribute('n')));", ["set", "number"]),
        ("return this.getStringMapAttribute('name');", ["map", "string"]),
        ("return this.getAnyMapAttribute('name');", "dynamic"),
    ],
)
def test_getter_says_the_type(code, expected):
    """Of what the provider computes, which is stored nowhere."""
    assert read_one(a_class(member("name", code, "tff"))).kind == expected


@pytest.mark.parametrize(
    ("kind", "stored", "expected"),
    [
        ("simple", "string", "string"),
        ("simple", "boolean", "bool"),
        ("list", "numberList", ["list", "number"]),
        ("set", "stringList", ["set", "string"]),
        ("map", "stringMap", ["map", "string"]),
    ],
)
def test_storage_says_the_type(kind, stored, expected):
    """Of what a user may give."""
    text = a_class(member("name"), table=row("name", kind, stored))
    assert read_one(text).kind == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fft", (True, False, False)), ("ftf", (False, True, False)), ("ttf", (False, True, True))],
)
def test_flags_are_kept(flags, expected):
    """A required argument that is missing is then found."""
    argument = read_one(a_class(member("name", flags=flags)))
    assert (argument.required, argument.optional, argument.computed) == expected


def test_write_only_argument_is_marked():
    """Terraform never stores it."""
    written = "this.markWriteOnlyAttribute(cdktn.stringToHclTerraform(x))"
    text = a_class(member("name"), table=row("name", "simple", "string", written))
    assert read_one(text).write_only


@pytest.mark.parametrize(
    ("comment", "expected"), [("lines block", True), ("Lines of the order", False)]
)
def test_declaration_tells_blocks_from_attributes(comment, expected):
    """One is written without an equals sign, the other with."""
    text = a_class(
        member("lines", '_lines = new OrderLinesList(this, "lines", false);'),
        table=row("lines", "list", "OrderLinesList"),
    )
    argument = read_one(text, declared("OrderConfig", property_of("lines", comment)))
    assert (argument.is_block, argument.nesting, argument.kind) == (expected, "list", "OrderLines")


@pytest.mark.parametrize(("index", "expected"), [(", 0", {"OrderLines"}), ("", set())])
def test_structure_that_stands_alone_in_its_list_is_known(index, expected):
    """Two blocks ``metadata`` are one too many."""
    nested = a_class(
        member("name"), name="OrderLinesOutputReference", parent="ComplexObject", index=index
    )
    bindings = read_bindings(a_class() + nested, "")
    assert bindings.at_most_one == expected
    assert set(bindings.structures["OrderLines"]) == {"name"}


def test_settings_of_a_provider_are_read_from_functions_and_declarations():
    """It has no class for what is nested in its settings."""
    text = (
        "function shopProviderExecToHclTerraform(struct) {\n"
        f"{row('command', 'simple', 'string')}\n}}\n"
    ) + a_class(
        member("exec", "return this._exec;"),
        name="ShopProvider",
        parent="TerraformProvider",
        table=row("exec", "struct", "ShopProviderExec"),
    )
    bindings = read_bindings(
        text, declared("ShopProviderExec", property_of("command", "Command", mark=""))
    )
    assert bindings.resources == (("provider", "shop_order", "ShopProvider"),)
    assert bindings.structures["ShopProvider"]["exec"].nesting == "single"
    assert bindings.structures["ShopProviderExec"]["command"].required
