/** Builds dist/ and checks all types on the way, whether or not anything changed. */
import { build } from './dist.mjs';

if (!build({ checkTypes: true })) process.exitCode = 1;
