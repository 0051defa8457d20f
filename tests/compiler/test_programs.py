"""Small programs in V8 and in CPython: compiled programs print the same, or are refused, or raise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from build.compiler.compile import RefusedError
from tests.compiler.compiled import compiled, ran
from tests.compiler.python_programs import Recorded, programs, recorded, themes

Ending = Literal["same", "refused", "raised", "silently different"]

# Refused programs, and why.
REFUSED: dict[str, str] = {
    "builtins.id_function": "objects have no number in the browser",
    "builtins.dir_function": "the attributes of an object are not all listed in the browser",
    "builtins.globals_function": "there is no dict of the module after linking",
    "builtins.eval_exec": "there is no interpreter in the browser",
    "builtins.input_function": "there is no terminal in the browser",
    "builtins.memoryview_bytearray": "no bytes",
    "builtins.isinstance_abstract": "collections.abc serves annotations",
    "builtins.unknown_keyword_in_builtins": "a mistake that shows while building",
    "classes.slice_of_tuple_index": "a slice inside a tuple has no use but in numpy",
    "classes.new_method": "__new__ is not called",
    "classes.init_subclass": "__init_subclass__ is not called",
    "classes.descriptor": "no descriptors but properties",
    "classes.str_subclass": "texts are plain JavaScript strings",
    "classes.dict_subclass": "dicts are the runtime's own",
    "classes.list_subclass": "lists are plain JavaScript arrays",
    "classes.metaclass": "no metaclasses",
    "classes.type_three_arguments": "classes are made by class statements",
    "classes.class_getitem": "subscripts of a class serve annotations",
    "dataclass_enum.dataclass_mutable_default": "a mistake that shows while building",
    "dataclass_enum.enum_flag": "members are not numbers",
    "exceptions.context_chain": "__context__ is not kept",
    "exceptions.context_in_finally": "__context__ is not kept",
    "exceptions.bare_raise_in_function": "a bare raise must be inside its except clause",
    "exceptions.bare_raise_without_exception": "a bare raise must be inside its except clause",
    "exceptions.exception_group": "no exception groups",
    "exceptions.exception_group_class": "no exception groups",
    "exceptions.unicode_errors": "a ValueError says as much",
    "exceptions.name_error_text": "a mistake that shows while building",
    "generators.async_method_and_closure": "await in a comprehension",
    "generators.async_generator": "no asynchronous generators",
    "generators.async_with": "no asynchronous context managers",
    "generators.async_task": "no tasks, gather() does",
    "numbers.int_to_bytes": "no bytes",
    "numbers.complex_numbers": "no complex numbers",
    "scopes.ellipsis_value": "... stands for a body only",
    "stdlib.uuid_hashlib_base64": "no bytes",
    "stdlib.decimal_fractions": "no decimal numbers",
    "stdlib.fractions_module": "no fractions",
    "stdlib.import_star": "names are imported one by one",
    "stdlib.import_missing": "imports are resolved while building",
    "stdlib.import_optional": "imports are resolved while building",
    "stdlib.types_simplenamespace": "a dataclass does",
    "stdlib.weakref_module": "not brought along",
    "stdlib.threading_module": "a page has one thread",
    "stdlib.secrets_uuid": "not brought along",
    "stdlib.inspect_module": "signatures are gone when the program runs",
    "stdlib.shlex_csv": "not brought along",
    "text.bytes_literal": "no bytes",
}

# Programs that raise although CPython does not, or raise another exception, and why.
RAISED: dict[str, str] = {
    "corners.property_vs_getattr_fallback": "an AttributeError inside a property does not lead to __getattr__",
    "corners.template_with_another_pattern": "only the delimiter of a template can be set",
    "classes.class_attribute_function_value": "a built-in function in a class becomes a method of it",
    "classes.len_called_via_class": "built-in values have no special methods of their own",
    "classes.dunder_calls_on_builtins": "built-in values have no special methods of their own",
    "classes.property_on_class_object": "`property` is not a type here",
    "dataclass_enum.enum_functional": "Enum is made by class statements",
    "exceptions.attribute_error_name_obj": "an AttributeError keeps its text only",
    "generators.stop_iteration_in_generator": "StopIteration goes out of a generator as it is",
    "generators.next_stop_inside_generator": "StopIteration goes out of a generator as it is",
    "generators.generator_already_executing": "JavaScript's TypeError instead of ValueError",
    "numbers.negative_root": "no complex numbers",
    "numbers.float_hex": "no hexadecimal floats",
    "numbers.big_int_overflow": "a whole number beyond 2**53",
    "numbers.big_int_literal": "a whole number beyond 2**53",
    "numbers.big_int_boundary": "a whole number beyond 2**53",
    "numbers.lcg": "a whole number beyond 2**53 on the way",
    "stdlib.functools_singledispatch": "annotations are gone: @f.register(int) names the type",
    "stdlib.random_seeded": "the browser's generator takes no seed",
}

# Programs that print another result without an exception, and why.
SILENTLY_DIFFERENT: dict[str, str] = {
    "corners.missing_method_argument_not_evaluated": "JavaScript evaluates the arguments of a call before it misses the method",
    "builtins.type_of_a_built_in_function": "'function': to tell would cost every bundle",
    "builtins.hash_of_a_tuple": "a hash of another value: it only serves to compare within a run",
}

ENDINGS: dict[str, Ending] = {
    **dict.fromkeys(REFUSED, "refused"),
    **dict.fromkeys(RAISED, "raised"),
    **dict.fromkeys(SILENTLY_DIFFERENT, "silently different"),
}


def ending(source: str, expected: Recorded) -> Ending:
    try:
        outcome = ran(compiled(source))
    except RefusedError:
        return "refused"
    if outcome.text("out") == expected.printed and bool(outcome.exit_code) == expected.fails:
        return "same"
    return "raised" if outcome.exit_code else "silently different"


@pytest.mark.parametrize("theme", themes())
def test_compiled_programs_print_what_cpython_prints(theme: str) -> None:
    expected = recorded(theme)
    outputs = {
        f"{theme}.{program.name}": ending(program.source, expected[program.name])
        for program in programs(theme)
    }
    assert outputs == {name: ENDINGS.get(name, "same") for name in outputs}


CORPUS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "corpus" / "python.json").read_text("utf-8")
)
PARTS = 6
"""Parts of the corpus. Each is a test, so that several workers share them."""


@pytest.mark.parametrize("part", range(PARTS))
def test_programs_of_the_corpus_print_what_cpython_prints(part: int) -> None:
    outputs = {}
    for name in list(CORPUS)[part::PARTS]:
        text = CORPUS[name]["cpython"]
        outputs[name] = ending(CORPUS[name]["source"], Recorded(f"{text}\n" if text else "", fails=False))
    assert outputs == dict.fromkeys(outputs, "same")


def test_every_program_has_its_recorded_output() -> None:
    for theme in themes():
        assert [program.name for program in programs(theme)] == list(recorded(theme))


def test_listed_exceptions_name_existing_programs() -> None:
    assert ENDINGS.keys() <= {f"{theme}.{program.name}" for theme in themes() for program in programs(theme)}
    assert len(SILENTLY_DIFFERENT) <= 5
