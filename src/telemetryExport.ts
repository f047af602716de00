import {
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

/*
 * Who listens to telemetry.ts in production. Loaded where a connection string is set alone, since it takes
 * longer to load than much of the rest together. There are no automatic instrumentations: theirs would
 * carry addresses and statements.
 */

const METRICS_EVERY_MS = 60_000;

export interface TelemetryExport {
  /** Sends what is left and ends. */
  stop(): Promise<void>;
}

/** Sends traces and metrics to Azure Monitor (Application Insights). */
export function startTelemetryExport(options: {
  readonly connectionString: string;
  /** Names this process among those that do the same work. */
  readonly instance: string;
}): TelemetryExport {
  // Nothing of it is kept on the disk where the network is down.
  const exporting = {
    connectionString: options.connectionString,
    disableOfflineStorage: true,
  };
  const resource = resourceFromAttributes({
    'service.name': 'alta',
    'service.instance.id': options.instance,
  });
  const tracerProvider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new AzureMonitorTraceExporter(exporting))],
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new AzureMonitorMetricExporter(exporting),
        exportIntervalMillis: METRICS_EVERY_MS,
      }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  return {
    async stop() {
      await Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}
