// Elements from plain data. A value becomes a text node or an attribute, never markup.
(function () {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const hasDesign = Boolean(document.querySelector('link[data-design]'));
  document.body.classList.toggle('has-design', hasDesign);
  const dialling = () => document.body.dataset.dialling === 'true';

  // element('a', { class: 'name', href: '#' }, child, child …): a child is a node, a text, or nothing.
  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
    });
    node.append(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== ''));
    return node;
  }

  // An icon of the design system, as "set:name"; without the design system there are none.
  function icon(name, size = 'small') {
    if (!hasDesign) return undefined;
    const [set, key] = name.split(':');
    const picture = document.createElementNS(SVG, 'svg');
    picture.setAttribute('class', `slds-icon slds-icon_${size}`);
    picture.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS(SVG, 'use');
    use.setAttribute('href', `/slds/icons/${set}-sprite/svg/symbols.svg#${key}`);
    picture.append(use);
    const colour = set === 'utility' ? 'slds-icon-text-default' : `slds-icon-${set}-${key.replaceAll('_', '-')}`;
    return element('span', { class: `slds-icon_container ${colour}` }, picture);
  }

  // A link that the agent follows inside of the page: `action` goes to Salesforce.
  function link(text, action, attributes) {
    return element('a', { href: '#', 'data-action': JSON.stringify(action), ...attributes }, text);
  }

  function recordLink(record, attributes) {
    return record.id ? link(record.name, { action: 'record', id: record.id }, attributes) : record.name;
  }

  // A number to click, once click-to-dial is on.
  function number(text, recordId) {
    return element(
      'a',
      { href: '#', title: 'Click to dial', 'data-dial': text, 'data-record': recordId, 'aria-disabled': String(!dialling()) },
      icon('utility:call', 'xx-small'),
      text,
    );
  }

  function value({ kind, text, record, of }) {
    if (kind === 'phone') return number(text, of);
    if (kind === 'record') return recordLink(record);
    return text;
  }

  // A card with a heading; `name` is its icon.
  function card(title, name, ...body) {
    return element(
      'article',
      { class: 'slds-card' },
      element('h2', { class: 'slds-card__header slds-text-heading_small' }, icon(name), title),
      element('div', { class: 'card-body' }, ...body),
    );
  }

  document.querySelectorAll('[data-draw]').forEach((place) => {
    const drawn = icon(place.dataset.draw, 'x-small');
    if (drawn) place.append(drawn);
  });

  window.elements = { card, dialling, element, icon, link, number, recordLink, value };
})();
