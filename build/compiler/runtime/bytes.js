// The result of "text".encode(): enough to count, read byte by byte, print and decode.

class $Bytes {
  constructor(bytes) { this[$_bytes] = bytes; }
  get [$_kind]() { return 'bytes'; }
  get [$_name]() { return 'bytes'; }
  [Symbol.iterator]() { return this[$_bytes][Symbol.iterator](); }
  [$_len]() { return this[$_bytes].length; }
  [$_has](x) { return this[$_bytes].includes($index(x)); }
  [$_item](i) {
    return this[$_bytes][$place(this, i, this[$_bytes].length, 'index')];
  }
  [$_slice](lo, hi, step) {
    return new $Bytes($positions($bounds(lo, hi, step, this[$_bytes].length)).map((i) => this[$_bytes][i]));
  }
  [$_eq](other) { return other[$_kind] === 'bytes' && this[$_key]() === other[$_key](); }
  [$_key]() { return `\0b${this[$_bytes].join()}`; }
  [$_repr]() {
    const text = String.fromCharCode(...this[$_bytes]), quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    return `b${quote}${text.replace(/[^ -~]|[\\'"]/g, (c) => c === '\\' || c === quote ? `\\${c}`
      : { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c] || (/[ -~]/.test(c) ? c : $escape(c)))}${quote}`;
  }
}

// The canonical name of an encoding; LookupError for an unknown encoding.
function $encoding(name, caller) {
  if (typeof name !== 'string') $type_error(`${caller}() argument 'encoding' must be str, not @`, name);
  const encodings = { __proto__: null, utf8: 'utf-8', ascii: 'ascii', usascii: 'ascii', latin1: 'latin-1', iso88591: 'latin-1' };
  return encodings[name.toLowerCase().replace(/[-_ ]/g, '')] || $fail($b_LookupError, `unknown encoding: ${name}`);
}

function $m_encode(o, encoding, errors) {
  if (typeof o !== 'string') return $method(o, 'encode', $rest(arguments));
  const name = $encoding(encoding === undefined ? 'utf-8' : encoding, 'encode'), most = { ascii: 127, 'latin-1': 255 }[name] || 0x10ffff;
  const bytes = [];
  Array.from(o).forEach((c, at) => {
    const code = c.codePointAt(0);
    if (code > most || code >= 0xd800 && code < 0xe000) {
      if (errors === 'ignore') return;
      if (errors === 'replace') {
        bytes.push(63);
        return;
      }
      const why = most === 0x10ffff ? 'surrogates not allowed' : `ordinal not in range(${most + 1})`;
      $fail($b_ValueError, `'${name}' codec can't encode character '${$escape(c)}' in position ${at}: ${why}`);
    }
    if (most < 256 || code < 128) bytes.push(code);
    else if (code < 0x800) bytes.push(code >> 6 | 192, code & 63 | 128);
    else if (code < 0x10000) bytes.push(code >> 12 | 224, code >> 6 & 63 | 128, code & 63 | 128);
    else bytes.push(code >> 18 | 240, code >> 12 & 63 | 128, code >> 6 & 63 | 128, code & 63 | 128);
  });
  return new $Bytes(bytes);
}

function $m_decode(o, encoding) {
  if (o == null || o[$_kind] !== 'bytes') return $method(o, 'decode', $rest(arguments));
  const name = $encoding(encoding === undefined ? 'utf-8' : encoding, 'decode');
  if (name !== 'utf-8') {
    const bad = name === 'ascii' ? o[$_bytes].findIndex((byte) => byte > 127) : -1;
    if (bad >= 0) {
      $fail($b_ValueError, `'ascii' codec can't decode byte 0x${o[$_bytes][bad].toString(16)} in position ${bad}: ordinal not in range(128)`);
    }
    return String.fromCharCode(...o[$_bytes]);
  }
  try {
    return decodeURIComponent(o[$_bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch (error) {
    return $fail($b_ValueError, "'utf-8' codec can't decode these bytes");
  }
}

function $m_hex(o) {
  if (o == null || o[$_kind] !== 'bytes') return $method(o, 'hex', $rest(arguments));
  return o[$_bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const $b_bytes = $type('bytes', (x) => x != null && x[$_kind] === 'bytes', (...args) => {
  if (typeof args[0] === 'string') {
    return args.length > 1 ? $m_encode(args[0], args[1]) : $fail($b_TypeError, 'string argument without an encoding');
  }
  if ($is_int(args[0])) return new $Bytes(new Array(+args[0]).fill(0));
  return new $Bytes(args.length === 0 ? [] : Array.from($iter(args[0]), (item) => {
    const byte = $index(item);
    return byte >= 0 && byte < 256 ? byte : $fail($b_ValueError, 'bytes must be in range(0, 256)');
  }));
}, 3);
