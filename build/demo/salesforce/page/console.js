// The console around the pages: tabs, object switcher, search, softphone panel, new-record form. It decides nothing about
// records: the agent's actions go to lightning.py (window.agentActs), which answers with a new state.
(function () {
  'use strict';

  const { element, icon, link } = window.elements;
  const by = (id) => document.getElementById(id);
  const tabs = []; // the pages in the console's tabs: {key, title, icon, again}
  let page = null;
  let panel = {};

  const act = (action) => window.agentActs(action);

  // Pages ----------------------------------------------------------------------------------------

  function showPage(next) {
    const isNew = page === null || page.key !== next.key;
    const focused = document.activeElement && document.activeElement.id;
    const scrolled = by('view').scrollTop;
    page = next;
    by('view').replaceChildren(...[window.views[page.kind](page)].flat());
    if (window.components && page.kind === 'record') window.components.phones(by('view').querySelector('.details'), page.key, page.object);
    by('view').scrollTop = isNew ? 0 : scrolled;
    if (focused && by('view').contains(by(focused))) by(focused).focus();
    document.title = `${page.title} | Salesforce`;
    if (isNew) by('announcement').textContent = page.title;
    openTab();
  }

  function openTab() {
    const isTab = !['home', 'list'].includes(page.kind);
    if (isTab && !tabs.some(({ key }) => key === page.key)) tabs.push({ ...page });
    by('nav-item').querySelector('.label').textContent = page.kind === 'list' ? page.title : 'Home';
    by('switcher').classList.toggle('slds-is-active', !isTab);
    drawTabs();
  }

  function drawTabs() {
    const focused = document.activeElement && document.activeElement.id;
    const drawn = tabs.map(({ key, title, icon: name, again }, index) => {
      const isCurrent = key === page.key;
      return element(
        'li',
        { class: `slds-context-bar__item tab${isCurrent ? ' slds-is-active' : ''}` },
        link([icon(name, 'x-small'), element('span', {}, title)], again, { id: `tab-${key}`, 'aria-current': isCurrent && 'page', title }),
        element(
          'button',
          { type: 'button', class: 'close', id: `close-${key}`, 'data-close': index, 'aria-label': `Close ${title}`, title: `Close ${title}` },
          icon('utility:close', 'xx-small') || '×',
        ),
      );
    });
    by('tabs').replaceChildren(...drawn);
    if (focused && by('tabs').contains(by(focused))) by(focused).focus();
    const current = by('tabs').querySelector('.slds-is-active');
    if (current) current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function closeTab(index) {
    const [closed] = tabs.splice(index, 1);
    const next = tabs[Math.min(index, tabs.length - 1)];
    if (closed.key === page.key) act(next ? next.again : { action: 'home' });
    else drawTabs();
    (next ? by(`tab-${next.key}`) : by('nav-item')).focus();
  }

  // The object switcher --------------------------------------------------------------------------

  function openMenu(isOpen, focus) {
    by('nav-menu').hidden = !isOpen;
    by('nav-item').setAttribute('aria-expanded', String(isOpen));
    if (focus) focus.focus();
  }

  function moveInMenu(event) {
    const items = [...by('nav-menu').querySelectorAll('a')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && !by('nav-menu').hidden) openMenu(false, by('nav-item'));
    else if (step) {
      event.preventDefault();
      const from = items.indexOf(document.activeElement);
      openMenu(true, items[from === -1 && step < 0 ? items.length - 1 : (from + step + items.length) % items.length]);
    }
  }

  // Panel, utility item, new record --------------------------------------------------------------

  function showSoftphone(next) {
    const was = panel;
    panel = next;
    const box = by('softphone');
    const item = by('softphone-item');
    box.classList.toggle('minimised', !panel.visible && !panel.poppedOut);
    box.classList.toggle('popped-out', panel.poppedOut);
    // Only a new size: a test may have narrowed the frame since.
    if (was.width !== panel.width) {
      box.style.width = `${panel.width}px`;
      by('view').style.setProperty('--beside-panel', `${Math.min(Math.max(panel.width, 400), 500)}px`);
    }
    if (was.height !== panel.height) box.style.setProperty('--frame-height', `${panel.height}px`);
    item.querySelector('.label').textContent = panel.label;
    item.setAttribute('aria-expanded', String(panel.visible));
    item.classList.toggle('slds-is-active', panel.visible);
    if (was.icon !== panel.icon) item.querySelector('.icon').replaceChildren(...[icon(`utility:${panel.icon}`, 'x-small')].filter(Boolean));
    item.dataset.icon = panel.icon;
    by('panel-label').textContent = panel.panelLabel;
    by('minimise').hidden = panel.poppedOut;
    by('pop-out').disabled = !panel.popoutable && !panel.poppedOut;
    by('pop-out').title = by('pop-out').disabled ? 'Pop-out is switched off' : '';
    by('pop-out').querySelector('.text').textContent = panel.poppedOut ? 'Pop in' : 'Pop out';
    if (was.poppedOut !== undefined && was.poppedOut !== panel.poppedOut) window.lightning.reopen();
  }

  function showModal(form) {
    const dialog = by('modal');
    dialog.replaceChildren(...(form ? [window.views.newRecord(form)] : []));
    if (form && !dialog.open) dialog.showModal();
    if (!form && dialog.open) dialog.close();
  }

  function allowDialling(allowed) {
    document.body.dataset.dialling = allowed;
    document.querySelectorAll('[data-dial]').forEach((number) => number.setAttribute('aria-disabled', String(!allowed)));
  }

  // What the agent does --------------------------------------------------------------------------

  addEventListener('click', (event) => {
    const at = (selector) => event.target.closest(selector);
    const number = at('[data-dial]');
    const close = at('[data-close]');
    const toggle = at('[data-toggle]');
    const follow = at('[data-action]');
    if (at('a[href="#"]')) event.preventDefault();
    openMenu(Boolean(at('#nav-item')) && by('nav-menu').hidden);
    if (number && number.getAttribute('aria-disabled') !== 'true') {
      window.salesforceDials({ number: number.dataset.dial, recordId: number.dataset.record ?? null });
    } else if (close) closeTab(Number(close.dataset.close));
    else if (toggle) window.views.toggle(toggle);
    else if (follow) act(JSON.parse(follow.dataset.action));
    else if (at('#softphone-item')) act({ action: 'panel', visible: !panel.visible });
    else if (at('#minimise')) act({ action: 'panel', visible: false });
    else if (at('#pop-out')) act({ action: 'popOut', out: !panel.poppedOut });
  });

  addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target.id === 'search') act({ action: 'search', term: by('search-term').value });
    else act({ action: 'save', values: Object.fromEntries(new FormData(event.target)) });
  });

  by('modal').addEventListener('cancel', (event) => {
    event.preventDefault();
    act({ action: 'cancel' });
  });
  by('switcher').addEventListener('keydown', moveInMenu);
  const MENU = [
    ['Home', { action: 'home' }],
    ['Contacts', { action: 'list', type: 'Contact' }],
    ['Accounts', { action: 'list', type: 'Account' }],
    ['Leads', { action: 'list', type: 'Lead' }],
    ['Cases', { action: 'list', type: 'Case' }],
    ['Opportunities', { action: 'list', type: 'Opportunity' }],
    ['Reports', { action: 'unknown', url: '/lightning/o/Report/home' }],
  ];
  by('nav-menu').append(...MENU.map(([title, action]) => element('li', {}, link(title, action))));

  // The parts of the state that changed since the last time.
  function show(state) {
    if ('dialling' in state) allowDialling(state.dialling);
    if ('page' in state) showPage(state.page);
    if ('reference' in state) window.lightning.goTo(state.reference);
    if ('softphone' in state) showSoftphone(state.softphone);
    if ('modal' in state) showModal(state.modal);
  }

  function closeTabs() {
    tabs.length = 0;
    openTab();
  }

  window.lightning = { ...window.lightning, show, closeTabs };
  show(JSON.parse(by('state').textContent));
})();
