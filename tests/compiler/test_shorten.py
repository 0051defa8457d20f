"""Short names: which variables of a bundle get them, and which must stay."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from build.compiler.compile import compile_program
from build.compiler.link import shorten
from build.compiler.link.shorten import shortened
from build.compiler.link.tokens import tokens
from build.compiler.link.variables import declared
from build.compiler.runtime.library import RuntimeUnit, runtime_units
from build.compiler.v8 import run, syntax_error


@pytest.fixture(autouse=True)
def letters_from_a(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shorten, "_LETTERS", string.ascii_lowercase + string.ascii_uppercase)


def short(*units: str, shared: str = "", kept: str = "") -> list[str]:
    return shortened(list(units), frozenset(shared.split()), frozenset(kept.split()), {})[0]


def text_of(unit: RuntimeUnit) -> str:
    return "\n".join(line.text for line in unit.lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("function f(first, second) {}", "function a(a,b){}"),
        ("var [one, ...rest] = given, two = one.one;", "var[a,...b]=given,c=a.one;"),
        ("const { size, length: n = size } = { size, n };", "const{size:a,length:b=a}={size:a,n:b};"),
        ("const g = (x) => ({ x, y: x ? x : `${x}x${{ x }.x}` });", "const a=a=>({x:a,y:a?a:`${a}x${{x:a}.x}`});"),
        ("for (const item of items) item.item(/item/g, 'item');", "for(const a of items)a.item(/item/g,'item');"),
        ("const c = { make(x) { return x; }, get x() { return 1; } };", "const a={make(a){return a;},get x(){return 1;}};"),
        ("class A extends B { constructor(v) { this.v = v; } static get v() { return A; } }",
         "class A extends B{constructor(a){this.v=a;}static get v(){return A;}}"),
        ("class A { [key](v) { return v; } get [key]() { return 1; } *[key](...v) { yield v; } }",
         "class A{[key](a){return a;}get[key](){return 1;}*[key](...a){yield a;}}"),
        ("try { f(); } catch (error) { throw error; }", "try{f();}catch(a){throw a;}"),
        ("while (f1) {\n// pass;\n} const f1 = /[/`]/ / 2;", "while(a){\n\n}const a=/[/`]/ /2;"),
        ("var a1 = - -b - --c + +d / /e/.f;", "var a=- -b- --c+ +d/ /e/.f;"),
        ("var f1 = function* (a1, b1 = a1) { yield b1; };", "var a=function*(a,b=a){yield b;};"),
        ("const h = async ({ left, right: [r] }) => left in r;", "const a=async({left:a,right:[b]})=>a in b;"),
    ],
)  # fmt: skip
def test_only_variables_that_a_unit_declares_get_letters(before: str, after: str) -> None:
    assert short(before) == [after]


def test_private_attributes_share_a_name_if_no_object_has_both() -> None:
    units = ["a._x = a._y + a._x;", "b._z = b._w + b._v;", 'c("_t", d._t, d.v);']
    private = {
        **{"_x": frozenset("A"), "_y": frozenset("A"), "_z": frozenset("BC"), "_w": frozenset("C")},
        **{"_v": frozenset[str](), "_t": frozenset("D")},
    }
    assert shortened(units, frozenset(), frozenset(), private)[0] == [
        "a.$a=a.$c+a.$a;",
        "b.$c=b.$a+b.$b;",
        'c("_t",d._t,d.v);',
    ]


def test_a_variable_never_gets_the_name_of_an_outer_one_that_the_unit_uses() -> None:
    assert short("function f(x, y) { return a + x + y; }") == ["function b(b,c){return a+b+c;}"]
    assert short("var total = 1;", "function f(x) { return A(x, total); }", shared="total") == [
        "var B=1;",
        "function a(a){return A(a,B);}",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("var f = (x) => { var y = (z) => x(z); return (w) => w + y; };", "var a=a=>{var b=b=>a(b);return a=>a+b;};"),
        ("const f = (x) => `${x((y) => `${y}-${y}`, x)}${x}`;", "const a=a=>`${a(a=>`${a}-${a}`,a)}${a}`;"),
        ("var f = [(x) => x ? [x, `${x}`] : f, (y) => y];", "var a=[b=>b?[b,`${b}`]:a,a=>a];"),
        ("try { (x) => x; } catch (e) { (y) => e; }", "try{a=>a;}catch(a){b=>a;}"),
        ("function f(x) { function g(y) { return g; } return g; }", "function a(a){function b(a){return b;}return b;}"),
        ("const c = { get(x) { return (y) => x; }, x: (y) => c };", "const a={get(a){return b=>a;},x:b=>a};"),
    ],
)  # fmt: skip
def test_functions_share_letters_unless_one_uses_the_variables_of_the_other(before: str, after: str) -> None:
    assert short(before) == [after]


def test_units_share_their_short_names() -> None:
    units = "const $one = 1;", "function $two(x) { return $one + x.$one; }"
    assert short(*units, shared="$one $two") == ["const A=1;", "function B(a){return A+a.$one;}"]
    assert short(*units, shared="$one $two", kept="$two") == [
        "const A=1;",
        "function $two(a){return A+a.$one;}",
    ]


def test_the_runtime_is_tokenized_to_the_last_character() -> None:
    for unit in runtime_units().values():
        text = text_of(unit)
        assert "".join(token.text for token in tokens(text)) == text, unit.name


def test_no_unit_of_the_runtime_hides_a_global_of_the_page_that_the_runtime_reads() -> None:
    """A name is one variable in a unit: the unit's or the page's."""
    texts = [text_of(unit) for unit in runtime_units().values()]
    names = [{token.text for token in tokens(text) if token.kind in ("name", "shorthand")} for text in texts]
    own = [declared(text) for text in texts]
    page = set().union(*(n - o for n, o in zip(names, own, strict=True))) - runtime_units().keys()
    assert {"Object", "Math", "console"} <= page
    assert not set().union(*own) & page


def test_the_whole_runtime_with_short_names_is_javascript() -> None:
    units = [text_of(unit) for unit in runtime_units().values()]
    code = "\n".join(short(*units, shared=" ".join(runtime_units())))
    assert syntax_error(code) is None
    assert code.count("\n") == "\n".join(units).count("\n")


def test_functions_keep_their_names_where_the_program_asks_for_them(tmp_path: Path) -> None:
    source = "def greet(f):\n    return f\n\n\ndef outer():\n    def inner():\n        return 1\n    return inner\n"
    asks = f"{source}print(greet.__name__, outer().__name__, (lambda: 1).__name__, outer().__qualname__)\n"
    by_text = f"{source}print(getattr(greet, '__name__'), [getattr(outer(), n) for n in ['__name__']])\n"
    for asking, said in (
        (asks, "greet inner <lambda> outer.<locals>.inner\n"),
        (by_text, "greet ['inner']\n"),
    ):
        file = tmp_path / "program.py"
        file.write_text(asking, "utf-8")
        code = compile_program(file, root=tmp_path, runtime_roots=("$uncaught",)).code
        assert run(code).text("out") == said
        assert "inner=" in code
    file.write_text(f"{source}greet(outer)()\n", "utf-8")
    assert "inner=" not in compile_program(file, root=tmp_path).code


def test_public_names_map_to_the_short_names(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("def greet(name):\n    return name\n", "utf-8")
    program = compile_program(file, root=tmp_path)
    assert f"{program.exports['greet']}=function(" in program.code
    assert "greet" not in program.code.replace('"greet name"', "")
