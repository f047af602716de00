import {
  context,
  metrics,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Counter,
  type Histogram,
  type MeterProvider,
  type Span,
} from '@opentelemetry/api';
import { errorFields } from './log';

/*
 * Traces and metrics through OpenTelemetry's API alone: while nobody listens, each call here costs next to
 * nothing. telemetryExport.ts says who listens. As in the log, attributes are an allow-list: ids, states,
 * keys and counts, never what a person typed, a text of an error, an address or a statement.
 */

const SCOPE = 'alta';

/** What a span or a measure may carry. */
export interface TelemetryFields {
  readonly channel?: string | undefined;
  /** `click`, `command`, `text`, `joined`, `late`. */
  readonly input?: string | undefined;
  readonly action?: string | undefined;
  readonly card?: string | undefined;
  readonly section?: string | undefined;
  readonly field?: string | undefined;
  readonly step?: string | undefined;
  readonly state?: string | undefined;
  readonly reason?: string | undefined;
  readonly outcome?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  readonly attempts?: number | undefined;
  readonly draftId?: string | undefined;
  readonly submissionId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly code?: string | undefined;
}

/** Names as they stand in the exported data. */
const NAMES: Readonly<Record<keyof TelemetryFields, string>> = {
  channel: 'alta.channel',
  input: 'alta.input',
  action: 'alta.action',
  card: 'alta.card',
  section: 'alta.section',
  field: 'alta.field',
  step: 'alta.step',
  state: 'alta.state',
  reason: 'alta.reason',
  outcome: 'alta.outcome',
  endpoint: 'alta.endpoint',
  status: 'alta.status',
  attempts: 'alta.attempts',
  draftId: 'alta.draft_id',
  submissionId: 'alta.submission_id',
  correlationId: 'alta.correlation_id',
  requestId: 'alta.request_id',
  code: 'alta.code',
};

/** Fields outside the allow-list are dropped at run time as well. */
function attributesOf(fields: TelemetryFields): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(fields)) {
    const known = NAMES[name as keyof TelemetryFields] as string | undefined;
    if (known !== undefined && value !== undefined) attributes[known] = value as string | number;
  }
  return attributes;
}

/**
 * Runs `work` as a trace of its own. What it throws is noted by its code, never by its message, and
 * thrown on.
 */
export function traced<T>(
  name: string,
  fields: TelemetryFields,
  work: () => Promise<T>,
): Promise<T> {
  const span = trace
    .getTracer(SCOPE)
    .startSpan(name, { root: true, attributes: attributesOf(fields) });
  return context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
    try {
      return await work();
    } catch (error) {
      const { code } = errorFields(error);
      fail(span, code);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds to the trace that runs; nothing where none does. */
export function annotate(fields: TelemetryFields): void {
  trace.getActiveSpan()?.setAttributes(attributesOf(fields));
}

/** Notes something that has just ended, and took so long, under the trace that runs. */
export function noteEnded(
  name: string,
  ms: number,
  fields: TelemetryFields,
  failed: boolean,
): void {
  const span = trace
    .getTracer(SCOPE)
    .startSpan(name, { startTime: Date.now() - ms, attributes: attributesOf(fields) });
  if (failed) fail(span, undefined);
  span.end();
}

function fail(span: Span, code: string | undefined): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  if (code !== undefined) span.setAttributes(attributesOf({ code }));
}

type CounterName = 'turns' | 'cards' | 'rejections' | 'partnerCenterCalls' | 'steps';
type HistogramName = 'turnDuration' | 'partnerCenterDuration';

interface Instruments {
  readonly counters: Readonly<Record<CounterName, Counter>>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>>;
}

let known: { readonly provider: MeterProvider; readonly instruments: Instruments } | undefined;

/** Made when first used: those made before somebody listens would stay deaf. */
function instruments(): Instruments {
  const provider = metrics.getMeterProvider();
  if (known?.provider === provider) return known.instruments;
  const meter = provider.getMeter(SCOPE);
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const duration = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 'ms' });
  const made: Instruments = {
    counters: {
      turns: counter('alta.turns', 'Turns, by channel, input and outcome'),
      cards: counter('alta.cards.shown', 'Cards shown, by kind and section'),
      rejections: counter('alta.forms.rejected', 'Fields of forms that were refused'),
      partnerCenterCalls: counter('alta.partner_center.calls', 'Calls, by endpoint and outcome'),
      steps: counter('alta.submission.steps', 'Steps of submissions, by what came of them'),
    },
    histograms: {
      turnDuration: duration('alta.turn.duration', 'From arrival to answer'),
      partnerCenterDuration: duration('alta.partner_center.duration', 'With all its attempts'),
    },
  };
  known = { provider, instruments: made };
  return made;
}

/** Counts one. */
export function count(name: CounterName, fields: TelemetryFields): void {
  instruments().counters[name].add(1, attributesOf(fields));
}

/** Notes how long something took, in ms. */
export function measure(name: HistogramName, ms: number, fields: TelemetryFields): void {
  instruments().histograms[name].record(ms, attributesOf(fields));
}

/** A value as it is at the moment. */
export interface Level {
  readonly value: number;
  readonly fields: TelemetryFields;
}

/** What is read whenever values are collected, by instrument. */
export type ReadLevels = () => Promise<
  Readonly<Record<'drafts' | 'submissions' | 'ages' | 'passwords', readonly Level[]>>
>;

/** Has the values read for whoever listens; never read where nobody does. Returns how to end it. */
export function observe(read: ReadLevels): () => void {
  const meter = metrics.getMeter(SCOPE);
  const gauge = (name: string, description: string, unit?: string) =>
    meter.createObservableGauge(name, { description, ...(unit !== undefined && { unit }) });
  const gauges = {
    drafts: gauge('alta.drafts.open', 'Drafts that are not submitted'),
    submissions: gauge('alta.submissions', 'Submissions, by state'),
    ages: gauge('alta.submissions.age', 'How long the oldest of a state stands so', 's'),
    passwords: gauge('alta.passwords.waiting', 'Passwords that nobody has fetched'),
  };
  const all = Object.values(gauges);
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    const levels = await read();
    for (const [name, observable] of Object.entries(gauges)) {
      for (const { value, fields } of levels[name as keyof typeof gauges]) {
        result.observe(observable, value, attributesOf(fields));
      }
    }
  };
  meter.addBatchObservableCallback(callback, all);
  return () => {
    meter.removeBatchObservableCallback(callback, all);
  };
}
