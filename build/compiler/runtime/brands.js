// The keys that mark the runtime's own values and their properties. They are Symbols of this bundle, because any text may be a key
// in the JSON of a task, and any property may be in an object of another plugin.

// Of instances: true on the prototypes of Python's classes, and nowhere else.
const $_py = Symbol();

// For the types of the runtime. A test for these marks, unlike `instanceof`, does not link the class into a bundle that never
// makes an instance.

// The kind of a value in the runtime: 'float' 'tuple' 'dict' 'set' 'range' 'view' 'slice' 'bytes' 'iterator' ...
const $_kind = Symbol();
// The Python name of the value's type: 'frozenset', 'dict_keys', 'zip' ...
const $_name = Symbol();
const $_len = Symbol();
const $_has = Symbol();
const $_item = Symbol();
const $_slice = Symbol();
const $_index = Symbol();
const $_reversed = Symbol();
const $_repr = Symbol();
// The method that returns the value's key in a dict.
const $_key = Symbol();
// Operators with another value; undefined means NotImplemented.
const $_eq = Symbol();
const $_order = Symbol();
const $_or = Symbol();
const $_and = Symbol();
const $_sub = Symbol();
const $_xor = Symbol();
const $_ior = Symbol();
const $_iand = Symbol();
const $_isub = Symbol();
const $_ixor = Symbol();

// Of dicts, sets and views.
const $_map = Symbol();
const $_entry = Symbol();
const $_entries = Symbol();
const $_set = Symbol();
const $_add = Symbol();
const $_delete = Symbol();
const $_clear = Symbol();
const $_copy = Symbol();
const $_slots = Symbol();
const $_find = Symbol();
const $_merge = Symbol();
const $_take = Symbol();
const $_empty = Symbol();
const $_items = Symbol();
const $_dict = Symbol();
const $_part = Symbol();
const $_like_set = Symbol();

// Of ranges, slices, bytes and iterators.
const $_size = Symbol();
const $_parts = Symbol();
const $_read = Symbol();
const $_write = Symbol();
const $_bytes = Symbol();
const $_source = Symbol();

// Of coroutines, and of the values they wait for.
const $_run = Symbol();
const $_step = Symbol();
const $_body = Symbol();
const $_request = Symbol();
const $_promise = Symbol();

// For functions: their signature, how keywords are bound, and how many arguments the page may pass. For a method: its object and
// its function. For a value that was read from an object of the page: the page's own value.
const $_sig = Symbol();
const $_bind = Symbol();
const $_arity = Symbol();
const $_self = Symbol();
const $_func = Symbol();
const $_outside = Symbol();

// Of classes.
const $_mro = Symbol();
const $_test = Symbol();
const $_meta = Symbol();
const $_members = Symbol();
const $_dataclass = Symbol();

// Of members of an enum that are strings or ints too: the string or int.
const $_plain = Symbol();

// Of exceptions: the value that the page threw.
const $_thrown = Symbol();
