// The tabs above and the splitter below them.

const STEP = 5;
const SMALLEST = 15;
const LARGEST = 85;
const DEFAULT = 38;

/** Let a tab show its panel, by click, arrow keys, Home and End. */
export function setUpTabs(list) {
  const all = [...list.querySelectorAll('[role=tab]')];
  const select = (chosen) => {
    for (const tab of all) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !isChosen;
    }
  };
  list.addEventListener('click', ({ target }) => {
    const tab = target.closest('[role=tab]');
    if (tab) {
      select(tab);
    }
  });
  list.addEventListener('keydown', (event) => {
    const tabs = all.filter(({ hidden }) => !hidden);
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to !== undefined) {
      const tab = tabs[(to + tabs.length) % tabs.length];
      select(tab);
      tab.focus();
      event.preventDefault();
    }
  });
}

/** Let the splitter set the height of the log, by pointer and by arrow keys. Return the function that sets it. */
export function setUpSplitter(splitter) {
  const set = (percent) => {
    const height = Math.round(Math.min(LARGEST, Math.max(SMALLEST, percent)));
    document.documentElement.style.setProperty('--log-height', `${height}vh`);
    splitter.setAttribute('aria-valuenow', String(height));
  };
  set(DEFAULT);
  splitter.addEventListener('pointerdown', (event) => {
    splitter.setPointerCapture(event.pointerId);
    event.preventDefault();
    splitter.focus();
  });
  splitter.addEventListener('pointermove', (event) => {
    if (splitter.hasPointerCapture(event.pointerId)) {
      set(100 - (event.clientY / window.innerHeight) * 100);
    }
  });
  splitter.addEventListener('dblclick', () => set(DEFAULT));
  splitter.addEventListener('keydown', (event) => {
    const now = Number(splitter.getAttribute('aria-valuenow'));
    const to = { ArrowUp: now + STEP, ArrowDown: now - STEP, Home: SMALLEST, End: LARGEST }[event.key];
    if (to !== undefined) {
      set(to);
      event.preventDefault();
    }
  });
  return set;
}
