"""The code that the dialect refuses, as one table for the checks and for docs/dialect.md."""

from __future__ import annotations

# Built-ins that exist in Python and are refused, with the reason and what to write instead.
BUILTINS_REFUSED: dict[str, str] = {
    "eval": "`eval` needs a Python interpreter, and the page's security policy forbids it: write the expression out",
    "exec": "`exec` needs a Python interpreter, and the page's security policy forbids it: write the statements out",
    "compile": "`compile` needs a Python interpreter: write the code out",
    "globals": "`globals()` has no meaning after linking: keep a dict of your own",
    "locals": "`locals()` has no meaning after linking: keep a dict of your own",
    "dir": "`dir()` has no meaning in the browser: name the attributes",
    "input": "`input()` needs a terminal: take the value as an argument",
    "open": "`open()` needs a file system: take the text as an argument",
    "__import__": "imports are resolved while building: write an `import` statement",
    "breakpoint": "`breakpoint()` needs a terminal: use the browser's own debugger, which shows the Python lines",
    "bytearray": "`bytearray` has no counterpart in the browser: use a list of numbers",
    "memoryview": "`memoryview` has no counterpart in the browser: use a list",
    "complex": "complex numbers have no counterpart in the browser: keep the real and the imaginary part",
    "super": "`super` is used as a value: write `super().method(…)` inside a method",
    "help": "`help()` needs a terminal: call it in CPython",
    "id": "`id()` does not exist in the browser: compare with `is`",
}

# Names that JavaScript uses instead of Python's, and globals that programs for a page expect.
JAVASCRIPT_WORDS = {"null": "None", "undefined": "None", "true": "True", "false": "False", "this": "self"}
JAVASCRIPT_GLOBALS = frozenset(
    {
        *("window", "document", "console", "globalThis", "location", "navigator", "React", "Twilio"),
        *("localStorage", "sessionStorage", "fetch", "setTimeout", "setInterval", "clearTimeout", "alert"),
        *("JSON", "Promise", "Object", "Array", "Date", "Math", "parseInt", "parseFloat", "sforce"),
    }
)
PAGE_OBJECTS = {"console": "services.log", "React": "services.react"} | dict.fromkeys(
    ("window", "globalThis"), "services.window"
)
"""The replacement for a global of the page; other globals are attributes of `services.window`."""


def no_global(name: str) -> str:
    """Return why a program cannot use a global of the page, and what to use instead."""
    instead = PAGE_OBJECTS.get(name, f"services.window.{name}")
    return f"Python code cannot use globals of the page: use `{instead}`"


# Methods with a meaning in Python that classes of the dialect cannot give.
SPECIAL_METHODS_REFUSED: dict[str, str] = {
    "__new__": "`__new__` is not called in the browser: use a class method that makes the object",
    "__del__": "JavaScript does not say when an object goes away: give the class a method `close`",
    "__getattribute__": "`__getattribute__` is not consulted in the browser: use `__getattr__` or a property",
    "__init_subclass__": "`__init_subclass__` is not called in the browser: register the class with a decorator",
    "__class_getitem__": "`__class_getitem__` is not called in the browser: subscripts of a class serve annotations only",
    "__set_name__": "descriptors do not work in the browser: use a property",
    "__get__": "descriptors do not work in the browser: use a property",
    "__set__": "descriptors do not work in the browser: use a property",
    "__delete__": "descriptors do not work in the browser: use a property",
    "__aenter__": "`async with` is not translated: use try/finally with `await`",
    "__aexit__": "`async with` is not translated: use try/finally with `await`",
    "__aiter__": "`async for` is not translated: await a list, then loop over it",
    "__anext__": "`async for` is not translated: await a list, then loop over it",
    "__instancecheck__": "`__instancecheck__` is not called in the browser: `isinstance` checks only the classes",
    "_generate_next_value_": "`_generate_next_value_` is not called in the browser: write the values of the members out",
    "__prepare__": "metaclasses do not exist in the browser: use a class decorator",
}

# Python's own attributes that no value in the browser has.
ATTRIBUTES_REFUSED: dict[str, str] = {
    "__context__": "`__context__` is not kept in the browser: write `raise … from error` and read `__cause__`",
    "__suppress_context__": "`__suppress_context__` is not kept in the browser: read `__cause__`",
    "__traceback__": "tracebacks have no counterpart in the browser: its console shows the stack of an exception",
    "__code__": "functions have no code object in the browser",
    "__defaults__": "the defaults of a function cannot be read in the browser: keep them in a variable",
    "__annotations__": "annotations are gone when the program runs: keep a dict of your own",
    "__base__": "`__base__` does not exist in the browser: read `__bases__[0]`",
    "__closure__": "closures cannot be read in the browser: keep the value in an attribute",
    "__globals__": "`__globals__` has no meaning after linking: keep a dict of your own",
}

# Classes that cannot be the base of a class: their values are plain JavaScript values.
BASES_REFUSED: dict[str, str] = {
    name: f"a class cannot be made from `{name}`, whose values are plain JavaScript values: give it an attribute of that type"
    for name in ("str", "int", "float", "bool", "list", "dict", "tuple", "set", "frozenset", "type", "bytes")
}

# Constructs, by the name that lowering uses.
CONSTRUCTS: dict[str, str] = {
    "star_import": "`from … import *` hides where a name comes from: import the names",
    "async_for": "`async for` is not translated: await a list, then loop over it",
    "async_with": "`async with` is not translated: use try/finally with `await`",
    "async_generator": "an `async` function cannot `yield` in the browser: collect the values in a list and return it",
    "async_comprehension": "a comprehension cannot `await`: use a loop and `append`",
    "await_in_lambda": "`await` inside a lambda or comprehension is not translated: use a loop and `append`",
    "await_outside": "`await` outside an `async def`: make the function `async`",
    "yield_in_lambda": "`yield` inside a lambda or comprehension is not translated: use a function",
    "bytes": "bytes have no counterpart in the browser: use `str`",
    "complex": "complex numbers have no counterpart in the browser: keep the real and the imaginary part",
    "big_int": "this number is beyond 2**53, where JavaScript's numbers lose digits: keep it as a string",
    "ellipsis": "`...` has no value in the browser: use None",
    "metaclass": "metaclasses do not exist in the browser: use a class decorator",
    "mixed_enum": "an Enum of this type has no counterpart in the browser: derive it from `str` or `int`, or use a plain Enum and its `.value`",
    "exception_group": "`except*` is not translated: catch the exceptions one by one",
    "bare_raise": "a bare `raise` must be inside the `except` clause whose exception it raises again",
    "module_in_class": "a module cannot be an attribute of a class: import it at the top of the file",
    "pattern_of_built_in": "a pattern does not read attributes of a built-in value (`int(real=0)`): use `if`",
    "nested_super": "`super()` without arguments works in a method itself, not in functions and comprehensions inside it, nor in a static method: keep `super().name` in a variable of the method",
    "dataclass_of_function": "@dataclass is for classes: remove it from the function",
    "dataclass_value": "`dataclass` is translated only as a decorator: write `@dataclass` above the class",
    "enum_extended": "an Enum that has members cannot be extended: make another Enum",
    "enum_twice": "a member of an Enum is defined twice: give one of them another name",
    "base_is_no_class": "a module or function cannot be the base of a class: name a class",
    "slice_in_tuple": "a slice inside a tuple has no counterpart in the browser: index one dimension after the other",
    "class_in_function_global": "`global` inside a class body is not translated: assign outside the class",
    "type_statement": "the `type` statement needs Python 3.12: write `Alias: TypeAlias = …`",
}
