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
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    isTaken
      ? 'The port is in use: npm start has a simulator there already, or another program has. Set SIMULATOR_PORT to another port.'
      : `The simulator could not be started: ${error instanceof Error ? error.message : 'unknown'}`,
  );
  process.exitCode = 1;
});
