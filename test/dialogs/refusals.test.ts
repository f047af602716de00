import { CALLS, type Called } from '../services/partnerCenter/calls';
import { send, startLoopback, type Loopback } from '../services/partnerCenter/loopback';
import { renderCard } from '../../src/cards/renderCard';
import { textsFor } from '../../src/cards/texts';
import { statusView } from '../../src/dialogs/statusView';
import { placeOf } from '../../src/dialogs/wireProperties';
import {
  ERROR_CODES,
  reasonOfLine,
  type ErrorCode,
} from '../../src/services/partnerCenter/errorCodes';
import { NO_STATUS } from '../../src/services/partnerCenter/errorTable';
import { PartnerCenterError } from '../../src/services/partnerCenter/errors';
import type { CustomerOrder } from '../../src/services/submissions/customerOrder';
import type { SubmissionStatus } from '../../src/services/submissions/status';

/*
 * What Partner Center refuses ends in a sentence that a clerk understands: why, what to do, which field
 * to mend, and the id under which support finds it. From the answer on the wire to the card.
 */

const LONGEST_MS = 10_000;

let loopback: Loopback;

beforeAll(async () => {
  loopback = await startLoopback(LONGEST_MS);
});
afterAll(() => loopback.stop());

const LINE = { id: 'line-1', title: 'Microsoft 365 E3' };

const ORDER: CustomerOrder = {
  companyName: 'Contoso Test',
  domain: 'contosotest.onmicrosoft.com',
  country: 'US',
  gdapByDefault: true,
  culture: 'en-US',
  language: 'en',
  segment: 'commercial',
  contact: { firstName: 'Ana', lastName: 'Pérez', email: 'ana@contoso.example' },
  address: { addressLine1: '1 Way', city: 'Redmond', country: 'US' },
  lines: [{ ...LINE, sku: 'P:S', quantity: 1, termDuration: 'P1Y', billingCycle: 'monthly' }],
  partnerAttestation: true,
};

interface Stop {
  readonly reason: string;
  readonly property?: string | undefined;
  readonly correlationId: string;
  readonly problems: { line: string; reason: string }[];
}

function statusOf({ reason, property, correlationId, problems }: Stop): SubmissionStatus {
  return {
    id: 'submission',
    draftId: 'draft',
    owner: { tenantId: 'tenant', objectId: 'object' },
    conversationId: 'conversation',
    state: 'needsAttention',
    version: 1,
    correlationId,
    order: ORDER,
    steps: [{ name: 'createCustomer', state: 'failed', at: undefined }],
    reason,
    stopped: {
      step: 'createCustomer',
      generation: 1,
      state: 'failed',
      requestId: 'request',
      attempts: 1,
      updatedAt: new Date(),
      outcome: {
        facts: {},
        notes: {},
        stop: { waitedTooLong: false, problems, ...(property !== undefined && { property }) },
      },
    },
    isReopened: true,
    hasPassword: false,
    facts: {},
    updatedAt: new Date(),
  };
}

/** What the client makes of the answer that the row is about. */
async function stopOf({ status, code, endpoints }: ErrorCode): Promise<Stop> {
  if (status === NO_STATUS) {
    const { reason, property } = reasonOfLine('cartLine', code);
    const problems = [{ line: LINE.id, reason }];
    return { reason, property, correlationId: 'correlation', problems };
  }
  const endpoint = (endpoints ?? ['createCustomer']).find((one): one is Called => one in CALLS);
  const data = ['property_name:  CityInvalid - Details'];
  const { correlationId } = loopback.exchange((response) => {
    send(response, status, { code: Number(code), description: 'In words of its own.', data });
  });
  const context = { correlationId, locale: 'en-US' };
  const error: unknown = await CALLS[endpoint ?? 'createCustomer']
    .call(loopback.client, context, 'request')
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof PartnerCenterError)) throw new Error('It was not refused.');
  return Object.assign(error, { problems: [] });
}

const rows = ERROR_CODES.map((one) => [`${one.status}/${one.code} ${one.reason}`, one] as const);

test.each(rows)('%s', async (_, entry) => {
  const stop = await stopOf(entry);
  expect(stop.reason).toBe(entry.reason);
  for (const language of ['en', 'es'] as const) {
    const texts = textsFor(language);
    const view = statusView(statusOf(stop), language);
    const said = view.notices.map(({ text }) => text);
    expect(said).toContain(texts(`reasons.${entry.reason}.cause`));
    expect(said).toContain(texts(`reasons.${entry.reason}.advice`));
    const { property } = stop;
    if (entry.helps === 'answer') expect(property).toBeDefined();
    if (property !== undefined) {
      const { group } = placeOf(property);
      const field = said.find((text) =>
        text.startsWith(texts('status.mend', { field: '' }).trim()),
      );
      expect(field).toBeDefined();
      expect(['account', 'agreement', 'reseller', 'offers', 'review']).toContain(group);
    }
    const card = JSON.stringify(renderCard(view, { actionType: 'Action.Submit' }));
    expect(card).toContain(stop.correlationId);
    expect(card).not.toContain('In words of its own');
  }
});
