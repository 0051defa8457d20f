// The kinds of characters in a string, and its upper and lower case.

function $m_lower(o) {
  return typeof o === 'string' ? o.toLowerCase() : $method(o, 'lower', $rest(arguments));
}

function $m_upper(o) {
  return typeof o === 'string' ? o.toUpperCase() : $method(o, 'upper', $rest(arguments));
}

function $m_casefold(o) {
  if (typeof o !== 'string') return $method(o, 'casefold', $rest(arguments));
  return o.replace(/[^\0-@[-\x7f]/gu, (c) => /[\u0131\u13a0-\u13f5]/.test(c) ? c
    : /[\u13f8-\u13fd\uab70-\uabbf]/.test(c) ? c.toUpperCase() : c === '\u1e9e' ? 'ss'
      : c === '\u0130' ? c.toLowerCase() : Array.from(c.toUpperCase(), (part) => part.toLowerCase()).join(''));
}

// The first letter as in a title: `ß` gives `Ss`.
function $title_letter(c) {
  if (/[\u10d0-\u10ff]/.test(c)) return c;
  const code = c.charCodeAt(0);
  if (/[\u01c4-\u01cc\u01f1-\u01f3]/.test(c)) return String.fromCharCode(code + [0, -1, 1][code % 3]);
  const [first, ...more] = c.toUpperCase();
  return first + more.join('').toLowerCase();
}

function $m_capitalize(o) {
  if (typeof o !== 'string') return $method(o, 'capitalize', $rest(arguments));
  const [first = '', ...more] = o, before = /\p{Cased}/u.test(first) ? 'a' : ' ';
  return first && $title_letter(first) + (before + more.join('')).toLowerCase().slice(1);
}

function $m_title(o) {
  if (typeof o !== 'string') return $method(o, 'title', $rest(arguments));
  return o.replace(/\p{Cased}+/gu, (word) => $m_capitalize(word));
}

function $m_swapcase(o) {
  if (typeof o !== 'string') return $method(o, 'swapcase', $rest(arguments));
  return o.replace(/\p{Uppercase}+|\p{Lowercase}+/gu, (c) => /\p{Uppercase}/u.test(c) ? c.toLowerCase() : c.toUpperCase());
}

function $m_isalpha(o) {
  return typeof o === 'string' ? /^\p{L}+$/u.test(o) : $method(o, 'isalpha', $rest(arguments));
}

function $m_isdecimal(o) {
  return typeof o === 'string' ? /^\p{Nd}+$/u.test(o) : $method(o, 'isdecimal', $rest(arguments));
}

const $digit = '\\p{Nd}\\xb2\\xb3\\xb9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c'
  + '\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792\\u{10a40}-\\u{10a43}'
  + '\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}';

function $m_isdigit(o) {
  return typeof o === 'string' ? new RegExp(`^[${$digit}]+$`, 'u').test(o) : $method(o, 'isdigit', $rest(arguments));
}

// Numerals among the ideographs, which are letters to Unicode.
const $ideographs = '\\u3405\\u3483\\u382a\\u3b4d\\u4e00\\u4e03\\u4e07\\u4e09\\u4e5d\\u4e8c\\u4e94\\u4e96\\u4ebf\\u4ec0\\u4edf'
  + '\\u4ee8\\u4f0d\\u4f70\\u5104\\u5146\\u5169\\u516b\\u516d\\u5341\\u5343\\u5344\\u5345\\u534c\\u53c1\\u53c2\\u53c3\\u53c4'
  + '\\u56db\\u58f1\\u58f9\\u5e7a\\u5efe\\u5eff\\u5f0c\\u5f0d\\u5f0e\\u5f10\\u62fe\\u634c\\u67d2\\u6f06\\u7396\\u767e\\u8086'
  + '\\u842c\\u8cae\\u8cb3\\u8d30\\u9621\\u9646\\u964c\\u9678\\u96f6\\uf96b\\uf973\\uf978\\uf9b2\\uf9d1\\uf9d3\\uf9fd'
  + '\\u{20001}\\u{20064}\\u{200e2}\\u{20121}\\u{2092a}\\u{20983}\\u{2098c}\\u{2099c}\\u{20aea}\\u{20afd}\\u{20b19}\\u{22390}'
  + '\\u{22998}\\u{23b1b}\\u{2626d}\\u{2f890}';

function $m_isnumeric(o) {
  return typeof o === 'string' ? new RegExp(`^[\\p{N}${$ideographs}]+$`, 'u').test(o)
    : $method(o, 'isnumeric', $rest(arguments));
}

function $m_isalnum(o) {
  return typeof o === 'string' ? /^[\p{L}\p{N}]+$/u.test(o) : $method(o, 'isalnum', $rest(arguments));
}

function $m_isspace(o) {
  return typeof o === 'string' ? o !== '' && Array.from(o).every((c) => $space.test(c))
    : $method(o, 'isspace', $rest(arguments));
}

function $m_islower(o) {
  return typeof o === 'string' ? /\p{Lowercase}/u.test(o) && !/[\p{Uppercase}\p{Lt}]/u.test(o)
    : $method(o, 'islower', $rest(arguments));
}

function $m_isupper(o) {
  return typeof o === 'string' ? /\p{Uppercase}/u.test(o) && !/[\p{Lowercase}\p{Lt}]/u.test(o)
    : $method(o, 'isupper', $rest(arguments));
}

function $m_istitle(o) {
  if (typeof o !== 'string') return $method(o, 'istitle', $rest(arguments));
  return /\p{Cased}/u.test(o) && o.match(/\p{Cased}+/gu).every((word) => /^[\p{Uppercase}\p{Lt}]\p{Lowercase}*$/u.test(word));
}

function $m_isidentifier(o) {
  return typeof o === 'string' ? /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(o) : $method(o, 'isidentifier', $rest(arguments));
}

function $m_isprintable(o) {
  return typeof o === 'string' ? $is_printable(o) : $method(o, 'isprintable', $rest(arguments));
}

function $m_isascii(o) {
  return typeof o === 'string' ? /^[\0-\x7f]*$/.test(o) : $method(o, 'isascii', $rest(arguments));
}
