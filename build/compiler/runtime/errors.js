// Exceptions: Python classes whose instances are JavaScript Errors too, with a stack, a name and a message for the page.

const $b_BaseException = (() => {
  const C = function (...args) { return $instantiate(C, args); };
  C.prototype = Object.create(Error.prototype, {
    [$_py]: { value: true },
    name: { get() { return $type_name(this); }, set(value) { $set_own(this, 'name', value); }, configurable: true },
    message: { get() { return $str(this); }, set(value) { $set_own(this, 'message', value); }, configurable: true },
    __init__: { value: (self, ...args) => { self.args = $t(...args); return null; }, enumerable: true },
    __str__: { value: (self) => self.args.length > 1 ? $repr(self.args) : self.args.length ? $str(self.args[0]) : '', enumerable: true },
    __repr__: { value: (self) => `${$type_name(self)}(${self.args.map($repr).join(', ')})`, enumerable: true },
    with_traceback: { value: (self) => self, enumerable: true },
  });
  $classes.set(C.prototype, C);
  return Object.assign(C, { __name__: 'BaseException', __bases__: [$b_object], [$_mro]: [C, $b_object], __blank__: $blank_exception });
})();

// An exception before its __init__: Python has already set its args.
function $blank_exception(C, args) {
  const o = new Error();
  Object.setPrototypeOf(o, C.prototype);
  for (const [name, value] of [['args', $t(...args)], ['__cause__', null], ['__context__', null]]) {
    $set_plainly(o, name, value);
  }
  return o;
}

function $exception(name, base) {
  return $class(name, [base || $b_Exception], []);
}

const $b_Exception = $exception('Exception', $b_BaseException);
const $b_SystemExit = $class('SystemExit', [$b_BaseException], ['__init__', (self, ...args) => {
  self.args = $t(...args);
  return $set_own(self, 'code', args.length > 1 ? self.args : args.length ? args[0] : null);
}]);
const $b_KeyboardInterrupt = $exception('KeyboardInterrupt', $b_BaseException);
const $b_GeneratorExit = $exception('GeneratorExit', $b_BaseException);
const $b_ArithmeticError = $exception('ArithmeticError');
const $b_AssertionError = $exception('AssertionError');

function $assert_never(x) {
  const text = $repr(x);
  return $fail($b_AssertionError, `Expected code to be unreachable, but got: ${text.length > 100 ? `${text.slice(0, 100)}...` : text}`);
}
const $b_AttributeError = $exception('AttributeError');
const $b_ImportError = $exception('ImportError');
const $b_ModuleNotFoundError = $exception('ModuleNotFoundError', $b_ImportError);
const $b_LookupError = $exception('LookupError');
const $b_IndexError = $exception('IndexError', $b_LookupError);
const $b_KeyError = $class('KeyError', [$b_LookupError], ['__str__', (self) => self.args.length === 1 ? $repr(self.args[0]) : $b_BaseException.prototype.__str__(self)]);
const $b_NameError = $exception('NameError');
const $b_UnboundLocalError = $exception('UnboundLocalError', $b_NameError);
const $b_OSError = $class('OSError', [$b_Exception], ['__init__', (self, ...args) => {
  self.args = $t(...args);
  for (const [i, name] of ['errno', 'strerror', 'filename'].entries()) $set_plainly(self, name, args.length > 1 && i < args.length ? args[i] : null);
  return null;
}, '__str__', (self) => self.args.length > 1 ? `[Errno ${$str(self.errno)}] ${$str(self.strerror)}` : $b_BaseException.prototype.__str__(self)]);
const $b_IOError = $b_OSError;
const $b_EnvironmentError = $b_OSError;
const $b_ConnectionError = $exception('ConnectionError', $b_OSError);
const $b_FileNotFoundError = $exception('FileNotFoundError', $b_OSError);
const $b_PermissionError = $exception('PermissionError', $b_OSError);
const $b_TimeoutError = $exception('TimeoutError', $b_OSError);
const $b_OverflowError = $exception('OverflowError', $b_ArithmeticError);
const $b_ZeroDivisionError = $exception('ZeroDivisionError', $b_ArithmeticError);
const $b_FloatingPointError = $exception('FloatingPointError', $b_ArithmeticError);
const $b_RuntimeError = $exception('RuntimeError');
const $b_NotImplementedError = $exception('NotImplementedError', $b_RuntimeError);
const $b_RecursionError = $exception('RecursionError', $b_RuntimeError);
const $b_StopIteration = $class('StopIteration', [$b_Exception], ['__init__', (self, ...args) => {
  self.args = $t(...args);
  return $set_own(self, 'value', args.length ? args[0] : null);
}]);
const $b_StopAsyncIteration = $exception('StopAsyncIteration');
const $b_TypeError = $exception('TypeError');
const $b_ValueError = $exception('ValueError');
const $b_UnicodeError = $exception('UnicodeError', $b_ValueError);
const $b_BufferError = $exception('BufferError');
const $b_EOFError = $exception('EOFError');
const $b_MemoryError = $exception('MemoryError');
const $b_ReferenceError = $exception('ReferenceError');
const $b_Warning = $exception('Warning');
const $b_UserWarning = $exception('UserWarning', $b_Warning);
const $b_DeprecationWarning = $exception('DeprecationWarning', $b_Warning);

// The exception that Python code catches for an error of the page.
const $JavaScriptError = $exception('JavaScriptError');

function $fail(C, message) {
  return $raise($instantiate(C, [message]));
}

function $raise(thrown, cause) {
  const error = typeof thrown === 'function' && thrown[$_mro] ? $instantiate(thrown, []) : thrown;
  if (!(error instanceof Error)) $fail($b_TypeError, 'exceptions must derive from BaseException');
  const why = typeof cause === 'function' ? $instantiate(cause, []) : cause;
  if (why != null && !(why instanceof Error)) $fail($b_TypeError, 'exception causes must derive from BaseException');
  if (cause !== undefined) error.__cause__ = why;
  if (error[$_py] === true && typeof error.stack === 'string' && !Object.keys(error).includes('stack')) $entitle(error);
  throw error;
}

// Correct the first line of the stack, which was recorded before the exception had its arguments.
function $entitle(error) {
  const title = error.message ? `${error.name}: ${error.message}` : error.name;
  if (error.stack.startsWith(title)) return;
  Object.defineProperty(error, 'stack', { value: error.stack.replace(/^[^\n]*/, () => title), writable: true, configurable: true });
}

// The Python exception for any thrown value: an object of the page may throw again when it is read.
function $caught(thrown) {
  let C = $JavaScriptError, message = '';
  try {
    if (thrown instanceof Error && thrown[$_py] === true) return thrown;
    if (thrown instanceof TypeError) C = $b_TypeError;
    message = String(thrown instanceof Error ? thrown.message : thrown);
    if (thrown instanceof RangeError && /call stack/i.test(message)) C = $b_RecursionError;
  } catch (error) {}
  const error = $instantiate(C, [message]);
  Object.defineProperty(error, $_thrown, { value: thrown });
  return error;
}

// Raises an exception again, as the value that was thrown.
function $reraise(error) {
  throw $own(error, $_thrown) ? error[$_thrown] : error;
}

// The exception, if the only clause of a `try` catches it; raise any other again.
function $caught_as(thrown, kind) {
  const error = $caught(thrown);
  if (!$matches(error, kind)) $reraise(error);
  return error;
}

function $matches(error, kind) {
  if (!($isa_tuple(kind) ? kind : [kind]).every((C) => C?.[$_mro]?.includes($b_BaseException))) $fail($b_TypeError, 'catching classes that do not inherit from BaseException is not allowed');
  return $b_isinstance(error, kind);
}

function $m_add_note(o, note) {
  if (!(o instanceof Error && o[$_py])) return $method(o, 'add_note', $rest(arguments));
  if (typeof note !== 'string') $type_error(`note must be a str, not '${$type_name(note)}'`);
  if (!$own(o, '__notes__')) $set_plainly(o, '__notes__', []);
  o.__notes__.push(note);
  return null;
}

// Enters the block of a `with`.
function $enter(manager) {
  const missing = !$dunder(manager, '__enter__') ? '' : $dunder(manager, '__exit__') ? null : ' (missed __exit__ method)';
  if (missing !== null) $fail($b_TypeError, `'${$type_name(manager)}' object does not support the context manager protocol${missing}`);
  return $call(manager, '__enter__');
}

// The traceback that `__exit__` gets.
const $traceback = $class('traceback', [], [])();

// Leaves the block of a `with`; true if the manager suppresses the exception.
function $exit(manager, error) {
  return $truth($call(manager, '__exit__', error === null ? null : $type_of(error), error, error === null ? null : $traceback));
}
