"""Statements in fewer characters: the removed and the remaining characters, and the lines of the map."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.compiler.compile import compile_program
from build.compiler.link.compact import compacted, without_semicolons
from build.compiler.link.parentheses import needless
from build.compiler.link.source_map import LinkedLine
from build.compiler.link.tokens import tokens
from build.compiler.v8 import run
from tests.support.cases import each


def compact(text: str) -> list[tuple[int, str]]:
    """Return the lines of a program after compaction, each with the number of the line that it comes from."""
    lines = [LinkedLine(line, "f.py", number) for number, line in enumerate(text.split("\n"), 1)]
    return [(line.line, line.text) for line in compacted(lines)]


@each(
    ("before", "after"),
    [
        ("if(a){\nf();\n}", [(1, "if(a)"), (2, "f()")]),
        ("if(a){\nf();\ng();\n}", [(1, "if(a){"), (2, "f()"), (3, "g()}")]),
        ("if(a){\nf();\n}\nelse{\ng();\n}", [(1, "if(a)"), (2, "f()"), (4, "else"), (5, "g()")]),
        ("if(a){\nif(b){\nf();\n}\n}\nelse{\ng();\n}",
         [(1, "if(a){"), (2, "if(b)"), (3, "f()}"), (6, "else"), (7, "g()")]),
        ("if(a){\nreturn b;\n}\nelse if(c){\nreturn d;\n}\nelse{\ng();\n}\nh();",
         [(1, "if(a)"), (2, "return b"), (4, "if(c)"), (5, "return d"), (8, "g()"), (10, "h()")]),
        ("for(var a of b){\nf(a);\n}\nvar c=1;\nvar[d,e]=g;", [(1, "for(var a of b)"), (2, "f(a)"), (4, "var c=1,"), (5, "[d,e]=g")]),
        ("try{\nf();\n}\ncatch(e){\ng(e);\n}", [(1, "try{"), (2, "f()}"), (4, "catch(e){"), (5, "g(e)}")]),
        ("try{\nf();\n}\ncatch(e){\ng();\n}", [(1, "try{"), (2, "f()}"), (4, "catch{"), (5, "g()}")]),
        ("a();\n(yield b);\n[c]=d;\nreturn;", [(1, "a();"), (2, "(yield b);"), (3, "[c]=d"), (4, "return")]),
        ("if(a){\nf();\n}\n(yield b);", [(1, "if(a)"), (2, "f();"), (4, "(yield b)")]),
        ("while(a){\n}", [(1, "while(a){}")]),
        ('f("}{",a);\nif(b){\nf("};");\n}', [(1, 'f("}{",a)'), (2, "if(b)"), (3, 'f("};")')]),
        ("var f=function*(){\nif(a){\nb();\n}\n(yield c)};", [(1, "var f=function*(){"), (2, "if(a)"), (3, "b();"), (5, "(yield c)}")]),
    ],
)  # fmt: skip
def test_statements_lose_superfluous_characters_and_keep_their_lines(
    before: str, after: list[tuple[int, str]]
) -> None:
    assert compact(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f((function g(a){\nreturn a;\n}));", [(1, "f(a=>"), (2, "a)")]),
        ("f(a,(function g(b,c){\nreturn b;\n}),d);", [(1, "f(a,(b,c)=>"), (2, "b"), (3, ",d)")]),
        ("f((function g(){\nreturn h((function i(a){\nreturn a;\n}));\n}));", [(1, "f(()=>"), (2, "h(a=>"), (3, "a))")]),
        ("(function g(a){\nreturn a;\n})(b);", [(1, "(a=>"), (2, "a"), (3, ")(b)")]),
        ("f((function g(a){\nreturn K(arguments,1)&&a;\n}));", [(1, "f((function(a){"), (2, "return K(arguments,1)&&a}))")]),
        ("f((function g(a){\nh();\nreturn a;\n}));", [(1, "f((function(a){"), (2, "h()"), (3, "return a}))")]),
        ("f((function g(a){\nreturn {};\n}));", [(1, "f((function(a){"), (2, "return {}}))")]),
    ],
)  # fmt: skip
def test_a_lambda_becomes_an_arrow_function_where_that_is_equivalent(
    before: str, after: list[tuple[int, str]]
) -> None:
    assert compact(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("var f=function(a){\nreturn a;\n};", [(1, "var f=a=>"), (2, "a")]),
        ("var f=function(a,b){\ng(a);\nreturn b;\n};\nh();", [(1, "var f=(a,b)=>{"), (2, "g(a)"), (3, "return b}"), (5, "h()")]),
        ("var f=function(){\nK(arguments,1);\nreturn g;\n};", [(1, "var f=function(){"), (2, "K(arguments,1)"), (3, "return g}")]),
        ("var f=function(){\nif(a){\nK(arguments,1);\n}\n};", [(1, "var f=function(){"), (2, "if(a)"), (3, "K(arguments,1)}")]),
        ("var f=function*(a){\n(yield a);\n};", [(1, "var f=function*(a){"), (2, "(yield a)}")]),
    ],
)  # fmt: skip
def test_a_function_becomes_an_arrow_function_unless_it_counts_its_arguments(
    before: str, after: list[tuple[int, str]]
) -> None:
    assert compact(before) == after


METHODS = "var a=function(s){\ng(s);\n};\nvar b=function(s){\nreturn s;\n};\n"


@pytest.mark.parametrize(
    ("last", "after"),
    [
        ('var C=Y("C",[],["f",a,"x",1,"g",b]);',
         [(7, 'var C=Y("C",[],['), (1, '"f",s=>{'), (2, "g(s)},"), (7, '"x",1,'), (4, '"g",s=>'), (5, "s])")]),
        ('var C=Y("C",[D],["f",a,"g",b],["h"]);\nb(1);',
         [(4, "var b=s=>"), (5, "s,"), (7, 'C=Y("C",[D],['), (1, '"f",s=>{'), (2, "g(s)},"), (7, '"g",b],["h"])'), (8, "b(1)")]),
        ('var C=Y(["f",a],b);', [(1, "var a=s=>{"), (2, "g(s)},"), (4, "b=s=>"), (5, "s,"), (7, 'C=Y(["f",a],b)')]),
    ],
)  # fmt: skip
def test_a_method_is_in_the_list_of_its_class_if_nothing_else_mentions_it(
    last: str, after: list[tuple[int, str]]
) -> None:
    assert compact(METHODS + last) == after


def test_an_arrow_function_on_the_line_of_its_statement_is_in_that_line() -> None:
    lines = [LinkedLine(text, "f.py", 7) for text in ("f((function g(a){", "return a;", "}));")]
    assert compacted(lines) == [LinkedLine("f(a=>a)", "f.py", 7)]


def test_a_semicolon_stays_where_a_line_break_would_not_end_the_statement() -> None:
    texts = ["a();", "b();", "(c)();", "while(d());", "e();", "+f;", "g();"]
    lines = without_semicolons([LinkedLine(text) for text in texts])
    assert [line.text for line in lines] == ["a()", "b();", "(c)()", "while(d());", "e();", "+f", "g()"]


def test_a_program_that_begins_with_a_parenthesis_does_not_continue_the_runtime(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("(lambda f: print(f))(1)\n", "utf-8")
    code = compile_program(file, root=tmp_path, runtime_roots=("$uncaught",)).code
    assert run(code).text("out") == "1\n"
    place = code.index("\n(")
    assert code[place - 1] in ";}"


def test_an_empty_program_stays_empty() -> None:
    assert without_semicolons([]) == compacted([]) == []


@each(
    ("before", "after"),
    [
        ("f((a),(b));", "f(a,b);"),
        ("var a=(b?c:d);", "var a=b?c:d;"),
        ("return ((a));", "return a;"),
        ("f((a?b:c)?d:e);", "f((a?b:c)?d:e);"),
        ("f((a,b));", "f((a,b));"),
        ("(a=>b)(c);", "(a=>b)(c);"),
        ("f(((a)=>b));", "f(a=>b);"),
        ("f((a,b)=>c,()=>d);", "f((a,b)=>c,()=>d);"),
        ("!(f(a)[b]);", "!f(a)[b];"),
        ("!(a==b);!(a&&b);!(await a);!(typeof a);", "!(a==b);!(a&&b);!(await a);!(typeof a);"),
        ("f((function(){}));", "f((function(){}));"),
        ("var a=()=>({b:(c)});", "var a=()=>({b:c});"),
        ("(a+b)*c;x=(y);", "(a+b)*c;x=y;"),
        ("if(a)(b);for(const c of(d));", "if(a)(b);for(const c of(d));"),
        ("f(`${(a)}(${b})`);", "f(`${(a)}(${b})`);"),
        ("a.get=(b);a.return(c);", "a.get=b;a.return(c);"),
    ],
)  # fmt: skip
def test_superfluous_parentheses_are_removed(before: str, after: str) -> None:
    listed = tokens(before)
    dropped = needless(listed)
    assert "".join(token.text for place, token in enumerate(listed) if place not in dropped) == after
