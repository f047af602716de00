import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { AltaAdapter } from './bot/adapter';
import { createConnectorHttp } from './bot/connectorHttp';
import { createCardStates } from './bot/cardStates';
import { createDirectLineService } from './bot/directLineService';
import { registerDirectLineToken } from './bot/directLineToken';
import { createIdentify } from './bot/identity';
import { issueForDevelopment } from './bot/issueForDevelopment';
import { issueForSite } from './bot/issueForSite';
import {
  LOCAL_CONNECTOR_PATH,
  registerLocalDirectLine,
  type LocalDirectLine,
} from './bot/localDirectLine/localDirectLine';
import { createLookUp } from './bot/lookUp';
import { createOnboardingBot } from './bot/onboardingBot';
import { createPersonQueue } from './bot/personQueue';
import { startProactive } from './bot/proactive';
import { withSendLimits } from './bot/sendLimits';
import { createBotServer } from './bot/server';
import { createVerifyCaller } from './bot/siteToken';
import { TokenRefused, type IssueToken } from './bot/tokenGrant';
import { createRunTurn, REMOTE_BUDGET_MS } from './bot/turn';
import { registerWebchat } from './bot/webchatFiles';
import type { Config } from './config';
import { createDialogs } from './dialogs/addCustomerDialog';
import { createDraftEffects } from './dialogs/effects';
import type { Environment, Section } from './dialogs/section';
import { SECTIONS } from './dialogs/sections';
import { errorFields, type Log } from './log';
import { registerPages } from './pages/pages';
import { createCardStore } from './services/cardStore';
import { createCatalogue } from './services/catalogue';
import { createCopies } from './services/copies';
import { createCountries, type Countries } from './services/countries';
import { openDatabase } from './services/database/connection';
import { createDraftStore, findConversation } from './services/draftStore';
import { createEncryption, loadOrCreateDataKey } from './services/encryption';
import { createHandovers } from './services/handovers';
import { createOperations } from './services/operations';
import { createOneTimePasswords } from './services/oneTimePassword';
import { startOverdueWatch } from './services/overdue';
import { createPartner, marketsOf } from './services/partner';
import { createPartnerCenterClient, type CallContext } from './services/partnerCenter/client';
import { CLOUDS } from './services/partnerCenter/clouds';
import { callFields } from './services/partnerCenter/errors';
import { noteCall } from './services/partnerCenter/noteCall';
import { adviceFor, checkTokens } from './services/partnerCenter/tokenCheck';
import { createTokenSource } from './services/partnerCenter/tokens';
import { createPeopleStore, type PeopleStore } from './services/peopleStore';
import { startPoller } from './services/poller';
import { createPriceList } from './services/priceList';
import { createPromotions } from './services/promotions';
import { createResellers } from './services/resellers';
import { createRetention } from './services/retention';
import {
  createDomainHmac,
  createRefreshTokenStore,
  createSecretStore,
} from './services/secretStore';
import { createSkuDirectories } from './services/skuDirectory';
import { createDecisions } from './services/submissions/decisions';
import { attestationOfDraft, startEffectWorker } from './services/submissions/effects';
import { createJournal } from './services/submissions/journal';
import { createStatusReader } from './services/submissions/status';
import { startWorker } from './services/submissions/worker';
import { createTurnStore } from './services/turnStore';
import { startWarmUp } from './services/warmUp';
import { observe } from './telemetry';

/** A running bot. */
export interface App {
  /** Where it listens; another than the configured one where that was 0. */
  readonly port: number;
  /** Takes nothing new, lets what runs end, and closes everything. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** Tests add sections; absent: the product's own. */
  readonly sections?: readonly Section[];
  /** Tests on a busy machine give a turn's remote checks longer; absent: what channels wait for. */
  readonly remoteBudgetMs?: number;
  /** Folder of the built web chat page and its bundle. */
  readonly webchatFolder?: string;
  /** By which copies of Partner Center's data grow old and submissions wait; tests move it on. */
  readonly now?: () => number;
}

/** An alert of the deployment templates waits for it. */
const TOKEN_TROUBLE = 'partnerCenter.tokenTrouble';
const FORGET_EVERY_MS = 60 * 60_000;
const WARM_UP_WAIT_MS = 1_500;

/** How long a stop waits for answers that are being written. */
const LAST_ANSWERS_MS = 2_000;

/** Composition root: services, dialogs, bot, server. Throws what the start itself can't get over. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log } = options;
  const sections = options.sections ?? SECTIONS;
  const now = options.now ?? Date.now;
  const instance = randomUUID();

  const database = await openDatabase({
    databaseUrl: config.database.url,
    migrateDatabaseUrl: config.database.migrateUrl,
    dataDir: config.database.dataDir,
    log,
  });
  const dataKey = config.database.dataKey ?? loadOrCreateDataKey(config.database.dataDir);
  const encryption = createEncryption(dataKey);
  const secrets = createSecretStore(database, encryption);
  const domainHmac = await createDomainHmac(secrets);
  const drafts = createDraftStore(database, encryption);
  const cards = createCardStore(database);
  const people = createPeopleStore(database);
  const passwords = createOneTimePasswords(database, encryption);
  const submissions = createStatusReader(database, encryption);
  const handovers = await createHandovers(database, secrets);
  const decisions = createDecisions(database, encryption);

  const { partnerCenter } = config;
  const tokens = createTokenSource({
    tokenUrl: partnerCenter.tokenUrl,
    clientId: partnerCenter.clientId,
    clientSecret: partnerCenter.clientSecret,
    refreshToken: partnerCenter.refreshToken,
    store: createRefreshTokenStore(secrets, partnerCenter.refreshToken),
    onRefused: (kind, { reason, correlationId, httpStatus }) => {
      log.error(TOKEN_TROUBLE, {
        reason,
        kind,
        correlationId,
        status: httpStatus,
        advice: adviceFor(reason),
      });
    },
  });
  const client = createPartnerCenterClient({
    baseUrl: partnerCenter.url,
    pricingUrl: partnerCenter.pricingUrl,
    tokens,
    onCall: (record) => {
      // Refused credentials are for whoever runs this, and at once.
      if (record.status === 401) log.warn('partnerCenter.call', record);
      else log.info('partnerCenter.call', record);
      noteCall(record);
    },
  });
  const copies = createCopies({
    now,
    onFailed: ({ copied, key, ageMs }, error) => {
      log.warn('copies.readFailed', {
        ...callFields(error),
        copied: `${copied}/${key}`,
        ms: ageMs,
      });
    },
  });
  const countries = createCountries(client, copies);
  const catalogue = createCatalogue({
    client,
    copies,
    directories: createSkuDirectories(client, copies),
    priceList: createPriceList({ client, copies }),
  });
  const promotions = createPromotions(client, copies);
  const resellers = createResellers(client, copies);
  const partner = createPartner(client, resellers, copies);
  const cloud = CLOUDS[partnerCenter.cloud];

  const environment = async (remote: CallContext): Promise<Environment> => {
    const facts = await partner.facts(remote);
    return {
      partnerCountry: facts.country,
      ...(facts.domain !== undefined && { partnerDomain: facts.domain }),
      markets: partnerCenter.markets ?? marketsOf(facts.country),
      indirectProvider: facts.indirectProvider,
      ...(cloud.agreements && { agreementMode: partnerCenter.agreementMode }),
      domainSuffix: cloud.domainSuffix,
      relationshipRequests: cloud.relationshipRequests,
      today: new Date().toISOString().slice(0, 10),
    };
  };

  const warmUp = startWarmUp({
    load: () => readFirst({ environment, countries }),
    onFailed: (error) => {
      log.warn('app.warmUpFailed', errorFields(error));
    },
  });

  const http = withSendLimits(createConnectorHttp());
  const adapter = new AltaAdapter(config.bot, http, log);
  const dialogs = createDialogs();
  const sectionServices = { client, countries, resellers, catalogue, promotions };
  let wakeWorker: () => void = () => undefined;
  const answers = {
    sections,
    dialogs,
    environment,
    sectionServices,
    drafts,
    submissions,
    decisions,
    handovers,
    domainHmac,
    passwords,
    publicUrl: config.publicUrl,
    wakeWorker: () => {
      wakeWorker();
    },
  };
  const identify = createIdentify({
    isDevelopment: config.isDevelopment,
    allowedTenants: config.allowedTenants,
    submitters: config.submitters,
    people,
  });
  const proactive = startProactive({
    adapter,
    cards,
    findConversation: (id) => findConversation(database, id),
    stateOf: createCardStates(answers, identify),
    instance,
    log,
  });
  const journal = createJournal(database, encryption, instance);
  const attestationOf = (draftId: string) => attestationOfDraft(database, encryption, draftId);
  const worker = config.runsWorker
    ? startWorker({
        journal,
        client,
        catalogue,
        attestationOf,
        priceTolerance: config.priceTolerance,
        now,
        onSubmissionChanged: () => {
          proactive.wake();
        },
        log,
      })
    : undefined;
  const effectWorker = config.runsWorker
    ? startEffectWorker({
        database,
        encryption,
        drafts,
        client,
        effects: createDraftEffects(countries),
        onDraftChanged: () => {
          proactive.wake();
        },
        worker: instance,
        log,
      })
    : undefined;
  wakeWorker = () => worker?.wake();

  const queue = createPersonQueue();
  const turnStore = createTurnStore(database, encryption);
  const bot = createOnboardingBot({
    identify,
    runTurn: createRunTurn({
      answers,
      store: turnStore,
      queue,
      remoteBudgetMs: options.remoteBudgetMs ?? REMOTE_BUDGET_MS,
      instance,
      onSubmitted: () => worker?.wake(),
      onIntent: () => effectWorker?.wake(),
      onHandedOver: () => {
        proactive.wake();
      },
      log,
    }),
    lookUp: createLookUp({ sectionServices, store: turnStore, log }),
    delivery: { cards, log },
    languageOf: async (id) => (await findConversation(database, id))?.language,
    log,
  });
  const server = createBotServer({
    adapter,
    bot,
    isReady: async () => {
      try {
        await database.rows(sql`select 1 as one`);
        return true;
      } catch {
        return false;
      }
    },
    log,
  });

  let port = config.port;
  let directLine: LocalDirectLine | undefined;
  if (config.isDevelopment) {
    const own = () => `http://127.0.0.1:${port}`;
    directLine = registerLocalDirectLine(server, {
      key: randomKeyFrom(dataKey),
      botEndpoint: () => `${own()}/api/messages`,
      serviceUrl: () => `${own()}${LOCAL_CONNECTOR_PATH}`,
      log,
    });
  }
  registerDirectLineToken(server, {
    issue: directLine ? issueForDevelopment(directLine) : issueInProduction(config, people, log),
    people,
    origins: pageOrigins(config),
    log,
  });
  const webchatFolder = options.webchatFolder ?? join(__dirname, '..', 'webchat');
  registerWebchat(server, {
    folder: webchatFolder,
    origins: config.webchatOrigins,
    directLineUrl: config.site?.directLineUrl,
    hasSample: config.isDevelopment,
    log,
  });

  const operations = createOperations(database);
  const stopObserving = observe(() => operations.levels());
  const overdueWatch = startOverdueWatch({ operations, now, log });
  await registerPages(server, {
    signIn: config.signIn,
    passwords,
    submissions,
    operations,
    copies,
    now,
    secrets,
    publicUrl: config.publicUrl,
    log,
  });

  const retention = createRetention(database, encryption, (submissionId, error) => {
    log.error('retention.notErased', { ...errorFields(error), submissionId });
  });
  const forgetting = config.runsWorker
    ? startPoller({
        everyMs: FORGET_EVERY_MS,
        work: async () => {
          await Promise.all([people.forgetExpired(), passwords.expire(), handovers.expire()]);
          await retention.sweep(config.retention);
        },
        onError: (error) => {
          log.error('app.forgetFailed', errorFields(error));
        },
      })
    : undefined;

  // A Partner Center that answers is known by then; one that does not is waited for no longer.
  await warmUp.within(WARM_UP_WAIT_MS);
  port = await listen(server, config.port, config.host);
  // Said at the start, before anybody's work fails of it; what else there is to do goes on meanwhile.
  void checkTokens(tokens, randomUUID())
    .then((problems) => {
      for (const { token, reason, advice } of problems) {
        log.error(TOKEN_TROUBLE, { reason, kind: token, advice });
      }
    })
    .catch((error: unknown) => {
      log.error('app.signInCheckFailed', errorFields(error));
    });
  log.info('app.started', { port, kind: database.kind });
  return {
    port,
    async stop() {
      stopObserving();
      warmUp.stop();
      directLine?.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      // The workers' limit runs from the signal on, whatever turns there still are.
      await Promise.all([
        queue.idle(),
        worker?.stop(),
        effectWorker?.stop(),
        forgetting?.stop(),
        overdueWatch.stop(),
      ]);
      await proactive.stop();
      // What was answered reaches its caller; idle connections are closed with the server.
      await Promise.race([closed, delay(LAST_ANSWERS_MS, undefined, { ref: false })]);
      server.server.closeAllConnections();
      await closed;
      await Promise.all([client.close(), http.close()]);
      await database.close();
      log.info('app.stopped');
    },
  };
}

/** What the first forms of a draft need: who the partner is, its resellers, its own country's rules. */
async function readFirst(services: {
  readonly environment: (remote: CallContext) => Promise<Environment>;
  readonly countries: Countries;
}): Promise<void> {
  const remote = { correlationId: randomUUID(), locale: 'en-US' };
  const { partnerCountry } = await services.environment(remote);
  await services.countries.rules(partnerCountry, remote);
}

/** Sites whose pages may ask for tokens: the partner's and this server's own. */
function pageOrigins(config: Config): readonly string[] {
  return [...config.webchatOrigins, new URL(config.publicUrl).origin];
}

function issueInProduction(config: Config, people: PeopleStore, log: Log): IssueToken {
  const { site } = config;
  if (site === undefined) {
    const message = "Alta's chat is not set up for sites; use it in Microsoft Teams.";
    return () => Promise.reject(new TokenRefused(404, 'SiteNotSetUp', message));
  }
  return issueForSite({
    verifyCaller: createVerifyCaller({
      authority: site.authority,
      audience: site.clientId,
      tenants: config.allowedTenants,
    }),
    directLine: createDirectLineService({
      url: site.directLineUrl,
      secret: site.directLineSecret,
      trustedOrigins: pageOrigins(config),
      log,
    }),
    people,
  });
}

/** Any secret that outlives a restart: pages keep their conversation. */
function randomKeyFrom(dataKey: string): Buffer {
  const key = Buffer.from(dataKey.split(',')[0] ?? '', 'base64');
  return key.length > 0 ? key : randomBytes(32);
}

function listen(
  server: ReturnType<typeof createBotServer>,
  port: number,
  host: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // restify passes its listener's error on, and one that nobody takes ends the process.
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
