/*
 * Loaded into a started product before anything else (`node --require`), by crash tests alone. Every await
 * that crosses one of the product's three ports (HTTP to Partner Center, the database, HTTP to a channel's
 * connector) is a point: the other side has done its part, the answer is there, and the product has not
 * seen it yet. That is the worst moment to die, and the only one worth trying: between one answer and the
 * next request nothing happens that could be lost.
 *
 * The parent process says at which point to die, and may ask how many were passed.
 */
const { PGlite } = require('@electric-sql/pglite');
const pg = require('pg');
const undici = require('undici');

/** Undefined: nothing is counted yet. */
let killAt;
/** Points that count; undefined: all. */
let only;
let passed = 0;
let last = '';

process.on('message', (message) => {
  if (message.killAt !== undefined) {
    killAt = message.killAt;
    only = message.only === undefined ? undefined : new RegExp(message.only);
    passed = 0;
  }
  process.send({ passed, last });
});
// The channel to the parent must not keep a stopped product alive.
process.channel.unref();

function reach(label, result) {
  if (killAt === undefined || (only !== undefined && !only.test(label))) return;
  // A look that found nothing changed nothing and told nothing; there are as many as there is time.
  if (result?.rowCount === 0) return;
  passed += 1;
  last = label;
  if (passed !== killAt) return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing of what follows may run, however late the signal comes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function afterwards(promise, label) {
  return promise.then(
    (value) => {
      reach(label, value);
      return value;
    },
    (error) => {
      reach(label);
      throw error;
    },
  );
}

/** Wraps a method whose promise crosses a port; callbacks are wrapped where the driver uses them. */
function wrap(owner, name, labelOf) {
  const original = owner[name];
  owner[name] = function wrapped(...args) {
    const callback = args.at(-1);
    const label = labelOf(...args);
    if (typeof callback === 'function') {
      args[args.length - 1] = (...results) => {
        reach(label, results[1]);
        return callback(...results);
      };
      return original.apply(this, args);
    }
    const result = original.apply(this, args);
    return typeof result?.then === 'function' ? afterwards(result, label) : result;
  };
}

const pathOf = (url) => new URL(String(url)).pathname;
wrap(undici, 'request', (url, options) => `http ${options?.method ?? 'GET'} ${pathOf(url)}`);

const textOf = (query) =>
  String(query?.text ?? query)
    .replace(/\s+/g, ' ')
    .slice(0, 60);
wrap(pg.Client.prototype, 'query', (query) => `database ${textOf(query)}`);
wrap(PGlite.prototype, 'execProtocolRaw', () => 'database');
