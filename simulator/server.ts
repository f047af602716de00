import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultList } from './faults';
import { Listener } from './http/listener';
import { DEFAULT_OPTIONS } from './options';
import type { SimulatorOptions } from './options';
import type { SimulatorState } from './state';
import { World } from './world';

/** A running simulator. */
export interface Simulator {
  /** Its address, for example http://127.0.0.1:3979, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Faults for the requests to come. */
  readonly faults: FaultList;
  /** What happened so far; a new object after each reset. */
  readonly state: SimulatorState;
  /** Everything behind the routes, for tests that need the data set. */
  readonly world: World;
  /** Ends it, open connections included. */
  stop(): Promise<void>;
}

/** Starts a simulator of its own on the loopback interface; options that are not given have their defaults. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const world = new World({ ...DEFAULT_OPTIONS, ...options });
  const listener = new Listener(world);
  const server = createServer((request, response) => {
    void listener.receive(request, response);
  });
  server.keepAliveTimeout = 30_000;
  const port = await listen(server, world.options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults: world.faults,
    get state() {
      return world.state;
    },
    world,
    stop: () => listener.stop(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
