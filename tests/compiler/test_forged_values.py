"""Objects of the page stay objects of the page: no property name turns them into values of Python.

Try every name that the runtime reads, in every kind of data: an operation must treat `{name: value}` as it
treats a name without a meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from py_mini_racer import MiniRacer

from build.compiler.runtime.library import runtime_units
from tests.property_names import names_of_the_runtime
from tests.support.cases import each

from .compiled import compiled
from .runtime_engine import sources
from .test_interop import answer

# Methods, functions and operators by the number of their arguments. Left out: those that end a program, print,
# never end, or make a value of the page from their arguments.
_OPERATIONS = """
const operations = {
  getattr: (o, name) => $b_getattr(o, name, 'absent'), getattr_other: (o) => $b_getattr(o, 'absent', 'absent'),
  hasattr: (o, name) => $b_hasattr(o, name), attr: (o, name) => $attr(o, name), lookup: (o, name) => $lookup(o, name),
  item: (o, name) => $item(o, name), item_other: (o) => $item(o, 'absent'), item_0: (o) => $item(o, 0),
  get: (o, name) => $m_get(o, name), get_other: (o) => $m_get(o, 'absent', 'absent'),
  contains: (o, name) => $in(name, o), contains_other: (o) => $in('absent', o), contains_it: (o) => $in(o, [o]),
  equal: (o) => $eq(o, o), equal_copy: (o) => $eq(o, copy(o)), equal_dict: (o) => $eq($dict(Object.entries(o)), o),
  unequal: (o) => [1, 1.5, 'x', null, true, [], $t(), $t(1), $set([1]), $d(), $float(1), $b_range(1), $b_object()].map((x) => [$eq(o, x), $eq(x, o)]),
  less: (o) => $lt(o, o), less_set: (o) => $lt($set([]), o), greater_tuple: (o) => $gt(o, $t()),
  key: (o) => $d(o, 1), in_set: (o) => $in(o, $set([])),
  truth: (o) => $truth(o), not: (o) => !$truth(o), repr: (o) => $repr(o), str: (o) => $str(o), nested: (o) => $repr($t(o, [o])),
  format: (o) => $fstring(o, $format(o, '')), percent: (o) => $percent('%s', o), fill: (o, name) => $m_format(`{0[${name}]}`, [o]),
  kinds: (o) => [$b_dict, $b_list, $b_tuple, $b_set, $b_frozenset, $b_str, $b_int, $b_float, $b_bool, $b_bytes, $b_range, $b_slice,
    $b_type, $b_object, $b_BaseException, $Enum].map((kind) => $b_isinstance(o, kind)),
  shape: (o) => [$is_plain(o), $is_outside(o), $is_built_in(o), $is_sequence(o, 1, true), $b_callable(o), $is_generator(o)],
  type: (o) => $type_name(o), iterate: (o) => [...$iter(o)], loop: (o) => [...$entries(o, 2, 'items')], unpack: (o) => $unpack(o, 1),
  unpack_star: (o) => $unpack_star(o, 1, 0), merged: (o) => $merged(o), keywords: (o) => $kwargs('f', o), delegate: (o) => [...$delegate(o)],
  without: (o, name) => $without(o, [name]), call: (o, name) => $call(o, name), invoke: (o) => $invoke(o), keyword: (o) => $kw(o, [], $d()),
  raise: (o) => $raise(o), caught: (o) => $b_isinstance($caught(o), $b_Exception), match: (o) => $matches($b_ValueError('x'), o), enter: (o) => $enter(o),
  await: (o) => $await(o).next().value === o, fields: (o) => $dc_is_dataclass(o), values: (o) => $dataclass_values(o, (pairs) => pairs),
  setattr: (o, name) => [$setattr(o, name, $d('a', $float(1))), text_of(o)], setitem: (o, name) => [$setitem(o, name, $t(1)), text_of(o)],
  setattr_other: (o) => [$setattr(o, 'other', 1), text_of(o)], delitem: (o, name) => [$delitem(o, name), text_of(o)],
  to_page: (o) => $to_js(o) === o || text_of($to_js(o)), copied: (o) => text_of($to_js($b_dict(o))), inside: (o) => text_of($to_js([$t(o), $d('o', o)])),
  ...Object.fromEntries(['add', 'sub', 'mul', 'pow', 'bitor', 'iadd', 'isub', 'ior']
    .flatMap((name) => [['left', (o) => [o, 1]], ['right', (o) => [1, o]], ['list', (o) => [[1], o]], ['set', (o) => [$set([1]), o]], ['dict', (o) => [$d(), o]]]
      .map(([side, args]) => [`${name}_${side}`, (o) => units[`$${name}`](...args(o))]))),
  ...Object.fromEntries(['abs', 'round', 'int', 'float', 'bool', 'list', 'tuple', 'set', 'frozenset', 'dict', 'str', 'len', 'reversed',
    'iter', 'next', 'sum', 'any', 'callable', 'vars', 'chr', 'ord', 'bytes', 'dict_fromkeys']
    .map((name) => [`b_${name}`, (o) => units[`$b_${name}`](o)])),
  ...Object.fromEntries(Object.keys(units).filter((name) => /^[$]m_/.test(name) && !/_(format|sort)$/.test(name)).map((name) => [name, (o) => units[name](o, 1)])),
  ...Object.fromEntries(['update', 'union', 'difference', 'intersection_update', 'symmetric_difference', 'issubset', 'issuperset', 'isdisjoint']
    .map((name) => [`set_${name}`, (o) => units[`$m_${name}`]($set([1]), o)])),
  ...Object.fromEntries([['update', $d()], ['get', $d()], ['extend', []], ['index', [0]], ['join', ''], ['startswith', ''], ['split', ''], ['encode', '']]
    .map(([name, self]) => [`${name}_with`, (o) => units[`$m_${name}`](self, o)])),
};
"""

# `run` gives the operations whose outcome depends on the name. One that raises may do so in other words.
_HARNESS = """
Error.stackTraceLimit = 0;
const NEUTRAL = 'nEuTrAl';
function text_of(o) {
  return JSON.stringify(o, (key, value) => typeof value === 'function' ? `function ${JSON.stringify(Object.entries(value))}` : value);
}
function copy(o) {
  return Array.isArray(o) ? Object.assign([...o], o) : Object.fromEntries(Object.entries(o));
}
function outcome(make, act, name) {
  let o;
  try {
    o = make(name);
    return $repr(act(o, name)) + text_of(o);
  } catch (error) {
    return error === o ? 'itself' : error[$_py] === true || error instanceof TypeError ? 'raises' : `${error}`;
  }
}
const own = (o, name, value) => Object.defineProperty(o, name, { value, writable: true, enumerable: true, configurable: true });
const makers = {
  object: (value) => (name) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)},"more":1}`),
  array: (value) => (name) => own([1], name, value),
  instance: (value) => (name) => own(new (class Page {})(), name, value),
  function: (value) => (name) => own(() => 1, name, value),
};
// Attributes that a list and a function have in Python, whatever the page adds to its own.
const PYTHONS_OWN = {
  object: {}, instance: {}, array: { __class__: 1, __doc__: 1 },
  function: { __class__: 1, __doc__: 1, __name__: 1, __qualname__: 1, __module__: 1, __self__: 1, __func__: 1, __call__: 1 },
};
function run(sort, names, value) {
  const found = new Set(), make = makers[sort](value), expected = {};
  const taken = { object: Object.create(null), array: [], instance: {}, function: () => 1 }[sort];
  for (const [label, act] of Object.entries(operations)) expected[label] = outcome(make, act, NEUTRAL);
  for (const name of names) {
    if (name in taken || Object.hasOwn(PYTHONS_OWN[sort], name)) continue;
    for (const [label, act] of Object.entries(operations)) {
      const given = outcome(make, act, name), right = expected[label].replaceAll(NEUTRAL, name);
      if (given !== right) found.add(`{${name}: ${JSON.stringify(value)}} ${label}: ${given} instead of ${right}`);
    }
  }
  return JSON.stringify([...found]);
}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as engine:
        units = ",".join(name for name in runtime_units() if not name.startswith("$_"))
        engine.eval(f"{sources()}\nconst units = {{ {units} }};\n{_OPERATIONS}{_HARNESS}")
        yield engine


def test_the_names_are_read_from_the_sources() -> None:
    assert {"__iter__", "__hash__", "value", "f", "length", "next", "constructor", "__proto__"} <= set(
        names_of_the_runtime()
    )


VALUES: tuple[object, ...] = ("dict", None, True, {"kind": []})


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        *(("object", value) for value in VALUES),
        *((sort, "dict") for sort in ("array", "instance", "function")),
    ],
)
def test_no_name_makes_data_of_the_page_a_value_of_python(
    engine: MiniRacer, sort: str, value: object
) -> None:
    names = json.dumps(names_of_the_runtime())
    assert json.loads(str(engine.eval(f"run('{sort}', {names}, {json.dumps(value)})"))) == []


READ = """
def f(o):
    return [o.get("kind$"), o["a"], o.a, len(o), "b" in o, sorted(o), isinstance(o, dict), dict(o) == o, bool(o)]
"""


@pytest.mark.parametrize(
    "page",
    [
        """{a: 1, kind$: "dict"}""",
        """Object.freeze({a: 1, kind$: "dict"})""",
        """Object.assign(Object.create(null), {a: 1, kind$: "dict"})""",
        """JSON.parse('{"a": 1, "kind$": "dict"}')""",
        """new Proxy({a: 1, kind$: "dict"}, {})""",
    ],
)
def test_a_plain_object_reads_like_a_dict_however_it_was_made(page: str) -> None:
    assert answer(READ, f"return f({page});") == ["dict", 1, 1, 2, False, ["a", "kind$"], True, True, True]


def test_a_key_that_javascript_has_a_meaning_for_is_a_key() -> None:
    python = (
        "def f(o, p):\n"
        '    o["__proto__"] = {"a": 1}\n'
        '    setattr(p, "__proto__", [2])\n'
        "    return [o, p, list(o), o.get('constructor', 0), 'toString' in o, o['__proto__']['a']]\n"
    )
    javascript = (
        "const o = {}, p = {}, got = f(o, p);"
        "return [JSON.stringify(got), [o, p].map((one) => Object.getPrototypeOf(one) === Object.prototype)];"
    )
    text = '[{"__proto__":{"a":1}},{"__proto__":[2]},["__proto__"],0,false,1]'
    assert answer(python, javascript) == [text, [True, True]]


@each(
    "thrown",
    [
        "{toString: 1}",
        "Object.create(null)",
        "{get toString() { throw 1; }}",
        "Object.defineProperty(new Error('x'), 'message', {get() { throw 1; }})",
        "Object.assign(new Error('x'), {message: Object.create(null)})",
        "(() => { const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "new Proxy({}, {get() { throw 1; }, getPrototypeOf() { throw 1; }})",
        "Symbol('x')",
        "undefined",
    ],
)
def test_anything_the_page_throws_is_an_exception_that_can_be_shown(thrown: str) -> None:
    python = (
        "def f(page):\n    try:\n        page.fail()\n"
        "    except Exception as error:\n        return [type(error).__name__, isinstance(str(error), str)]\n"
    )
    assert answer(python, f"return f({{fail() {{ throw {thrown}; }}}});") == ["JavaScriptError", True]


def test_an_error_whose_message_is_not_a_text_can_be_shown() -> None:
    python = "def f(error):\n    return [str(error), repr(error)]\n"
    javascript = "return f(Object.assign(new Error(), {message: {a: 1}, name: 5}));"
    assert answer(python, javascript) == ["{'a': 1}", "5(\"{'a': 1}\")"]


def test_an_object_that_throws_when_it_is_read_raises_only_for_that_read() -> None:
    python = (
        "def f(objects):\n    found = []\n    for o in objects:\n        try:\n"
        '            found.append(getattr(o, "a", 0))\n        except Exception as error:\n'
        "            found.append(str(error))\n    return found\n"
    )
    javascript = "return f([{get a() { throw new Error('no'); }}, new Proxy({}, {get() { throw new Error('none'); }}), {a: 1}]);"
    assert answer(python, javascript) == ["no", "none", 1]


def test_data_copied_into_a_dict_and_handed_back_is_unchanged() -> None:
    python = "def f(page, o):\n    copy = dict(o)\n    copy['more'] = {'a': (1, 2.0)}\n    page.take(copy)\n"
    names = ["kind$", "__proto__", "constructor", "then", "length", "toJSON", "__class__", "7", ""]
    inner = {**{name: name for name in names}, "list": [{"kind$": "tuple"}, [], [None, 1.5]]}
    data = {**{name: {name: "float", "value": inner} for name in names}, "kind$": "dict"}
    text = json.dumps(json.dumps(data))
    javascript = f"let got; f({{take(x) {{ got = x; }}}}, JSON.parse({text})); return JSON.stringify(got);"
    assert json.loads(str(answer(python, javascript))) == {**data, "more": {"a": [1, 2]}}


def test_marks_on_a_function_of_the_page_do_not_change_its_call() -> None:
    python = (
        "def f(page):\n    page.take(page.call)\n    return [page.call(1), getattr(page.call, '$func', 0)]\n"
    )
    javascript = (
        "const call = Object.assign((x) => x, {$func: 1, $self: 2, $outside: 3, __mro__: [], __sig__: 'x', __bind__: 4, __arity__: 0});"
        "let got; return [f({call, take(x) { got = x; }}), got === call];"
    )
    assert answer(python, javascript) == [[1, 1], True]


def test_an_exception_keeps_an_attribute_called_thrown() -> None:
    python = (
        "class Failed(Exception):\n    pass\n\n\ndef f():\n    try:\n        error = Failed('x')\n"
        "        error.thrown = 1\n        raise error\n    except ValueError:\n        return 0\n"
    )
    assert answer(python, "try { f(); } catch (error) { return String(error); }") == "Failed: x"


def test_an_attribute_named_like_a_propertys_storage_is_an_attribute() -> None:
    python = (
        "class Point:\n    def __init__(self, names):\n        for name in names:\n"
        "            setattr(self, name, {'getter': 1})\n        self.x = 5\n\n"
        "    @property\n    def y(self):\n        return 7\n\n\n"
        "def f(names):\n    point = Point(names)\n    return [point.x, point.y]\n"
    )
    assert answer(python, "return f(['x property', 'y property', '$py', 'map$', 'kind$']);") == [5, 7]


def test_two_programs_in_a_page_treat_each_others_values_as_the_pages() -> None:
    gives = compiled(
        "class Point:\n    def __init__(self):\n        self.x = 1\n\n\n"
        "def fail():\n    raise KeyError('lost')\n\n\n"
        "def f(page):\n    page.data = {'a': (1, 2.0)}\n    page.point = Point()\n    page.fail = fail\n"
    )
    takes = compiled(
        "def g(page):\n    try:\n        page.fail()\n    except Exception as error:\n"
        "        said = str(error)\n    return [page.data.get('a'), page.point.x, said]\n"
    )
    script = "const page = {};" + "".join(
        f"(function () {{ 'use strict'; {program.code} page.done = {program.exports[name]}(page); }})();"
        for program, name in ((gives, "f"), (takes, "g"))
    )
    with MiniRacer() as engine:
        done = engine.eval(f"(function () {{ {script} return JSON.stringify(page.done); }})()")
    assert json.loads(str(done)) == [[1, 2], 1, "'lost'"]
