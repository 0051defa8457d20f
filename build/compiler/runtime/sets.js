// Sets and frozen sets, in CPython's iteration order for ints, and their methods.

// The hash table of CPython for a set of ints: it determines the iteration order of such a set.
class $Slots {
  constructor() {
    this.mask = 7;
    this.fill = 0;
    this.used = 0;
    this.at = [];
    this.finger = 0;
  }
  // The slot that holds x, or the slot for it: that of the removed element (null) that the search passed last, or a free one.
  place(x) {
    const size = this.mask + 1, hash = x === -1 ? -2 : x;
    let i = (hash % size + size) % size, perturb = null, removed = null;
    for (;;) {
      const last = i + 9 <= this.mask ? i + 9 : i;
      for (let j = i; j <= last; j++) {
        if (this.at[j] === x) return j;
        if (this.at[j] === undefined) return removed ?? j;
        if (this.at[j] === null) removed = j;
      }
      perturb = (perturb === null ? BigInt.asUintN(64, BigInt(hash)) : perturb) >> 5n;
      i = Number(BigInt(i * 5 + 1) + perturb & BigInt(this.mask));
    }
  }
  put(x) {
    const i = this.place(x);
    if (this.at[i] === undefined) this.fill += 1;
    this.at[i] = x;
    this.used += 1;
  }
  add(x) {
    if (this.at[this.place(x)] === x) return;
    const { fill } = this;
    this.put(x);
    if (this.fill > fill && this.fill * 5 >= this.mask * 3) this.resize(this.used > 50000 ? this.used * 2 : this.used * 4);
  }
  remove(x) {
    const i = this.place(x);
    if (this.at[i] !== x) return;
    this.at[i] = null;
    this.used -= 1;
  }
  values() { return this.at.filter((x) => x != null); }
  resize(wanted) {
    const values = this.values();
    Object.assign(this, { mask: 7, fill: 0, used: 0, at: [] });
    while (this.mask + 1 <= wanted) this.mask = this.mask * 2 + 1;
    for (const x of values) this.put(x);
  }
  // Makes room for this many more elements, as before a merge of two sets.
  reserve(count) {
    if ((this.fill + count) * 5 >= this.mask * 3) this.resize((this.used + count) * 2);
  }
  merge(other) {
    if (other === this || other.used === 0) return;
    this.reserve(other.used);
    if (this.fill === 0 && this.mask === other.mask && other.fill === other.used) {
      Object.assign(this, { at: [...other.at], fill: other.fill, used: other.used });
    } else if (this.fill === 0) {
      for (const x of other.values()) this.put(x);
    } else {
      for (const x of other.values()) this.add(x);
    }
  }
  // The element that pop() removes next.
  next() {
    let i = this.finger & this.mask;
    while (this.at[i] == null) i = i === this.mask ? 0 : i + 1;
    this.finger = i + 1;
    return this.at[i];
  }
}

class $Set {
  constructor() {
    this[$_map] = new Map();
    this[$_slots] = new $Slots();
  }
  get [$_kind]() { return 'set'; }
  get [$_name]() { return 'set'; }
  *[Symbol.iterator]() {
    const size = this[$_map].size;
    for (const item of this[$_items]()) {
      if (this[$_map].size !== size) break;
      yield item;
    }
    if (this[$_map].size !== size) $fail($b_RuntimeError, 'Set changed size during iteration');
  }
  // The elements in CPython's order where that is fixed (ints), else in insertion order.
  [$_items]() {
    return this[$_slots] ? this[$_slots].values().map((key) => this[$_map].get(key)) : [...this[$_map].values()];
  }
  get [$_like_set]() { return true; }
  [$_len]() { return this[$_map].size; }
  [$_find](x) {
    return x != null && x[$_kind] === 'set' && !x[$_key] ? $set_key(x) : $slot(this[$_map], x);
  }
  [$_has](x) { return this[$_map].has(this[$_find](x)); }
  [$_add](x) {
    const slot = $slot(this[$_map], x);
    if (this[$_map].has(slot)) return;
    this[$_map].set(slot, x);
    if (!Number.isSafeInteger(slot)) this[$_slots] = null;
    else if (this[$_slots]) this[$_slots].add(slot);
  }
  [$_delete](x) {
    const slot = this[$_find](x);
    if (this[$_slots] && this[$_map].has(slot)) this[$_slots].remove(slot);
    return this[$_map].delete(slot);
  }
  [$_clear]() {
    this[$_map].clear();
    this[$_slots] = new $Slots();
  }
  [$_merge](other) {
    if (this[$_slots] && other[$_slots]) this[$_slots].merge(other[$_slots]);
    else this[$_slots] = null;
    for (const item of other[$_map].values()) {
      const slot = $slot(this[$_map], item);
      if (!this[$_map].has(slot)) this[$_map].set(slot, item);
    }
    return this;
  }
  [$_empty]() { return new $Set(); }
  [$_copy]() { return this[$_empty]()[$_merge](this); }
  [$_take](other) {
    this[$_map] = other[$_map];
    this[$_slots] = other[$_slots];
    return this;
  }
  [$_eq](other) { return $order_sets(this, other, '==') || false; }
  [$_order](other, op) { return $order_sets(this, other, op); }
  [$_or](other) { return $is_set(other) ? this[$_copy]()[$_merge](other) : $set_with_view(this, other, $_or); }
  [$_and](other) { return $is_set(other) ? $set_intersection(this, other) : $set_with_view(this, other, $_and); }
  [$_sub](other) { return $is_set(other) ? $set_difference(this, other) : $set_with_view(this, other, $_sub); }
  [$_xor](other) { return $is_set(other) ? $set_symmetric(this, other) : $set_with_view(this, other, $_xor); }
  [$_ior](other) { return $is_set(other) ? this[$_merge](other) : undefined; }
  [$_iand](other) { return $is_set(other) ? this[$_take]($set_intersection(this, other)) : undefined; }
  [$_isub](other) { return $is_set(other) ? $set_discard_all(this, other) : undefined; }
  [$_ixor](other) { return $is_set(other) ? $set_toggle_all(this, other) : undefined; }
  [$_repr]() {
    if (this[$_map].size === 0) return `${this[$_name]}()`;
    const items = $repr_within(this, `${this[$_name]}(...)`, () => `{${this[$_items]().map($repr).join(', ')}}`);
    return this[$_key] ? `${this[$_name]}(${items})` : items;
  }
}

class $FrozenSet extends $Set {
  get [$_name]() { return 'frozenset'; }
  [$_key]() { return $set_key(this); }
  [$_empty]() { return new $FrozenSet(); }
  [$_ior]() { return undefined; }
  [$_iand]() { return undefined; }
  [$_isub]() { return undefined; }
  [$_ixor]() { return undefined; }
}

function $set_with_view(set, other, operator) {
  return $is_set_view(other) ? $view_operator(set, other, operator) : undefined;
}

// The key of a frozenset: the sorted keys of its elements.
function $set_key(set) {
  const parts = [...set[$_map].values()].map($key_part).sort();
  if (parts.includes(undefined)) return undefined; // if .__hash__
  return `\0f(${parts})`;
}

function $is_set(x) {
  return x != null && x[$_kind] === 'set';
}

// A set of elements that were added one by one: a comprehension, set(xs), a display of variables.
function $set(items) {
  const set = new $Set();
  for (const item of items) set[$_add](item);
  return set;
}

// A display of constants `{1, 2, 3}`. CPython fills the set from a frozenset that its compiler made, if there are more than two
// elements, which may change the order.
function $set_literal(items) {
  const set = $set(items);
  return items.length > 2 ? new $Set()[$_merge]($set([...set])) : set;
}

function $set_update(set, items) {
  if ($is_set(items)) return set[$_merge](items);
  const dict = $as_dict(items);
  if (dict && set[$_slots]) set[$_slots].reserve(dict[$_len]());
  for (const item of $iter(items)) set[$_add](item);
  return set;
}

function $set_discard_all(set, items) {
  for (const item of items === set ? [...items] : $iter(items)) set[$_delete](item);
  return set;
}

function $set_toggle_all(set, items) {
  for (const item of items === set ? [...items] : $is_set(items) ? items : $set($iter(items))) {
    if (!set[$_delete](item)) set[$_add](item);
  }
  return set;
}

function $set_intersection(set, items) {
  const result = set[$_empty](), swap = $is_set(items) && items[$_len]() > set[$_len]();
  const tested = swap ? items : set;
  for (const item of swap ? set : $iter(items)) if (tested[$_has](item)) result[$_add](item);
  return result;
}

function $set_difference(set, items) {
  if (!$is_set(items) || set[$_len]() >> 2 > items[$_len]()) return $set_discard_all(set[$_copy](), items);
  const result = set[$_empty]();
  for (const item of set) if (!items[$_has](item)) result[$_add](item);
  return result;
}

function $set_symmetric(set, items) {
  return $set_toggle_all($set_update(set[$_empty](), items), set);
}

const $b_set = $type('set', (x) => $is_set(x) && !x[$_key],
  (...args) => args.length ? $set_update(new $Set(), args[0]) : new $Set());

const $b_frozenset = $type('frozenset', (x) => $is_set(x) && x[$_key] !== undefined, (...args) => args.length === 0
  ? new $FrozenSet() : args[0] instanceof $FrozenSet ? args[0] : $set_update(new $FrozenSet(), args[0]));

function $set_pop(set) {
  if (set[$_len]() === 0) $fail($b_KeyError, 'pop from an empty set');
  const item = set[$_slots] ? set[$_map].get(set[$_slots].next()) : set[$_items]()[0];
  set[$_delete](item);
  return item;
}

function $m_add(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'add', $rest(arguments));
  o[$_add](x);
  return null;
}

function $m_discard(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'discard', $rest(arguments));
  o[$_delete](x);
  return null;
}

function $m_union(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'union', others);
  return others.reduce($set_update, o[$_copy]());
}

function $m_intersection(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'intersection', others);
  return others.length ? others.reduce($set_intersection, o) : o[$_copy]();
}

function $m_difference(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'difference', others);
  return others.slice(1).reduce($set_discard_all, others.length ? $set_difference(o, others[0]) : o[$_copy]());
}

function $m_symmetric_difference(o, other) {
  if (!$is(o, 'set')) return $method(o, 'symmetric_difference', $rest(arguments));
  return $set_symmetric(o, other);
}

function $m_intersection_update(o, ...others) {
  if (!$is_mutable_set(o)) return $method(o, 'intersection_update', others);
  o[$_take]($m_intersection(o, ...others));
  return null;
}

function $m_difference_update(o, ...others) {
  if (!$is_mutable_set(o)) return $method(o, 'difference_update', others);
  others.reduce($set_discard_all, o);
  return null;
}

function $m_symmetric_difference_update(o, other) {
  if (!$is_mutable_set(o)) {
    return $method(o, 'symmetric_difference_update', $rest(arguments));
  }
  $set_toggle_all(o, other);
  return null;
}

function $m_issubset(o, other) {
  if (!$is(o, 'set')) return $method(o, 'issubset', $rest(arguments));
  return $order_sets(o, $is_set(other) ? other : $set($iter(other)), '<=');
}

function $m_issuperset(o, other) {
  if (!$is(o, 'set')) return $method(o, 'issuperset', $rest(arguments));
  return $order_sets(o, $is_set(other) ? other : $set($iter(other)), '>=');
}

function $m_isdisjoint(o, other) {
  if (!$is(o, 'set') && !$is(o, 'view')) return $method(o, 'isdisjoint', $rest(arguments));
  return ![...$iter(other)].some((item) => o[$_has](item));
}
