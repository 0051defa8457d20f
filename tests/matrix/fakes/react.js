// The minimum of React 17 that function components need: elements, hooks, and a rendered tree that tests can read.
// `rendered(tab, element, props)` gives the tree of plain elements and texts that the component shows now.
function react(tab) {
  const roots = (tab.roots = new Map());
  let current = null;

  const hook = (make) => {
    const place = current.next++;
    return (current.hooks[place] ||= make());
  };
  const changed = (before, after) => !before || !after || before.length !== after.length || after.some((one, at) => !Object.is(one, before[at]));
  const useState = (initial) => {
    const owner = current;
    const cell = hook(() => ({ value: typeof initial === 'function' ? initial() : initial }));
    cell.set ||= (next) => {
      cell.value = typeof next === 'function' ? next(cell.value) : next;
      owner.root.stale = true;
      tab.later(0, () => owner.root.stale && owner.root.render());
    };
    return [cell.value, cell.set];
  };
  const useEffect = (effect, dependencies) => {
    const owner = current;
    const cell = hook(() => ({}));
    if (cell.ran && dependencies && !changed(cell.dependencies, dependencies)) return;
    owner.root.effects.push(() => {
      if (typeof cell.undo === 'function') cell.undo();
      cell.undo = effect();
    });
    Object.assign(cell, { ran: true, dependencies });
  };
  const useMemo = (make, dependencies) => {
    const cell = hook(() => ({}));
    if (!cell.dependencies || changed(cell.dependencies, dependencies)) Object.assign(cell, { value: make(), dependencies });
    return cell.value;
  };

  function show(element, root, path) {
    if (element === null || element === undefined || typeof element === 'boolean') return [];
    if (Array.isArray(element)) return element.flatMap((one, at) => show(one, root, `${path}.${(one && one.key) ?? at}`));
    if (typeof element !== 'object') return [String(element)];
    if (element.ref) root.refs.set(path, element.ref);
    if (typeof element.type === 'function') {
      const instance = root.instances.get(path) || { hooks: [], root };
      root.instances.set(path, instance);
      root.used.add(path);
      const before = current;
      current = Object.assign(instance, { next: 0 });
      try {
        return show(element.type(element.props), root, path + '/');
      } finally {
        current = before;
      }
    }
    const { children, ...props } = element.props;
    return [{ type: element.type, props, children: show(children ?? null, root, path + '/') }];
  }

  tab.mount = (name, element) => {
    const root = { instances: new Map(), refs: new Map(), effects: [], stale: false, element, tree: [] };
    root.render = () => {
      root.stale = false;
      root.effects = [];
      root.used = new Set();
      detach(root);
      root.tree = show(root.element, root, '');
      for (const [path, ref] of root.refs) ref({ path });
      for (const [path, instance] of [...root.instances]) if (!root.used.has(path)) drop(root, path, instance);
      for (const run of root.effects) run();
    };
    root.unmount = () => {
      detach(root);
      for (const [path, instance] of [...root.instances]) drop(root, path, instance);
      roots.delete(name);
    };
    roots.set(name, root);
    root.render();
    return root;
  };

  function detach(root) {
    for (const ref of root.refs.values()) ref(null);
    root.refs.clear();
  }

  function drop(root, path, instance) {
    for (const cell of instance.hooks) if (cell && typeof cell.undo === 'function') cell.undo();
    root.instances.delete(path);
  }

  const createElement = (type, props, ...children) => {
    const { key = null, ref = null, ...rest } = props || {};
    if (children.length) rest.children = children.length === 1 ? children[0] : children;
    return { $$element: true, type, key: key === null ? null : String(key), ref, props: rest };
  };
  return {
    version: '17.0.2',
    createElement,
    cloneElement: (element, props) => ({ ...element, props: { ...element.props, ...props } }),
    Fragment: (props) => props.children,
    useState,
    useEffect,
    useLayoutEffect: useEffect,
    useMemo,
    useCallback: (callback, dependencies) => useMemo(() => callback, dependencies),
    useRef: (initial) => hook(() => ({ current: initial })),
    useReducer: (reduce, initial) => {
      const [state, set] = useState(initial);
      return [state, (action) => set((now) => reduce(now, action))];
    },
  };
}

function reactRedux(tab) {
  return {
    useSelector(select) {
      const { React } = tab.window;
      const { store } = tab.flex;
      const selected = select(store.getState());
      const last = React.useRef(selected);
      const [, again] = React.useState(0);
      last.current = selected;
      React.useEffect(() => store.subscribe(() => select(store.getState()) === last.current || again((count) => count + 1)), []);
      return selected;
    },
    useDispatch: () => tab.flex.store.dispatch,
  };
}

// A test's view and actions -----------------------------------------------------------------------

function nodes(tab, type, component = '') {
  const found = [];
  const visit = (node) => {
    if (typeof node === 'string') return;
    if (node.type === type) found.push(node);
    node.children.forEach(visit);
  };
  for (const [name, root] of tab.roots) if (name.startsWith(component)) root.tree.forEach(visit);
  return found;
}

const textOf = (node) => (typeof node === 'string' ? node : node.children.map(textOf).join(''));

function controls(tab, type, component) {
  return nodes(tab, type, component).map((node) => ({
    value: node.props.value ?? node.props.defaultValue ?? null,
    disabled: Boolean(node.props.disabled),
    options: nodesIn(node, 'option').map((option) => ({
      value: option.props.value ?? textOf(option),
      text: textOf(option),
      disabled: Boolean(option.props.disabled),
    })),
  }));
}

// Picks a random option of the first dropdown on the canvas as the agent, and returns its value; null if there is no option to pick.
// `chance`: from 0 to 1. `tab.picksSecond`: it was the dropdown of the second record. The header has other tasks' dropdowns too.
function pick(tab, chance) {
  const [offered] = controls(tab, 'select', 'TaskCanvas');
  const options = offered && !offered.disabled ? offered.options.filter((option) => !option.disabled) : [];
  if (!options.length) return null;
  tab.picksSecond = !offered.options.some((option) => option.value === 'none');
  const { value } = options[Math.floor(chance * options.length)];
  change(tab, 'select', 0, value, 'TaskCanvas');
  return value;
}

// The agent presses the button with this text; false if there is none.
function press(tab, text, place = 0) {
  const button = nodes(tab, 'button').filter((one) => textOf(one) === text)[place];
  if (button && !button.props.disabled)
    tab.guard(`pressing ${text}`, () => button.props.onClick({ preventDefault() {}, stopPropagation() {}, persist() {} }));
  return Boolean(button);
}

function nodesIn(node, type) {
  return node.children.flatMap((child) => (typeof child === 'string' ? [] : [...(child.type === type ? [child] : []), ...nodesIn(child, type)]));
}

function change(tab, type, place, value, component) {
  const node = nodes(tab, type, component)[place];
  if (!node || node.props.disabled) throw new Error(`no ${type} to change`);
  const target = { value, selectedIndex: nodesIn(node, 'option').findIndex((option) => option.props.value === value) };
  tab.guard(`changing a ${type}`, () => node.props.onChange({ target, currentTarget: target, preventDefault() {}, persist() {} }));
}
