// Reports rejected promises without a handler, as a browser does with `unhandledrejection`.
// The engine has no such event, so the global Promise counts them. Async functions of the fakes
// themselves use the engine's own and are not counted.
const $unheard = new Set();
const NativePromise = globalThis.Promise;
let $internal = false;

globalThis.Promise = class Promise extends NativePromise {
  static get [Symbol.species]() {
    return $internal ? NativePromise : globalThis.Promise;
  }

  constructor(executor) {
    super(executor);
    this.$heard = false;
    $internal = true;
    super.then(undefined, (reason) => {
      if (!this.$heard) $unheard.add(this);
      this.$reason = reason;
    });
    $internal = false;
  }

  then(fulfilled, rejected) {
    this.$heard = true;
    $unheard.delete(this);
    return super.then(fulfilled, rejected);
  }
};

function unhandled() {
  const reasons = [...$unheard].map((promise) => String((promise.$reason && promise.$reason.message) || promise.$reason));
  $unheard.clear();
  return reasons;
}
