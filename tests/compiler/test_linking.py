"""The contents of a linked program, and the places in its source map."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from build.compiler.compile import LinkedProgram, compile_program
from build.compiler.link.source_map import source_map
from build.compiler.runtime.library import runtime_units

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


# Properties that the runtime gives its own objects.
MEMBERS = {"$py", "$body", "$self", "$func", "$outside"}


def linked(tmp_path: Path, source: str, **beside: str) -> LinkedProgram:
    for name, text in beside.items():
        path = tmp_path / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "program.py").write_text(source, encoding="utf-8")
    return compile_program(tmp_path / "program.py", root=tmp_path, readable=True)


def decoded(mappings: str) -> list[tuple[int, int] | None]:
    """Return source index and line (from 1) for each line of a map whose lines have at most one segment."""
    source = line = 0
    places: list[tuple[int, int] | None] = []
    for segment in mappings.split(";"):
        if not segment:
            places.append(None)
            continue
        values, value, shift = [], 0, 0
        for digit in map(_DIGITS.index, segment):
            value |= (digit & 31) << shift
            shift += 5
            if not digit & 32:
                values.append(-(value >> 1) if value & 1 else value >> 1)
                value = shift = 0
        source, line = source + values[1], line + values[2]
        places.append((source, line + 1))
    return places


def test_a_letter_in_a_number_or_a_text_is_not_mistaken_for_a_variable(tmp_path: Path) -> None:
    source = "e = 2.5\n\n\ndef tiny():\n    return 1e-30, 'e'\n"
    assert "2.5" not in linked(tmp_path, source).code
    assert "2.5" in linked(tmp_path, source.replace("'e'", "e")).code


def test_only_the_parts_of_the_runtime_that_the_program_uses_are_in_the_bundle(tmp_path: Path) -> None:
    small = linked(tmp_path, "def f(a):\n    return a + 1\n")
    large = linked(tmp_path, 'def f(a):\n    return f"{a:.2f}", sorted({a}), a[1:2]\n')
    assert "$format" not in small.code
    assert "$Set" not in small.code
    assert "$format" in large.code
    assert small.runtime_bytes < large.runtime_bytes / 2


def test_an_unused_definition_is_left_out_unless_it_has_an_effect(tmp_path: Path) -> None:
    program = linked(
        tmp_path,
        "from beside import used\n\n\ndef f():\n    return used()\n",
        beside="def used():\n    return 1\n\n\ndef unused():\n    return 2\n\n\nprint('loaded')\n",
    )
    assert "used = function" in program.code
    assert "unused" not in program.code
    assert '"loaded"' in program.code


def test_protocols_typed_dicts_and_aliases_cost_nothing(tmp_path: Path) -> None:
    source = (
        "from typing import Optional, Protocol, TypedDict\n\n\n"
        "class Shape(Protocol):\n    size: int\n\n\nclass Record(TypedDict):\n    name: str\n\n\n"
        "Maybe = Optional[str]\n\n\ndef f(a: Shape, b: Record) -> Maybe:\n    return None\n"
    )
    assert (
        linked(tmp_path, source).code == linked(tmp_path, "\n" * 14 + "def f(a, b):\n    return None\n").code
    )


def test_names_of_two_modules_do_not_collide(tmp_path: Path) -> None:
    program = linked(
        tmp_path,
        "from one import value as first\nfrom two import value as second\n\n\ndef f():\n    return first() + second()\n",
        one="def value():\n    return 1\n",
        two="def value():\n    return 2\n",
    )
    assert {"value$one", "value$two"} <= set(program.code.replace("(", " ").split())


def test_the_map_leads_from_every_line_of_the_program_to_its_python_line(tmp_path: Path) -> None:
    program = linked(
        tmp_path,
        'from beside import g\n\n\ndef f(a):\n    b = g(a)\n    if b:\n        return "third"\n    return None\n',
        beside="def g(x):\n    return x\n",
    )
    document = json.loads(source_map("bundle.js", program.sources, program.lines, first_line=3))
    assert document["sources"] == ["flex-sfdc:///beside.py", "flex-sfdc:///program.py"]
    assert document["sourcesContent"][0] == "def g(x):\n    return x\n"
    places = decoded(document["mappings"])
    assert places[:3] == [None, None, None]
    lines = program.code.split("\n")
    place_of = {lines[at - 3].strip(): place for at, place in enumerate(places) if place and at >= 3}
    assert place_of['return "third";'] == (1, 7)
    assert place_of["var b = g (a);"] == (1, 5)
    assert place_of["return x;"] == (0, 2)


def test_statements_on_one_line_lead_to_their_own_python_lines(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        'def f(a):\n    b = a("second")\n    c = a("third")\n    if b:\n        print("fifth")\n    return b, c\n\n\nf(f)\n',
        "utf-8",
    )
    program = compile_program(tmp_path / "program.py", root=tmp_path)
    lines = program.code.split("\n")
    found = {
        word: program.origin(line, text.index(word))
        for line, text in enumerate(lines)
        for word in ("second", "third", "fifth")
        if word in text
    }
    assert {word: place and place.line for word, place in found.items()} == {
        "second": 2,
        "third": 3,
        "fifth": 5,
    }
    assert any("second" in line and "third" in line for line in lines)
    assert program.origin(0, 0) is None


def test_the_same_sources_give_the_same_code_with_any_hash_seed_and_in_any_folder(tmp_path: Path) -> None:
    source = "import beside\nNAMES = {'b', 'a'}\n\n\ndef f(**k):\n    return beside.g(x=1), NAMES, k\n"
    script = (
        "import sys; from pathlib import Path; from build.compiler.compile import compile_program;"
        "p = compile_program(Path(sys.argv[1]) / 'program.py', root=Path(sys.argv[1]));"
        "print(p.code, p.lines, p.sources, p.exports)"
    )
    outputs = set()
    for seed in ("0", "1", "77"):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / "program.py").write_text(source, "utf-8")
        (folder / "beside.py").write_text("def g(x, y=2, *z):\n    return x, y, z\n", "utf-8")
        run = subprocess.run(
            [sys.executable, "-c", script, str(folder)],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )  # fmt: skip
        outputs.add(run.stdout)
    assert len(outputs) == 1


def test_every_name_in_a_unit_of_the_runtime_exists() -> None:
    library = runtime_units()
    needed = {
        unit.name: {name for line in unit.lines for name in line.needs if name not in library}
        for unit in library.values()
    }
    assert {name: missing - MEMBERS for name, missing in needed.items() if missing - MEMBERS} == {}


def test_a_computed_name_links_only_methods_that_the_program_can_name(tmp_path: Path) -> None:
    """Texts that are compared, looked up or passed to the page go no further; a shape has no methods."""
    head = "from typing import Protocol\n\n\nclass Page(Protocol):\n    def act(self, what): ...\n\n\n"
    body = 'def f(o, n, page):\n    page.act("copy")\n    return getattr(o, n), o["keys"], n == "index", o.get("count")'
    program = linked(tmp_path, f"{head}{body}\n")
    assert "$getattr_any" not in program.code
    assert not {"$m_copy", "$m_keys", "$m_index", "$m_count"} & set(program.code.split())
    unread = linked(tmp_path, f'{head}{body}, {{"count": n}}\n')
    assert "$getattr_any" not in unread.code
    call = 'def g(o, page):\n    return f(o, "count", page)'
    stored = linked(tmp_path, f"{head}{body}, getattr(n, n)\n\n\n{call}\n")
    assert stored.code.count('["count", $m_count, ') == 1
    assert stored.code.count("$once0") == 3


def test_a_program_has_characters_of_ascii_only(tmp_path: Path) -> None:
    program = linked(
        tmp_path, 'PARTS = "é\uffff\U0001f600"\n\n\ndef f():\n    return PARTS[2], f"→{PARTS}"\n'
    )
    assert program.code.isascii()
    assert r'"\u00e9\uffff\ud83d\ude00"' in program.code


def test_a_modules_constant_counts_as_a_known_name(tmp_path: Path) -> None:
    program = linked(tmp_path, 'NAME = "keys"\n\n\ndef f(o):\n    return getattr(o, NAME)\n')
    assert "$getattr_of (o, NAME, $m_keys" in program.code
    rebound = linked(tmp_path, 'NAME = "keys"\n\n\ndef f(o):\n    return getattr(o, NAME)\n\n\nNAME = "a"\n')
    assert "$getattr_any (o, NAME, $once0" in rebound.code


def short_code(folder: Path, source: str, **beside: str) -> str:
    """Return the program without the runtime, with short names."""
    for name, text in {"program": source, **beside}.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    program = compile_program(folder / "program.py", root=folder)
    return program.code.encode()[program.runtime_bytes :].decode()


def test_a_constant_is_written_where_it_is_used_if_that_is_shorter(tmp_path: Path) -> None:
    source = "from beside import LIMIT\n\nNAME = 'a name that is long'\n\n\ndef f(x):\n    return [LIMIT, NAME, x]\n"
    code = short_code(tmp_path, source, beside="LIMIT = 4711\n")
    assert '[4711,"a name that is long",' in code
    assert code.count("var ") == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return [NAME] * 2\n\n\nif f:\n    NAME = 'a name'\n",
        "NAME = 'a name'\n\n\ndef f():\n    global NAME\n    NAME = NAME + 'x'\n    return NAME\n",
        "NAME = 'a name'\nNAME = 'another'\n\n\ndef f():\n    return NAME\n",
        "NAME = 'a name that is long'\n\n\ndef f():\n    return [NAME, NAME, NAME, NAME, NAME]\n",
        "print(1)\n\n\ndef f():\n    return NAME\n\n\nprint(f)\nNAME = 'a name'\n",
    ],
)
def test_a_constant_that_changes_or_is_set_late_or_is_used_often_stays_a_variable(
    tmp_path: Path, source: str
) -> None:
    assert '="a name' in short_code(tmp_path, source)


def test_a_variable_set_by_an_imported_module_is_not_checked(tmp_path: Path) -> None:
    program = linked(
        tmp_path,
        "from beside import make, later\n\nX = make(1)\nY = later\n\n\ndef f():\n    return [g(), X, Y]\n\n\ndef g():\n    return 1\n",
        beside="def make(x):\n    return [x]\n\n\nif make:\n    later = [2]\n",
    )
    assert "$global (later" in program.code
    assert "$global (make" not in program.code
    assert "$global (g" not in program.code


def test_a_function_that_may_run_early_checks_names_defined_later(tmp_path: Path) -> None:
    source = (
        "from beside import make\n\n\ndef f():\n    return g()\n\n\nX = make(f)\n\n\ndef g():\n    return 1\n"
    )
    program = linked(tmp_path, source, beside="def make(x):\n    return [x]\n")
    assert '$global (g, "g")' in program.code
