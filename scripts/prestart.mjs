/**
 * Before a start: builds dist/ where it is not the build of the sources that are there. A deployed package
 * has no sources and is started as it is. Types are left to `npm run check` and `npm run build`.
 */
import { build, canBuild, hasBuild, isBuilt } from './dist.mjs';

if (canBuild()) {
  if (isBuilt()) process.stdout.write('dist/ is up to date.\n');
  else if (!build({ checkTypes: false })) process.exitCode = 1;
} else if (hasBuild()) {
  process.stdout.write('Starting dist/ as it is: there is nothing to build it from.\n');
} else {
  process.stderr.write('dist/ was not built, and what builds it is not installed: run `npm ci`.\n');
  process.exitCode = 1;
}
