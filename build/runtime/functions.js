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

// Gives a function that JavaScript may call as it is the signature that keyword arguments are bound by.
function $def(text, f) {
  f.__sig__ = text;
  return f;
}

// A function whose arguments the runtime binds: `f` gets all of them, defaults filled in, `*rest` a tuple, `**others` a dict.
function $bind(text, defaults, f) {
  const bound = (...args) => f(...$arguments(text, defaults, args, null));
  return Object.assign(bound, { __sig__: text, __bind__: (args, kwargs) => f(...$arguments(text, defaults, args, kwargs)) });
}

function $parameters(text) {
  const [name, ...words] = text.split(' ');
  const found = { name, positional: [], only: 0, rest: false, keyword: [], others: false };
  let list = found.positional;
  for (const word of words) {
    if (word === '/') found.only = found.positional.length;
    else if (word.startsWith('**')) found.others = true;
    else if (word.startsWith('*')) { found.rest = word !== '*'; list = found.keyword; }
    else list.push({ name: word.replace('=', ''), has_default: word.endsWith('=') });
  }
  return found;
}

function $arguments(text, defaults, args, kwargs) {
  const spec = $parameters(text), named = kwargs ? $merged(kwargs) : null;
  let next = 0;
  const default_of = (one) => one.has_default ? (defaults ? defaults[next++] : undefined) : $arguments;
  const values = [], missing = [];
  spec.positional.forEach((one, i) => {
    const fallback = default_of(one);
    if (i < args.length) {
      if (i >= spec.only && named && $in(one.name, named)) $fail($b_TypeError, `${spec.name}() got multiple values for argument '${one.name}'`);
      values.push(args[i]);
    } else if (i >= spec.only && named && $in(one.name, named)) values.push($m_pop(named, one.name));
    else if (fallback === $arguments) { missing.push(one.name); values.push(null); } else values.push(fallback);
  });
  if (missing.length) $missing_arguments(spec.name, missing);
  const extra = args.slice(spec.positional.length);
  if (spec.rest) values.push($tuple(extra));
  else if (extra.length) {
    $wrong_count(args.length, spec.positional.filter((one) => !one.has_default).length, spec.positional.length, [spec.name]);
  }
  for (const one of spec.keyword) {
    const fallback = default_of(one);
    if (named && $in(one.name, named)) values.push($m_pop(named, one.name));
    else if (fallback === $arguments) missing.push(one.name);
    else values.push(fallback);
  }
  if (missing.length) $missing_arguments(spec.name, missing, 'keyword-only');
  if (spec.others) values.push(named || $d());
  else if (named && $len(named)) $fail($b_TypeError, `${spec.name}() got an unexpected keyword argument '${[...$iter(named)][0]}'`);
  return values;
}

function $function_name(f) {
  return f.__sig__ ? f.__sig__.split(' ')[0] : f.$func ? $function_name(f.$func) : f.name === '__lambda__' ? '<lambda>' : f.name.replace(/^.*\$(?=.)/, '').replace(/\$$/, '');
}

// A call with keyword arguments.
function $kw(f, args, kwargs) {
  const method = typeof f === 'function' ? null : $dunder(f, '__call__'); // if .__call__
  if (method) return $kw(method, [f, ...args], kwargs); // if .__call__
  if (typeof f !== 'function') return $invoke(f);
  if (f.__bind__) return f.__bind__(args, kwargs);
  if (f.$func) return $kw(f.$func, [f.$self, ...args], kwargs);
  if (f.__mro__ && !f.__test__) return $instantiate_by_name(f, args, kwargs);
  if (f.__sig__) return f(...$arguments(f.__sig__, null, args, kwargs));
  if (!$len(kwargs)) return f(...args);
  return $fail($b_TypeError, `${$function_name(f)}() got an unexpected keyword argument '${[...$iter(kwargs)][0]}'`);
}

function $instantiate_by_name(C, args, kwargs) {
  if (!$len(kwargs) || !C.prototype.__init__) return C(...args);
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
  if (o != null && o.$py === true && !$own(o, name)) {
    if (o[`${name} property`]) return $invoke(o[name], ...args); // if $Property
    const f = o[name];
    if (typeof f === 'function' && !f.__mro__ && !f.$func && !(o instanceof Error && $is_javascript_only(o, name))) return f(o, ...args);
  }
  const page = $of_page(o);
  if (page) return $call_outside(page, name, args);
  return $invoke($attr(o, name), ...args);
}

function $kwcall(o, name, args, kwargs) {
  return $kw($attr(o, name), args, kwargs);
}

// A method that no built-in type could answer. kwargs: what keyword arguments of a built-in's name would have been; an instance's method of the same
// name is called through $kwcall instead, so here they count only as positions that were left out.
function $method(o, name, args, kwargs) {
  return $call(o, name, ...args, ...(kwargs ? Object.values(kwargs).filter((value) => value !== undefined) : []));
}

// A built-in that takes its arguments as one array, as a function of them.
function $varargs(f) {
  return (...args) => f(args);
}
