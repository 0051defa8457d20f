"""The border between compiled Python and the objects of a page."""

from __future__ import annotations

import json

from py_mini_racer import MiniRacer

from build.compiler.runtime.library import METHODS
from tests.compiler.compiled import compiled


def answer(python: str, javascript: str) -> object:
    """Return the value of `javascript`, which can use the public functions of the Python module as variables."""
    program = compiled(python)
    names = "".join(
        f"const {name} = {target};\n" for name, target in program.exports.items() if name != target
    )
    body = f"'use strict';\n{program.code}{names}return JSON.stringify((() => {{ {javascript} }})() ?? null);"
    with MiniRacer() as engine:
        return json.loads(str(engine.eval(f"(function () {{ {body} }})()")))


def test_a_method_of_the_page_gets_dicts_as_plain_objects_however_deep() -> None:
    python = 'def f(page):\n    return page.take({"a": {"b": (1, 2.0)}, "c": [{"d": None}]})\n'
    javascript = (
        "let got; f({take(x) { got = x; }}); return [got, Object.getPrototypeOf(got.a) === Object.prototype];"
    )
    assert answer(python, javascript) == [{"a": {"b": [1, 2]}, "c": [{"d": None}]}, True]


def test_a_plain_object_of_the_page_reads_like_a_dict_and_by_attribute() -> None:
    python = (
        "def f(o):\n"
        '    return [o.get("a"), o.get("z", 5), o["a"], o.a, "a" in o, len(o), sorted(o), isinstance(o, dict),\n'
        "            [list(pair) for pair in o.items()], getattr(o, 'q', 'none'), o.q]\n"
    )
    assert answer(python, "return f({a: 1, b: 2});") == [
        *(1, 5, 1, 1, True, 2, ["a", "b"], True, [["a", 1], ["b", 2]], "none", None)
    ]  # fmt: skip


def test_a_missing_key_of_a_plain_object_is_a_key_error() -> None:
    python = 'def f(o):\n    try:\n        return o["z"]\n    except KeyError as error:\n        return str(error)\n'
    assert answer(python, "return f({a: 1});") == "'z'"


def test_an_object_with_its_own_get_is_read_by_that_method() -> None:
    python = 'def f(o):\n    return o.get("key")\n'
    assert answer(python, "return f(new Map([['key', 7]]));") == 7
    assert answer(python, "return f({get: (k) => 'own ' + k});") == "own key"


def test_a_method_of_the_page_gets_all_arguments_whatever_its_name() -> None:
    calls = [f"page.{name}{call}" for name in sorted(METHODS) for call in ("()", "(1, 2, 3, 4)", "(*three)")]
    python = f"def f(page, three):\n    return [{', '.join(calls)}]\n"
    javascript = "return f(new Proxy({}, {get: (_, name) => typeof name === 'symbol' ? undefined : (...a) => a.length}), [1, 2, 3]);"
    assert answer(python, javascript) == [0, 4, 3] * len(METHODS)


def test_a_callback_may_be_called_with_more_and_with_fewer_arguments_than_it_takes() -> None:
    python = "def f(page):\n    page.on(lambda a, b: page.log(a, b))\n"
    javascript = "const got = []; let cb; f({on(x) { cb = x; }, log(...a) { got.push(a); }}); cb(1, 2, 3); cb(1); return got;"
    assert answer(python, javascript) == [[1, 2], [1, None]]


def test_a_function_is_the_same_callback_each_time_so_it_can_be_removed_again() -> None:
    python = (
        "def listener():\n    return 1\n\n\ndef f(page):\n    page.on(listener)\n    page.off(listener)\n"
    )
    javascript = "let on, off; f({on(x) { on = x; }, off(x) { off = x; }}); return on === off;"
    assert answer(python, javascript) is True


def test_an_error_that_the_page_throws_is_an_exception_with_its_message() -> None:
    python = "def f(page):\n    try:\n        page.fail()\n    except Exception as error:\n        return str(error)\n"
    assert answer(python, "return f({fail() { throw new Error('no'); }});") == "no"
    assert answer(python, "return f({fail() { throw 'text'; }});") == "text"


def test_an_uncaught_exception_is_an_error_for_the_page_with_name_and_message() -> None:
    python = 'def f():\n    raise ValueError("bad")\n'
    javascript = "try { f(); } catch (e) { return [e instanceof Error, e.name, e.message, String(e), e.stack.split('\\n')[0]]; }"
    assert answer(python, javascript) == [True, "ValueError", "bad", "ValueError: bad", "ValueError: bad"]


def test_a_call_of_something_that_the_page_lacks_names_it() -> None:
    python = "def f(page):\n    try:\n        page.nothing()\n    except AttributeError as error:\n        return str(error)\n"
    assert "'nothing'" in str(answer(python, "return f({});"))


def test_an_attribute_of_the_page_is_written_with_values_of_the_page() -> None:
    python = 'def f(page):\n    page.strings.Hello = "hi"\n    page.options = {"a": [1.0]}\n'
    assert answer(python, "const p = {strings: {}}; f(p); return p;") == {
        "strings": {"Hello": "hi"},
        "options": {"a": [1]},
    }


def test_a_bound_method_of_the_page_keeps_its_object() -> None:
    python = "def f(page):\n    name = page.name\n    return name()\n"
    assert answer(python, "return f({me: 'page', name() { return this.me; }});") == "page"


def test_dict_of_a_plain_object_is_a_copy_that_leaves_the_object_alone() -> None:
    python = 'def f(o):\n    copy = dict(o)\n    copy["b"] = 2\n    return len(copy)\n'
    assert answer(python, "const o = Object.freeze({a: 1}); return [f(o), Object.keys(o)];") == [2, ["a"]]


def test_an_async_callback_gives_the_page_a_promise() -> None:
    python = "async def g():\n    return 5\n\n\ndef f(page):\n    page.on(g)\n"
    javascript = "let cb; f({on(x) { cb = x; }}); return cb() instanceof Promise;"
    assert answer(python, javascript) is True


def test_await_waits_for_promises_of_the_page_and_raises_their_rejections() -> None:
    python = (
        "async def g(page):\n"
        "    first = await page.later(1)\n"
        "    try:\n"
        "        await page.never()\n"
        "    except Exception as error:\n"
        '        page.done(f"{first} {error}")\n'
        "\n\ndef f(page):\n    page.start(lambda: g(page))\n"
    )
    program = compiled(python)
    page = (
        "{later: (x) => Promise.resolve(x), never: () => Promise.reject(new Error('no')),"
        " done(x) { globalThis.heard = x; }, start(x) { x(); }}"
    )
    with MiniRacer() as engine:
        engine.eval(f"(function () {{ 'use strict'; {program.code} {program.exports['f']}({page}); }})()")
        assert engine.eval("heard") == "1 no"


def test_a_class_of_the_page_read_as_an_attribute_keeps_its_static_members() -> None:
    python = (
        "def f(page):\n"
        "    helper = page.Helper\n"
        "    helper.marked = {'a': 1}\n"
        "    return [page.Helper.state(2), helper.limit, hasattr(helper, 'limit'), hasattr(helper, 'nothing'),\n"
        "            getattr(helper, 'nothing', 7), helper.nothing, helper.marked.a]\n"
    )
    javascript = "class Helper { static limit = 5; static state(x) { return [this === Helper, x]; } } return f({Helper});"
    assert answer(python, javascript) == [[True, 2], 5, True, False, 7, None, 1]
