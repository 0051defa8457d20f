// Calls: the number of arguments, keyword arguments, methods, instances that are callable.

// Checks the number of positional arguments. text: the signature, `f a b=`, whose first word names the function.
function $args(given, required, most, text) {
  const n = given.length;
  return n >= required && n <= most || $wrong_count(n, required, most, text.split(' '));
}

function $wrong_count(n, required, most, [name, ...names]) {
  if (n < required) return $missing_arguments(name, names.slice(n, required));
  const takes = required < most ? `from ${required} to ${most}` : String(most);
  $fail($b_TypeError, `${name}() takes ${takes} positional argument${most === 1 && required === most ? '' : 's'} but ${n} ${n === 1 ? 'was' : 'were'} given`);
}

function $missing_arguments(name, missing, kind) {
  const quoted = missing.map((one) => `'${one}'`), last = quoted.pop();
  const list = quoted.length ? `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}` : last;
  $fail($b_TypeError, `${name}() missing ${missing.length} required ${kind || 'positional'} argument${missing.length > 1 ? 's' : ''}: ${list}`);
}

// Gives a function that JavaScript can call directly the signature for binding keyword arguments.
function $def(text, f) {
  f[$_sig] = text;
  return f;
}

// A function whose arguments the runtime binds: `f` gets all of them, defaults filled in, `*rest` a tuple, `**others` a dict.
function $bind(text, defaults, f) {
  const bound = (...args) => f(...$arguments(text, defaults, args, null));
  return Object.assign(bound, { [$_sig]: text, [$_bind]: (args, kwargs) => f(...$arguments(text, defaults, args, kwargs)) });
}

function $parameters(text) {
  const [name, ...words] = text.split(' ');
  const spec = { name, positional: [], only: 0, rest: false, keyword: [], others: false };
  let list = spec.positional;
  for (const word of words) {
    if (word === '/') spec.only = spec.positional.length;
    else if (word.startsWith('**')) spec.others = true;
    else if (word.startsWith('*')) { spec.rest = word !== '*'; list = spec.keyword; }
    else list.push({ name: word.replace('=', ''), has_default: word.endsWith('=') });
  }
  return spec;
}

function $arguments(text, defaults, args, kwargs) {
  const spec = $parameters(text), named = kwargs ? $merged(kwargs) : $d();
  for (const key of [...$iter(named)]) $check_keyword(spec, key, args.length, named);
  let next = 0;
  const given = (one) => {
    const fallback = one.has_default ? (defaults ? defaults[next++] : undefined) : $arguments;
    return $in(one.name, named) ? $m1_pop(named, one.name) : fallback;
  };
  const values = spec.positional.map((one, i) => i >= spec.only && i >= args.length ? given(one) : $at_place(one, i, args, given));
  const extra = args.slice(spec.positional.length);
  if (extra.length && !spec.rest) $too_many(spec, args.length, spec.keyword.filter((one) => $in(one.name, named)).length);
  const missing = (list, from) => list.filter((one, i) => values[from + i] === $arguments).map((one) => one.name);
  const absent = missing(spec.positional, 0);
  if (absent.length) $missing_arguments(spec.name, absent);
  if (spec.rest) values.push($tuple(extra));
  const from = values.length;
  values.push(...spec.keyword.map(given));
  const wanted = missing(spec.keyword, from);
  if (wanted.length) $missing_arguments(spec.name, wanted, 'keyword-only');
  if (spec.others) values.push(named);
  return values;
}

// A value by position. A positional-only parameter uses its default even if a keyword has its name.
function $at_place(one, i, args, given) {
  if (i >= args.length) return given({ ...one, name: undefined });
  if (one.has_default) given({ ...one, name: undefined });
  return args[i];
}

function $check_keyword(spec, key, count, named) {
  const at = spec.positional.findIndex((one, i) => i >= spec.only && one.name === key);
  if (at >= 0 && at < count) $fail($b_TypeError, `${spec.name}() got multiple values for argument '${key}'`);
  if (at >= 0 || spec.others || spec.keyword.some((one) => one.name === key)) return;
  const only = spec.positional.slice(0, spec.only).map((one) => one.name).filter((name) => $in(name, named));
  $fail($b_TypeError, only.length ? `${spec.name}() got some positional-only arguments passed as keyword arguments: '${only.join(', ')}'`
    : `${spec.name}() got an unexpected keyword argument '${key}'`);
}

function $too_many(spec, n, named) {
  const most = spec.positional.length, required = spec.positional.filter((one) => !one.has_default).length;
  if (!named) $wrong_count(n, required, most, [spec.name]);
  const takes = required < most ? `from ${required} to ${most}` : String(most), s = (count) => count === 1 ? '' : 's';
  $fail($b_TypeError, `${spec.name}() takes ${takes} positional argument${required === most ? s(most) : 's'} but ${n} positional argument${s(n)} `
    + `(and ${named} keyword-only argument${s(named)}) were given`);
}

// The keyword arguments of a call with `**`. called: the function, as messages name it.
function $kwargs(called, ...parts) {
  const dict = $d();
  for (const part of parts) {
    for (const key of $iter(part)) {
      if (typeof key !== 'string') $fail($b_TypeError, 'keywords must be strings');
      if ($in(key, dict)) $fail($b_TypeError, `${called}() got multiple values for keyword argument '${key}'`);
      dict[$_set](key, $item(part, key));
    }
  }
  return dict;
}

function $function_name(f) {
  return f[$_sig] ? f[$_sig].split(' ')[0] : f[$_func] ? $function_name(f[$_func]) : f.name === '__lambda__' ? '<lambda>' : f.name.replace(/^.*\$(?=.)/, '').replace(/\$$/, '');
}

// A call with keyword arguments.
function $kw(f, args, kwargs) {
  const method = typeof f === 'function' ? null : $dunder(f, '__call__'); // if .__call__
  if (method) return $kw(method, [f, ...args], kwargs); // if .__call__
  if (typeof f !== 'function') return $invoke(f);
  if (!$len(kwargs)) return f(...args);
  if (f[$_bind]) return f[$_bind](args, kwargs);
  if (f[$_func]) return $kw(f[$_func], [f[$_self], ...args], kwargs);
  if (f[$_mro] && !f[$_test]) return $instantiate_by_name(f, args, kwargs);
  if (f[$_sig]) return f(...$arguments(f[$_sig], null, args, kwargs));
  return $fail($b_TypeError, `${$function_name(f)}() got an unexpected keyword argument '${[...$iter(kwargs)][0]}'`);
}

function $instantiate_by_name(C, args, kwargs) {
  if (C[$_meta]) return C(...args);
  if (!C.prototype.__init__) $fail($b_TypeError, `${C.__name__}() takes no arguments`);
  const o = C.__blank__ ? C.__blank__(C, args) : Object.create(C.prototype);
  $kw(C.prototype.__init__, [o, ...args], kwargs);
  return o;
}

function $invoke(f, ...args) {
  if (typeof f === 'function') return f(...args);
  const method = $dunder(f, '__call__'); // if .__call__
  if (method) return method(f, ...args); // if .__call__
  return $fail($b_TypeError, `'${$type_name(f)}' object is not callable`);
}

// The call o.name(...args).
function $call(o, name, ...args) {
  if (Array.isArray(o)) return $invoke($b_getattr(o, name), ...args); // if $js_namedtuple_class
  if (o != null && o[$_py] === true && !$own(o, name)) {
    if (Object.getPrototypeOf(o)[`${name} property`]) return $invoke(o[name], ...args); // if $Property
    const f = o[name];
    if (typeof f === 'function' && !f[$_mro] && !f[$_func] && !(o instanceof Error && $is_javascript_only(o, name))) return f(o, ...args);
  }
  const page = $of_page(o);
  if (page) return $call_outside(page, name, args);
  return $invoke($attr(o, name), ...args);
}

// o.update(…, name=value): a dict takes the pairs first, then the names.
function $update_by_name(o, args, kwargs) {
  if (!$isa_dict(o)) return $kwcall(o, 'update', args, kwargs);
  if (args.length) $m_update(o, ...args);
  return $m_update(o, kwargs);
}

function $kwcall(o, name, args, kwargs) {
  return $kw($attr(o, name), args, kwargs);
}

// Call a method that no built-in type has. kwargs: the keyword arguments that a built-in's method of this name takes. They only fill positions
// that the call left out: a call by keyword of an instance's method goes through $kwcall.
function $method(o, name, args, kwargs) {
  return $call(o, name, ...args, ...(kwargs ? Object.values(kwargs).filter((value) => value !== undefined) : []));
}

// A value of a built-in type: its methods are units of the runtime.
function $is_built_in(o) {
  return o == null || o[$_py] !== true && typeof o !== 'function' && !$is_outside(o);
}

// A method called with a number of arguments that no built-in type accepts: it belongs to an instance, or is an error.
// kinds: the built-in types that have the method.
function $miscalled(o, name, kinds, least, most, args) {
  if (!$is_built_in(o) || !$is_one_of(o, kinds)) return $call(o, name, ...args);
  const n = args.length, count = n < least ? least : most, s = count === 1 ? '' : 's';
  $fail($b_TypeError, most > 1 || most > least ? `${name} expected at ${n < least ? 'least' : 'most'} ${count} argument${s}, got ${n}`
    : `${$type_name(o)}.${name}() takes ${most ? 'exactly one argument' : 'no arguments'} (${n} given)`);
}

// A method called with `*args`.
function $called_with_rest(o, name, kinds, least, most, args, method) {
  return args.length < least || args.length > most ? $miscalled(o, name, kinds, least, most, args) : method(o, ...args);
}

// A method called with a keyword that no built-in type accepts. named: whether the method accepts other keywords.
function $misnamed(o, name, kinds, named, args, kwargs) {
  if (!$is_built_in(o) || !$is_one_of(o, kinds)) return $kwcall(o, name, args, kwargs);
  return $fail($b_TypeError, named ? `'${[...$iter(kwargs)][0]}' is an invalid keyword argument for ${name}()` : `${$type_name(o)}.${name}() takes no keyword arguments`);
}

// A call by keyword of a method whose name both a built-in type and a class of the program have. names: the parameters.
function $shared(o, name, kinds, method, args, kwargs, names) {
  if (!$is_built_in(o) || !$is_one_of(o, kinds)) return $kwcall(o, name, args, kwargs);
  if (name === 'format') return method(o, args, kwargs);
  if (name === 'update') return method(o, $merged(...args, kwargs));
  return method(o, ...$arguments(names, null, args, kwargs));
}

// A built-in function or method as a value: it checks the number of its arguments, as the compiler does for a call by name.
// names: the keywords that it accepts.
function $counted(f, least, most, name, names) {
  const call = Object.defineProperty((...args) => {
    if (args.length >= least && args.length <= most) return f(...args);
    const n = args.length, count = n < least ? least : most, s = count === 1 ? '' : 's';
    if (most === 1) $fail($b_TypeError, `${name}() takes exactly one argument (${n} given)`);
    return $fail($b_TypeError, `${name} expected ${least === most ? '' : n < least ? 'at least ' : 'at most '}${count} argument${s}, got ${n}`);
  }, 'name', { value: f.name });
  if (names) call[$_bind] = (args, kwargs) => f(...$arguments(names, null, args, kwargs));
  return f.$counted || (f.$counted = Object.assign(call, { [$_sig]: names || name }));
}

// A method of a built-in type as a function of its receiver.
function $unbound(type, f, name) {
  const call = (o, ...args) => type[$_test](o) ? f(o, ...args)
    : $fail($b_TypeError, `descriptor '${name}' for '${type.__name__}' objects doesn't apply to a '${$type_name(o)}' object`);
  return f.$unbound || (f.$unbound = call);
}

// A built-in that takes its arguments as one array, as a function of separate arguments. names: the keywords that it accepts.
function $varargs(f, names) {
  const call = Object.defineProperty((...args) => f(args), 'name', { value: f.name });
  return f.$varargs || (f.$varargs = Object.assign(call, names ? {
    [$_sig]: names,
    [$_bind]: (args, kwargs) => f(args, ...$arguments(names, null, [], kwargs)),
  } : { [$_sig]: f.name.slice(3) }));
}
