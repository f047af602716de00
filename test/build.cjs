const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Runs a script and gives what it says last. */
function run(script) {
  return execFileSync(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
}

/** Tests that run the product as people do need it built; nothing happens where dist/ is current. */
module.exports = () => {
  run(join(__dirname, '..', 'scripts', 'prestart.mjs'));
  // Workers inherit it.
  process.env.PREPARED_DATABASE = run(join(__dirname, 'prepareDatabase.cjs')).trim();
};
