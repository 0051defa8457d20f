// async and await. A coroutine is a generator; it yields a promise of the page, or a request to the loop that runs it, and waits for that.

class $Coroutine {
  constructor(start) { this.start = start; }
  get [$_kind]() { return 'coroutine'; }
  get [$_name]() { return 'coroutine'; }
  *[$_run]() {
    if (!this.start) $fail($b_RuntimeError, 'cannot reuse already awaited coroutine');
    const start = this.start;
    this.start = null;
    const body = start();
    return body != null && body[$_body] ? yield* body[$_body] : body;
  }
  [$_promise]() { return $promise(this); }
  // One step, as Python's own loop makes it: `send`.
  [$_step](value) {
    this.running = this.running || this[$_run]();
    const step = this.running.next(value);
    return step.done ? $raise($instantiate($b_StopIteration, [step.value])) : step.value;
  }
}

// The function of an `async def` with an `await` in it: `f` is a generator function.
function $async(f) {
  return Object.assign((...args) => new $Coroutine(() => ({ [$_body]: f(...args) })), { [$_arity]: f.length });
}

function $async_plain(f) {
  return Object.assign((...args) => new $Coroutine(() => f(...args)), { [$_arity]: f.length });
}

function* $await(x) {
  if (x != null && x[$_kind] === 'coroutine') return yield* x[$_run]();
  if (x != null && (x[$_request] || typeof x.then === 'function')) return yield x;
  const method = $dunder(x, '__await__'); // if .__await__
  if (method) return yield* $delegate(method(x)); // if .__await__
  return $fail($b_TypeError, `object ${$type_name(x)} can't be used in 'await' expression`);
}

// Runs a coroutine on the page's event loop.
function $promise(coroutine) {
  return new Promise((resolve, reject) => {
    const body = coroutine[$_run]();
    const step = (how, value) => {
      let result;
      try {
        result = body[how](value);
      } catch (error) {
        reject(error);
        return;
      }
      if (result.done) resolve($to_js(result.value));
      else Promise.resolve(result.value[$_request] ? result.value[$_promise]() : result.value).then((v) => step('next', v), (e) => step('throw', e));
    };
    step('next', undefined);
  });
}

class $Sleep {
  constructor(seconds, result) { this.seconds = $num(seconds); this.result = result; }
  get [$_request]() { return 'sleep'; }
  [$_promise]() { return new Promise((resolve) => setTimeout(() => resolve(this.result), this.seconds * 1000)); }
}

class $Gather {
  constructor(coroutines) { this.coroutines = coroutines; }
  get [$_request]() { return 'gather'; }
  [$_promise]() { return Promise.all(this.coroutines.map($to_js)); }
}

function $aio_sleep(seconds, result) {
  return new $Sleep(seconds, result === undefined ? null : result);
}

function $aio_gather(...coroutines) {
  return new $Gather(coroutines);
}

// asyncio.run: a new loop, whose clock jumps to the next sleeper instead of waiting.
function $aio_run(main) {
  if (!main?.[$_run]) $fail($b_ValueError, `a coroutine was expected, got ${$repr(main)}`);
  let now = 0, turn = 0;
  const sleeping = [];
  const wake = (at, resume) => sleeping.push({ at, turn: turn++, resume });
  const start = (coroutine, done) => {
    const body = coroutine[$_run]();
    const step = (how, value) => {
      let result;
      try {
        result = body[how](value);
      } catch (error) {
        return done(error);
      }
      if (result.done) return done(null, result.value === undefined ? null : result.value);
      const wait = result.value;
      if (wait[$_request] === 'sleep') return wake(now + wait.seconds, () => step('next', wait.result));
      if (wait[$_request] === 'gather') return gather(wait.coroutines, (error, values) => error ? step('throw', error) : step('next', values));
      return step('throw', $instantiate($b_RuntimeError, ['asyncio.run cannot wait for a promise of the page']));
    };
    wake(now, () => step('next', undefined));
  };
  const gather = (coroutines, done) => {
    const values = [];
    let open = coroutines.length, failed = false;
    if (!open) return wake(now, () => done(null, []));
    coroutines.forEach((coroutine, i) => start(coroutine, (error, value) => {
      values[i] = value;
      if (failed) return;
      failed = error != null;
      if (failed || --open === 0) wake(now, () => done(error, values));
    }));
  };
  let outcome = null;
  start(main, (error, value) => { outcome = { error, value }; });
  while (!outcome && sleeping.length) {
    sleeping.sort((a, b) => a.at - b.at || a.turn - b.turn);
    const next = sleeping.shift();
    now = next.at;
    next.resume();
  }
  if (outcome.error) throw outcome.error;
  return outcome.value;
}

// The iterator of `yield from`: a generator itself, so that sent values and its result pass; else a generator that passes them on.
function $delegate(o) {
  const iterator = $is_generator(o) ? o : $b_iter(o);
  return $is_generator(iterator) ? iterator : $passing_on(iterator);
}

function* $passing_on(iterator) {
  let step = () => $b_next(iterator);
  for (;;) {
    let value;
    try {
      value = step();
    } catch (error) {
      if (error instanceof $b_StopIteration) return error.value;
      throw error;
    }
    try {
      const sent = yield value;
      step = () => sent == null ? $b_next(iterator) : $m_send(iterator, sent);
    } catch (error) {
      step = () => $passed_on(iterator, error);
    }
  }
}

// An exception that is thrown into a generator while another iterator runs for it.
function $passed_on(iterator, error) {
  const closing = error instanceof $b_GeneratorExit, method = $lookup(iterator, closing ? 'close' : 'throw');
  if (method && !closing) return method(error);
  if (method) method();
  throw error;
}

// Generators and coroutines, driven by hand.

// Generators that have reached a `yield`: only to those can `send` pass a value.
const $started = new WeakSet();

function $m_send(o, value) {
  if (o != null && o[$_kind] === 'coroutine') return o[$_step](value);
  if (!$is_generator(o)) return $method(o, 'send', $rest(arguments));
  if (value != null && !$started.has(o)) $fail($b_TypeError, "can't send non-None value to a just-started generator");
  $started.add(o);
  return $stepped(o.next(value === undefined ? null : value));
}

function $m_throw(o, error) {
  return $is_generator(o) ? $stepped(o.throw($thrown(error))) : $method(o, 'throw', $rest(arguments));
}

function $thrown(error) {
  const thrown = typeof error === 'function' && error[$_mro] ? $instantiate(error, []) : error;
  return thrown instanceof Error ? thrown : $type_error('exceptions must be classes or instances deriving from BaseException, not @', error);
}

function $m_close(o) {
  if (o != null && o[$_kind] === 'coroutine') return null;
  if (!$is_generator(o)) return $method(o, 'close', $rest(arguments));
  try {
    if (o.throw($instantiate($b_GeneratorExit, [])).done) return null;
  } catch (error) {
    if (error instanceof $b_GeneratorExit || error instanceof $b_StopIteration) return null;
    throw error;
  }
  return $fail($b_RuntimeError, 'generator ignored GeneratorExit');
}

const $generators = Object.getPrototypeOf(function* () {}).prototype;

function $is_generator(o) {
  return $generators.isPrototypeOf(o);
}

function $stepped(step) {
  return step.done ? $raise($instantiate($b_StopIteration, step.value == null ? [] : [step.value])) : step.value;
}
