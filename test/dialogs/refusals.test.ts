import { CALLS, type Called } from '../services/partnerCenter/calls';
import { send, startLoopback, type Loopback } from '../services/partnerCenter/loopback';
import {
  ENVIRONMENT,
  inputsOf,
  sectionShown,
  startWorld,
  untouched,
  type World,
} from '../properties/conversation';
import { renderCard } from '../../src/cards/renderCard';
import { textsFor } from '../../src/cards/texts';
import type { Entries } from '../../src/dialogs/draft';
import { SECTIONS } from '../../src/dialogs/sections';
import { statusView } from '../../src/dialogs/statusView';
import type { Language } from '../../src/language';
import { placeOf } from '../../src/dialogs/wireProperties';
import {
  ERROR_CODES,
  reasonOfLine,
  type ErrorCode,
} from '../../src/services/partnerCenter/errorCodes';
import { NO_STATUS, STATUS_TABLE } from '../../src/services/partnerCenter/errorTable';
import { PartnerCenterError } from '../../src/services/partnerCenter/errors';
import { factsOf, type Helps, type Reason } from '../../src/services/partnerCenter/reasons';
import type { CustomerOrder } from '../../src/services/submissions/customerOrder';
import type { SubmissionStatus } from '../../src/services/submissions/status';

/*
 * What Partner Center refuses ends in a sentence that a clerk understands: why, what to do, which field
 * to mend, and the id under which support finds it. From the answer on the wire to the card.
 */

const LONGEST_MS = 10_000;

const LANGUAGES = ['en', 'es'] as const;

let loopback: Loopback;
/** What fields are called on the cards where they are answered, by language and part of the review. */
const labels = new Map<string, readonly string[]>();

beforeAll(async () => {
  loopback = await startLoopback(LONGEST_MS);
  const world = await startWorld();
  for (const language of LANGUAGES) {
    for (const [group, names] of await labelsOf(world, language)) {
      labels.set(`${language} ${group}`, names);
    }
  }
  await world.stop();
}, 60_000);
afterAll(() => loopback.stop());

/** Walks through all forms to the review, and notes by what names they ask. */
async function labelsOf(world: World, language: Language): Promise<Map<string, string[]>> {
  // Where all there is to ask is asked: a registration number, a date of the agreement.
  const environment = { agreementMode: 'classic' as const };
  const conversation = await world.begin({ language, environment });
  const found = new Map<string, string[]>();
  const note = (group: string): void => {
    const { shown } = conversation;
    const names = inputsOf(shown).map(({ label }) => label);
    if (shown?.kind === 'review') {
      for (const { title, rows } of shown.groups)
        names.push(title, ...rows.map((one) => one.label));
    } else if (shown?.kind === 'form') {
      names.push(shown.title, ...shown.errors.flatMap((text) => text.split(':')[0] ?? []));
    }
    found.set(group, [...(found.get(group) ?? []), ...names]);
  };
  const send = async (action: string, inputs: Entries): Promise<void> => {
    const section = sectionShown(conversation.shown);
    const group = SECTIONS.find(({ id }) => id === section)?.group ?? '';
    note(group);
    await conversation.click({
      section,
      action,
      inputs: { ...untouched(conversation.shown), ...inputs },
    });
    note(sectionShown(conversation.shown) === section ? group : 'other');
  };
  await send('next', { country: 'BR' });
  await send('next', {
    country: 'BR',
    companyName: 'Contoso Comercial',
    domainPrefix: `contosolabels${language}`,
    registrationNumber: '12.345.678/0001-95',
  });
  await send('next', {
    firstName: 'Ana',
    lastName: 'Pérez',
    email: 'ana@customer.example',
    phoneNumber: '11 91234-5678',
    addressLine1: '1 Rua',
    city: 'São Paulo',
    state: 'SP',
    postalCode: '01310-100',
  });
  await send('next', {});
  await send('next', { dateAgreed: ENVIRONMENT.today });
  await send('verify', { partnerId: '1' });
  await send('next', { resellerId: 'none', partnerId: '' });
  await send('add', { quantity: '' });
  await send('none', {});
  note('review');
  // The partner's box where there is an order, and that of an offer with a condition, after its title.
  found.get('review')?.push(textsFor(language)('field.partnerAttestation.label'));
  const box = textsFor(language)('offers.attestation', { title: '' });
  found.get('review')?.push(box.replace(/^: /, ''));
  return found;
}

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
    draftRevision: 1,
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
  const body = { code: Number(code), description: 'In words of its own.', data };
  return refused(endpoint ?? 'createCustomer', status, body);
}

async function refused(endpoint: Called, status: number, body: object): Promise<Stop> {
  const { correlationId } = loopback.exchange((response) => {
    send(response, status, body);
  });
  const context = { correlationId, locale: 'en-US' };
  const error: unknown = await CALLS[endpoint]
    .call(loopback.client, context, 'request')
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof PartnerCenterError)) throw new Error('It was not refused.');
  return Object.assign(error, { problems: [] });
}

/** A row of the data file, with the refusal that it is about. */
interface RefusalCase {
  readonly name: string;
  readonly reason: Reason;
  readonly helps: Helps;
  readonly stop: () => Promise<Stop>;
}

const cases: readonly RefusalCase[] = [
  ...ERROR_CODES.map((one) => ({
    name: `${one.status}/${one.code} ${one.reason}`,
    reason: one.reason,
    helps: one.helps,
    stop: () => stopOf(one),
  })),
  ...STATUS_TABLE.flatMap(([from, to, reason]) =>
    [...new Set([from, to])].map((status) => ({
      name: `${status} without a code ${reason}`,
      reason,
      helps: factsOf(reason).helps,
      stop: () => refused('createCustomer', status, { message: 'In words of its own.' }),
    })),
  ),
];

test.each(cases.map((one) => [one.name, one] as const))(
  '%s',
  async (_, { reason, helps, stop }) => {
    const stopped = await stop();
    expect(stopped.reason).toBe(reason);
    for (const language of LANGUAGES) {
      const texts = textsFor(language);
      const view = statusView(statusOf(stopped), { language });
      const said = view.notices.map(({ text }) => text);
      expect(said.join('\n')).toContain(texts(`reasons.${reason}.cause`));
      expect(said).toContain(texts(`reasons.${reason}.advice`));
      const { property } = stopped;
      if (helps === 'answer') expect(property).toBeDefined();
      if (property !== undefined) {
        const { group } = placeOf(property);
        const before = texts('status.mend', { field: '' });
        const mend = said.find((text) => text.startsWith(before)) ?? '';
        const field = mend.slice(before.length);
        // By the name that it has on the card where it is answered.
        const names = labels.get(`${language} ${group}`) ?? [];
        expect(names.filter((name) => name === field || name.startsWith(`${field} (`))).not.toEqual(
          [],
        );
      }
      const card = JSON.stringify(renderCard(view, { actionType: 'Action.Submit' }));
      expect(card).toContain(stopped.correlationId);
      expect(card).not.toContain('In words of its own');
    }
  },
);
