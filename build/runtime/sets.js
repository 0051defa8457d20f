// Sets and frozen sets, in the order in which CPython goes through ints, and their methods.

// The hash table of CPython for a set of ints: only it knows the order in which such a set is gone through.
class $Slots {
  constructor() {
    this.mask = 7;
    this.fill = 0;
    this.used = 0;
    this.at = [];
    this.finger = 0;
  }
  // The slot that holds x, or the free one it would take. null marks what was removed.
  place(x) {
    const size = this.mask + 1, hash = x === -1 ? -2 : x;
    let i = (hash % size + size) % size, perturb = null;
    for (;;) {
      const last = i + 9 <= this.mask ? i + 9 : i;
      for (let j = i; j <= last; j++) if (this.at[j] === undefined || this.at[j] === x) return j;
      perturb = (perturb === null ? BigInt.asUintN(64, BigInt(hash)) : perturb) >> 5n;
      i = Number(BigInt(i * 5 + 1) + perturb & BigInt(this.mask));
    }
  }
  put(x) {
    this.at[this.place(x)] = x;
    this.fill += 1;
    this.used += 1;
  }
  add(x) {
    if (this.at[this.place(x)] === x) return;
    this.put(x);
    if (this.fill * 5 >= this.mask * 3) this.resize(this.used > 50000 ? this.used * 2 : this.used * 4);
  }
  remove(x) {
    const i = this.place(x);
    if (this.at[i] !== x) return;
    this.at[i] = null;
    this.used -= 1;
  }
  values() { return this.at.filter((x) => x != null); }
  resize(wanted) {
    const kept = this.values();
    Object.assign(this, { mask: 7, fill: 0, used: 0, at: [] });
    while (this.mask + 1 <= wanted) this.mask = this.mask * 2 + 1;
    for (const x of kept) this.put(x);
  }
  // Room for so many more, as before two sets are merged.
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
  // The next one for pop().
  next() {
    let i = this.finger & this.mask;
    while (this.at[i] == null) i = i === this.mask ? 0 : i + 1;
    this.finger = i + 1;
    return this.at[i];
  }
}

class $Set {
  constructor() {
    this.map$ = new Map();
    this.slots$ = new $Slots();
  }
  get kind$() { return 'set'; }
  get name$() { return 'set'; }
  *[Symbol.iterator]() {
    const size = this.map$.size;
    for (const item of this.items$()) {
      if (this.map$.size !== size) break;
      yield item;
    }
    if (this.map$.size !== size) $fail($b_RuntimeError, 'Set changed size during iteration');
  }
  // The elements in the order of CPython where that is fixed (ints), else as they came.
  items$() {
    return this.slots$ ? this.slots$.values().map((key) => this.map$.get(key)) : [...this.map$.values()];
  }
  get like_set$() { return true; }
  len$() { return this.map$.size; }
  find$(x) {
    return x != null && x.kind$ === 'set' && !x.key$ ? $set_key(x) : $slot(this.map$, x);
  }
  has$(x) { return this.map$.has(this.find$(x)); }
  add$(x) {
    const slot = $slot(this.map$, x);
    if (this.map$.has(slot)) return;
    this.map$.set(slot, x);
    if (!Number.isSafeInteger(slot)) this.slots$ = null;
    else if (this.slots$) this.slots$.add(slot);
  }
  delete$(x) {
    const slot = this.find$(x);
    if (this.slots$ && this.map$.has(slot)) this.slots$.remove(slot);
    return this.map$.delete(slot);
  }
  clear$() {
    this.map$.clear();
    this.slots$ = new $Slots();
  }
  merge$(other) {
    if (this.slots$ && other.slots$) this.slots$.merge(other.slots$);
    else this.slots$ = null;
    for (const item of other.map$.values()) {
      const slot = $slot(this.map$, item);
      if (!this.map$.has(slot)) this.map$.set(slot, item);
    }
    return this;
  }
  empty$() { return new $Set(); }
  copy$() { return this.empty$().merge$(this); }
  take$(other) {
    this.map$ = other.map$;
    this.slots$ = other.slots$;
    return this;
  }
  eq$(other) { return $order_sets(this, other, '==') || false; }
  order$(other, op) { return other != null && other.kind$ === 'view' ? undefined : $order_sets(this, other, op); }
  with_view$(view, name) { return view.like_set$ ? $view_operator(view, this, name) : undefined; }
  or$(other) { return $is_set(other) ? this.copy$().merge$(other) : $set_with_view(this, other, 'or'); }
  and$(other) { return $is_set(other) ? $set_intersection(this, other) : $set_with_view(this, other, 'and'); }
  sub$(other) { return $is_set(other) ? $set_difference(this, other) : $set_with_view(this, other, 'sub'); }
  xor$(other) { return $is_set(other) ? $set_symmetric(this, other) : $set_with_view(this, other, 'xor'); }
  ior$(other) { return $is_set(other) ? this.merge$(other) : undefined; }
  iand$(other) { return $is_set(other) ? this.take$($set_intersection(this, other)) : undefined; }
  isub$(other) { return $is_set(other) ? $set_discard_all(this, other) : undefined; }
  ixor$(other) { return $is_set(other) ? $set_toggle_all(this, other) : undefined; }
  repr$() {
    if (this.map$.size === 0) return `${this.name$}()`;
    const items = $repr_within(this, `${this.name$}(...)`, () => `{${this.items$().map($repr).join(', ')}}`);
    return this.key$ ? `${this.name$}(${items})` : items;
  }
}

class $FrozenSet extends $Set {
  get name$() { return 'frozenset'; }
  key$() { return $set_key(this); }
  empty$() { return new $FrozenSet(); }
  ior$() { return undefined; }
  iand$() { return undefined; }
  isub$() { return undefined; }
  ixor$() { return undefined; }
}

function $set_with_view(set, other, name) {
  return $is_set_view(other) ? $view_operator(set, other, name) : undefined;
}

// The key of a frozenset: the sorted keys of its elements.
function $set_key(set) {
  const parts = [...set.map$.values()].map($key_part).sort();
  if (parts.includes(undefined)) return undefined; // if .__hash__
  return `\0f(${parts})`;
}

function $is_set(x) {
  return x != null && x.kind$ === 'set';
}

// A set of what was added one by one: a comprehension, set(xs), a display of variables.
function $set(items) {
  const set = new $Set();
  for (const item of items) set.add$(item);
  return set;
}

// What a display of constants `{1, 2, 3}` compiles to: CPython's compiler makes a frozenset of a frozenset of more than two,
// from which the set is filled, and that may change the order.
function $set_literal(items) {
  const set = $set(items);
  return items.length > 2 ? new $Set().merge$($set([...set])) : set;
}

function $set_update(set, items) {
  if ($is_set(items)) return set.merge$(items);
  const dict = $as_dict(items);
  if (dict && set.slots$) set.slots$.reserve(dict.len$());
  for (const item of $iter(items)) set.add$(item);
  return set;
}

function $set_discard_all(set, items) {
  for (const item of items === set ? [...items] : $iter(items)) set.delete$(item);
  return set;
}

function $set_toggle_all(set, items) {
  for (const item of items === set ? [...items] : $is_set(items) ? items : $set($iter(items))) {
    if (!set.delete$(item)) set.add$(item);
  }
  return set;
}

function $set_intersection(set, items) {
  const result = set.empty$(), swap = $is_set(items) && items.len$() > set.len$();
  const kept = swap ? items : set;
  for (const item of swap ? set : $iter(items)) if (kept.has$(item)) result.add$(item);
  return result;
}

function $set_difference(set, items) {
  if (!$is_set(items) || set.len$() >> 2 > items.len$()) return $set_discard_all(set.copy$(), items);
  const result = set.empty$();
  for (const item of set) if (!items.has$(item)) result.add$(item);
  return result;
}

function $set_symmetric(set, items) {
  return $set_toggle_all($set_update(set.empty$(), items), set);
}

const $b_set = $type('set', (x) => $is_set(x) && !x.key$,
  (...args) => args.length ? $set_update(new $Set(), args[0]) : new $Set());

const $b_frozenset = $type('frozenset', (x) => $is_set(x) && x.key$ !== undefined, (...args) => args.length === 0
  ? new $FrozenSet() : args[0] instanceof $FrozenSet ? args[0] : $set_update(new $FrozenSet(), args[0]));

function $set_pop(set) {
  if (set.len$() === 0) $fail($b_KeyError, 'pop from an empty set');
  const item = set.slots$ ? set.map$.get(set.slots$.next()) : set.items$()[0];
  set.delete$(item);
  return item;
}

function $m_add(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'add', $rest(arguments));
  o.add$(x);
  return null;
}

function $m_discard(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'discard', $rest(arguments));
  o.delete$(x);
  return null;
}

function $m_union(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'union', others);
  return others.reduce($set_update, o.copy$());
}

function $m_intersection(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'intersection', others);
  return others.length ? others.reduce($set_intersection, o) : o.copy$();
}

function $m_difference(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'difference', others);
  return others.slice(1).reduce($set_discard_all, others.length ? $set_difference(o, others[0]) : o.copy$());
}

function $m_symmetric_difference(o, other) {
  if (!$is(o, 'set')) return $method(o, 'symmetric_difference', $rest(arguments));
  return $set_symmetric(o, other);
}

function $m_intersection_update(o, ...others) {
  if (!$is_mutable_set(o)) return $method(o, 'intersection_update', others);
  o.take$($m_intersection(o, ...others));
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
  return ![...$iter(other)].some((item) => o.has$(item));
}
