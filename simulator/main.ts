import { optionsFromEnvironment } from './environment';
import { startSimulator } from './server';

/** Starts the simulator alone, with options from the environment, until it is told to stop. */
async function main(): Promise<void> {
  const simulator = await startSimulator(optionsFromEnvironment(process.env));
  console.log(`Partner Center simulator: ${simulator.url}`);
  if (process.env['SIMULATOR_PARENT'] === 'watch') {
    // Whoever started it holds the other end of this pipe, and closes it even when it is killed.
    process.stdin.resume();
    process.stdin.once('end', () => {
      process.exit(0);
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void simulator.stop();
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'The simulator could not be started.');
  process.exitCode = 1;
});
