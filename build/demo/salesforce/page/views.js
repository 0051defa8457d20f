// The pages of the console: a function for each kind, which turns the data of views.py into elements.
(function () {
  'use strict';

  const { card, element, icon, link, recordLink, value } = window.elements;
  const expanded = new Set(); // the activities whose fields are shown

  function heading(page, ...more) {
    return element(
      'header',
      { class: 'slds-page-header highlights' },
      element('div', { class: 'heading' }, icon(page.icon, 'medium'), element('h1', {}, element('small', {}, page.type), page.title), ...more),
      page.highlights &&
        element(
          'dl',
          { class: 'slds-page-header__detail-row' },
          page.highlights.map((field) => element('div', {}, element('dt', {}, field.label), element('dd', {}, value(field)))),
        ),
    );
  }

  function record(page) {
    return [
      heading(page),
      element(
        'div',
        { class: 'columns' },
        element('section', { class: 'details', 'aria-label': 'Details' }, details(page)),
        element('section', { class: 'activity', 'aria-label': 'Activity' }, timeline(page.activities)),
        element('section', { class: 'related', 'aria-label': 'Related' }, page.related.map(relatedList)),
      ),
    ];
  }

  function details(page) {
    const field = (one) =>
      element('div', { class: 'field' }, element('dt', { class: 'slds-form-element__label' }, one.label), element('dd', {}, value(one)));
    return card('Details', page.icon, element('dl', { class: 'fields' }, page.fields.map(field)));
  }

  function relatedList({ title, icon: name, records }) {
    const lines = (one) =>
      element(
        'dl',
        {},
        one.lines.map((line) => [element('dt', {}, line.label), element('dd', {}, value(line))]),
      );
    return card(
      `${title} (${records.length})`,
      name,
      records.length
        ? element(
            'ul',
            { class: 'tiles' },
            records.map((one) => element('li', {}, recordLink(one), lines(one))),
          )
        : element('p', { class: 'empty' }, 'Nothing here yet.'),
    );
  }

  // The activity timeline: newest first, a heading for each month, all fields of an activity behind its button.
  function timeline(activities) {
    const months = [...new Set(activities.map(({ month }) => month))];
    return card(
      'Activity',
      'standard:timeslot',
      element('p', { class: 'filters' }, 'All time • All activities • All types'),
      activities.length
        ? months.map((month) => [
            element('h3', { class: 'month' }, month),
            element('ol', { class: 'slds-timeline' }, activities.filter((one) => one.month === month).map(activity)),
          ])
        : element('p', { class: 'empty' }, 'No activities to show. They appear here as soon as they are saved.'),
    );
  }

  function activity(one) {
    const isOpen = expanded.has(one.id);
    const body = `fields-${one.id}`;
    return element(
      'li',
      { class: `slds-timeline__item_${one.kind} activity-item`, 'data-activity': one.id },
      element(
        'div',
        { class: 'activity-line' },
        element(
          'button',
          { type: 'button', class: 'toggle', id: `toggle-${one.id}`, 'aria-expanded': String(isOpen), 'aria-controls': body, 'data-toggle': one.id },
          icon('utility:switch', 'x-small') || '▸',
          element('span', { class: 'slds-assistive-text' }, `Details of ${one.title}`),
        ),
        icon(one.icon),
        element('div', { class: 'activity-text' }, element('h4', {}, one.title), element('p', {}, one.summary, one.who && recordLink(one.who))),
        element('time', { class: 'slds-timeline__date' }, one.date),
      ),
      element(
        'dl',
        { class: 'activity-fields slds-box', id: body, hidden: !isOpen },
        one.fields.map((field) => element('div', {}, element('dt', {}, field.label), element('dd', {}, value(field)))),
      ),
    );
  }

  function toggle(button) {
    const { toggle: id } = button.dataset;
    const isOpen = !expanded.delete(id);
    if (isOpen) expanded.add(id);
    button.setAttribute('aria-expanded', String(isOpen));
    document.getElementById(button.getAttribute('aria-controls')).hidden = !isOpen;
  }

  function table(group) {
    const row = (one) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, recordLink(one)),
        one.columns.map((cell) => element('td', { 'data-label': cell.label }, value(cell))),
      );
    return element(
      'table',
      { class: 'slds-table slds-table_bordered' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          group.columns.map((label) => element('th', { scope: 'col' }, label)),
        ),
      ),
      element('tbody', {}, group.records.map(row)),
    );
  }

  function home(page) {
    return [
      heading(page),
      element(
        'div',
        { class: 'columns home' },
        element('section', { class: 'activity', 'aria-label': 'Recent activity' }, timeline(page.activities)),
        element('section', { class: 'related', 'aria-label': 'Recent records' }, relatedList(page.recent)),
      ),
    ];
  }

  function list(page) {
    return [heading(page), element('div', { class: 'wide' }, element('div', { class: 'slds-card scroll' }, table(page)))];
  }

  function search(page) {
    const results = page.groups.map((group) =>
      element(
        'section',
        { 'aria-label': group.title },
        card(
          group.title,
          group.icon,
          table(group),
          element('p', { class: 'count' }, `${group.records.length} Result${group.records.length === 1 ? '' : 's'}`),
        ),
      ),
    );
    const none = card('No Results', 'standard:search', element('p', { class: 'empty' }, 'Nothing matches. Try another word, or fewer.'));
    return [heading(page), element('div', { class: 'wide' }, results.length ? results : none)];
  }

  function unknown(page) {
    const address = element('code', {}, page.url);
    return element(
      'div',
      { class: 'unknown' },
      element('h1', {}, "This page isn't part of the demo"),
      element('p', {}, 'Salesforce went to ', address, '.'),
      element('p', {}, link('Go to the home page', { action: 'home' })),
    );
  }

  // The form of a new record, with the values that the screen pop passed.
  function newRecord(form) {
    const input = ({ name, label, value: text }) =>
      element(
        'div',
        { class: 'slds-form-element' },
        element('label', { class: 'slds-form-element__label', for: `new-${name}` }, label),
        element('input', { class: 'slds-input', id: `new-${name}`, name, value: text }),
      );
    return element(
      'form',
      { method: 'dialog', id: 'new-record' },
      element('h1', { id: 'modal-title', class: 'slds-text-heading_medium' }, `New ${form.label}`),
      element('div', { class: 'inputs' }, form.fields.map(input)),
      element(
        'p',
        { class: 'buttons' },
        element(
          'button',
          { type: 'button', class: 'slds-button slds-button_neutral', 'data-action': JSON.stringify({ action: 'cancel' }) },
          'Cancel',
        ),
        element('button', { type: 'submit', class: 'slds-button slds-button_brand' }, 'Save'),
      ),
    );
  }

  window.views = { home, list, newRecord, record, search, toggle, unknown };
})();
