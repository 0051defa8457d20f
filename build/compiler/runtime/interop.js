// The interface to the page: its objects get the page's kinds of value, and functions that it can call.

const $js_functions = new WeakMap();

// A Python value as the page expects it: dicts become objects, tuples and sets arrays, functions functions, coroutines promises.
function $to_js(x) {
  if ($is(x, 'dict')) return Object.fromEntries(x[$_entries]().map(([key, value]) => [$str($plain(key)), $to_js(value)])); // if $mixed_enum
  x = $plain(x); // if $mixed_enum
  if (x === undefined) return null;
  if (typeof x === 'function') return $js_function(x);
  if (typeof x !== 'object' || x === null || x[$_py] === true) return x;
  if (Array.isArray(x)) return Array.from(x, $to_js);
  switch (x[$_kind]) {
    case 'float': return x.value;
    case 'dict': return Object.fromEntries(x[$_entries]().map(([key, value]) => [typeof key === 'string' ? key : $str(key), $to_js(value)]));
    case 'set': case 'view': case 'range': return Array.from($iter(x), $to_js);
    case 'coroutine': return x[$_promise]();
  }
  return x;
}

// A function that the page may call with more or fewer arguments than it has parameters, as in JavaScript.
function $js_function(f) {
  if (f[$_outside]) return f[$_outside];
  if (f[$_mro]) return f;
  let wrapped = $js_functions.get(f);
  if (!wrapped) {
    const most = $arity(f);
    wrapped = (...args) => {
      while (args.length < most && most < Infinity) args.push(undefined);
      return $to_js(f(...args.slice(0, most)));
    };
    $js_functions.set(f, wrapped);
    $js_functions.set(wrapped, wrapped);
  }
  return wrapped;
}

function $arity(f) {
  if (f[$_arity] !== undefined) return f[$_arity];
  if (f[$_func]) return $arity(f[$_func]) - 1;
  if (f[$_bind]) return $arity_of($parameters(f[$_sig])); // if $bind
  return f.length;
}

function $arity_of({ positional, rest }) {
  return rest ? Infinity : positional.length;
}

function $call_outside(o, name, args) {
  const f = o[name];
  if (typeof f !== 'function') {
    const what = f == null ? 'is missing there' : `is a ${typeof f}`;
    $fail(f == null ? $b_AttributeError : $b_TypeError, `cannot call '${name}' of an object of the page: it ${what}`);
  }
  const result = Reflect.apply(f, o, args.map($to_js));
  return result === undefined ? null : result;
}

function $bound_to_outside(o, name) {
  return Object.assign((...args) => $call_outside(o, name, args), { [$_outside]: o[name], [$_self]: o, [$_func]: o[name] });
}
