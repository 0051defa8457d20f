// Elements, announcements and the clipboard. Data becomes text or attributes, never markup.

let count = 0;

/** Return an id that no other element has. */
export function uniqueId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/** Make an element. `on…` attributes are listeners; true and false switch an attribute; null leaves it out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (typeof value === 'boolean') {
      element.toggleAttribute(name, value);
    } else if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Make a button that submits nothing. */
export function button(label, onclick, attributes = {}) {
  return el('button', { type: 'button', onclick, ...attributes }, label);
}

/** Make text for screen readers only. */
export function hiddenText(text) {
  return el('span', { class: 'hidden-text' }, text);
}

/** Announce a text to screen readers. */
export function announce(text) {
  document.getElementById('announcements').textContent = text;
}

/** Copy what a text field has selected: the browser of the demo denies pages the newer way. */
function copySelected(text) {
  const focused = document.activeElement;
  const area = el('textarea', { class: 'hidden-text', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return isCopied;
}

/** Copy text, and announce it. */
async function copy(text, what) {
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
  announce(isCopied ? `${what} copied` : 'The browser refused to copy');
  return isCopied;
}

/** Make a button that copies, and shows for a moment that it has. */
export function copyButton(label, what, textOf, attributes = {}) {
  const copier = button(
    label,
    async () => {
      copier.textContent = (await copy(textOf(), what)) ? 'Copied' : 'Not copied';
      setTimeout(() => copier.replaceChildren(label), 1500);
    },
    attributes,
  );
  return copier;
}
