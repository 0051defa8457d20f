// Printing, and the end of a program.

function $b_print(args, sep, end, file) {
  for (const [name, word] of [['sep', sep], ['end', end]]) {
    if (word != null && typeof word !== 'string') $fail($b_TypeError, `${name} must be None or a string, not ${$type_name(word)}`);
  }
  const text = args.map($str).join(sep == null ? ' ' : sep) + (end == null ? '\n' : end);
  if (file == null) $write('out', text);
  else $call(file, 'write', text);
  return null;
}

// The tool chain takes the output of a program unchanged; a page has a console, which adds the line breaks.
function $write(stream, text) {
  if (typeof __write === 'function') __write(stream, text);
  else console[stream === 'err' ? 'error' : 'log'](text.replace(/\n$/, ''));
}

// The end of a program that stopped with `thrown`: its exit code, its text for standard error, and the engine's stack.
function $uncaught(thrown) {
  const error = $caught(thrown);
  if ($b_isinstance(error, $b_SystemExit)) {
    const code = error.code;
    if (code == null) return [0, ''];
    return typeof code === 'number' ? [code & 255, ''] : [1, `${$str(code)}\n`];
  }
  const message = $str(error);
  return [1, `${$type_name(error)}${message ? `: ${message}` : ''}\n`, String((thrown && thrown.stack) || '')];
}
