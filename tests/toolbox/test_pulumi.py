"""A package that Pulumi generates says what a provider's arguments are."""

from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.lock import Pulumi
from scaffold.toolbox.bindings import Argument, Bindings
from scaffold.toolbox.pulumi import read_package

PULUMI = Pulumi("shop", {"shop_order": "orders/order"}, {"vias": "via"}, ("line",))


def resource(*parameters: str, outputs: str = "", name: str = "Order") -> str:
    given = ", ".join(parameters)
    init = f"class {name}Args:\n    def __init__(__self__, *, {given}):\n        ...\n"
    return f"{init}class {name}:\n    def get(x) -> 'Order': ...\n{outputs}"


@pytest.fixture
def read(tmp_path):
    """Read a package that holds these texts."""

    def read(order: str, inputs: str = "", *, pulumi: Pulumi = PULUMI) -> Bindings:
        folder = Path(tmp_path, "shop", "orders")
        folder.mkdir(parents=True)
        (folder.parent / "provider.py").write_text(resource("url: pulumi.Input[_builtins.str]"))
        (folder / "order.py").write_text(order)
        (folder / "_inputs.py").write_text(inputs)
        return read_package(tmp_path, pulumi)

    return read


def arguments(bindings: Bindings) -> dict[str, Argument]:
    return dict(bindings.structures[bindings.resources[1][2]])


def test_resource_that_is_not_there_is_an_error(read):
    """A slip in the lock, or a resource that was removed."""
    missing = Pulumi("shop", {"shop_order": "orders/odrer"}, {}, ())
    with pytest.raises(ScaffoldError, match=r"shop/orders/odrer\.py declares no resource"):
        read(resource("a: pulumi.Input[_builtins.str]"), pulumi=missing)


@pytest.mark.parametrize("kind", ["pulumi.Input[_builtins.bytes]", "pulumi.Asset"])
def test_type_that_is_not_known_is_an_error(read, kind):
    """It never becomes an argument that lets everything pass; the error says which one."""
    with pytest.raises(ScaffoldError, match=r"^Order\.a is of a type that is not known here"):
        read(resource(f"a: {kind}"))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("_builtins.str", "string"),
        ("_builtins.int", "number"),
        ("_builtins.bool", "bool"),
        ("Sequence[pulumi.Input[_builtins.str]]", ["list", "string"]),
        ("Mapping[str, pulumi.Input[_builtins.str]]", ["map", "string"]),
    ],
)
def test_annotation_says_the_type(read, kind, expected):
    """Also within lists and mappings."""
    assert arguments(read(resource(f"a: pulumi.Input[{kind}]")))["a"].kind == expected


def test_optional_argument_may_be_absent(read):
    """And one without the mark must be given."""
    read_ = arguments(
        read(resource("a: pulumi.Input[str]", "b: Optional[pulumi.Input[str]] = None"))
    )
    assert [(read_[name].required, read_[name].optional) for name in "ab"] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("given", "expected", "nesting"),
    [
        ("lines: Sequence['OrderLineArgs']", "line", "list"),
        ("policies: Sequence['OrderPolicyArgs']", "policy", "set"),
        ("vias: Sequence['OrderViumArgs']", "via", "set"),
        ("continue_: pulumi.Input[str]", "continue", ""),
    ],
)
def test_terraform_name_comes_back(read, given, expected, nesting):
    """From the name of the nested class, or from the lock; keywords lose their underscore."""
    nested = "".join(
        f"class Order{name}Args:\n    def __init__(__self__, *, a: str): ...\n"
        for name in ("Line", "Policy", "Vium")
    )
    found = arguments(read(resource(given), nested))
    assert found[expected].nesting == nesting
    assert set(found) == {expected, "id"}


def test_nested_structure_that_does_not_repeat_stands_at_most_once(read):
    """A second block of it is one too many."""
    nested = "class OrderLineArgs:\n    def __init__(__self__, *, a: str): ...\n"
    assert read(resource("line: 'OrderLineArgs'"), nested).at_most_one == {"OrderLine"}


def test_outputs_are_computed(read):
    """Those that nobody gives, and arguments that are there whether given or not."""
    outputs = "".join(
        f"    def {name}(self) -> pulumi.Output[{kind}]: ...\n"
        for name, kind in (("url", "str"), ("uid", "str"), ("note", "Optional[str]"))
    )
    found = arguments(
        read(
            resource(
                "uid: Optional[pulumi.Input[str]]",
                "note: Optional[pulumi.Input[str]]",
                outputs=outputs,
            )
        )
    )
    assert {name: (one.optional, one.computed) for name, one in found.items()} == {
        "url": (False, True),
        "uid": (True, True),
        "note": (True, False),
        "id": (True, True),
    }


def test_name_is_required(read):
    """Pulumi makes a name up, Terraform does not."""
    outputs = "    def name(self) -> pulumi.Output[str]: ...\n"
    found = arguments(read(resource("name: Optional[pulumi.Input[str]]", outputs=outputs)))
    assert found["name"].required
