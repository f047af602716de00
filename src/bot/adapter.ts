import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Activity,
  type ConversationReference,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { AuthenticationConstants, GovernmentConstants } from 'botframework-connector';
import { decodeJwt } from 'jose';
import { errorFields, type Log } from '../log';
import type { ConnectorHttp } from './connectorHttp';

/** What the adapter needs of the settings; undefined: development, nobody is authenticated. */
export interface AdapterCredentials {
  readonly appId: string;
  readonly password: string;
  readonly type: 'SingleTenant' | 'UserAssignedMsi' | 'MultiTenant';
  readonly tenantId: string;
  readonly channelService: string;
  readonly openIdMetadataUrl: string | undefined;
  readonly tokenIssuer: string | undefined;
}

/** The caller's token is missing, forged, expired or of a tenant that is not ours. */
export class UnauthorizedError extends Error {
  readonly code = 'bot.unauthorized';
}

type Logic = (context: TurnContext) => Promise<void>;

/** The SDK's adapter with an inbound check of our own before it and a bounded client behind it. */
export class AltaAdapter extends CloudAdapter {
  private readonly botId: string;

  constructor(
    private readonly credentials: AdapterCredentials | undefined,
    http: ConnectorHttp,
    private readonly log: Log,
  ) {
    super(authentication(credentials, http));
    this.botId = credentials?.appId ?? '';
    this.onTurnError = (_, error) => {
      // What people see of a failed turn is the bot's to say; here it is only noted.
      log.error('bot.turnFailed', errorFields(error));
      return Promise.resolve();
    };
  }

  /**
   * One activity, authenticated and run to its end; what an invoke is to be answered with. Throws
   * `UnauthorizedError`, whatever is wrong with the token.
   */
  async receive(
    activity: Activity,
    authorization: string,
    logic: Logic,
  ): Promise<InvokeResponse | undefined> {
    this.refuseForeignTenant(authorization);
    let identity;
    try {
      identity = await this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
    } catch (error) {
      this.log.warn('bot.unauthorized', { code: errorFields(error).code });
      throw new UnauthorizedError();
    }
    return this.processActivity(identity, activity, logic);
  }

  /** Runs logic in a conversation outside a turn of its own; throws what it throws. */
  async speak(reference: Partial<ConversationReference>, logic: Logic): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    await this.continueConversationAsync(this.botId, reference, async (context) => {
      try {
        await logic(context);
      } catch (error) {
        // The SDK hands it to `onTurnError`, and whoever speaks would take it for said.
        failure = { error };
      }
    });
    if (failure !== undefined) throw failure.error;
  }

  /**
   * The SDK lets tokens of any Entra tenant in: it adds the tenant that an unverified token names to
   * its own list (channels.md 4.3, measured). A channel's own issuer names no tenant and is left to it.
   */
  private refuseForeignTenant(authorization: string): void {
    if (this.credentials === undefined) return;
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new UnauthorizedError();
    let issuer: string | undefined;
    try {
      issuer = decodeJwt(token).iss;
    } catch {
      throw new UnauthorizedError();
    }
    const tenant = entraTenant(issuer ?? '');
    if (tenant !== undefined && tenant !== this.credentials.tenantId.toLowerCase()) {
      throw new UnauthorizedError();
    }
  }
}

const ENTRA_ISSUER =
  /^https:\/\/(?:sts\.windows\.net|login\.microsoftonline\.(?:com|us)|sts\.windows\.us)\/([^/]+)/i;

function entraTenant(issuer: string): string | undefined {
  return ENTRA_ISSUER.exec(issuer)?.[1]?.toLowerCase();
}

/**
 * Every address of the cloud is given: where the SDK is given one alone, it takes the others for empty.
 * Which issuer may call the bot follows from the cloud, so that a token of the other one is nobody's.
 */
function authentication(credentials: AdapterCredentials | undefined, http: ConnectorHttp) {
  const cloud = isGovernment(credentials) ? GovernmentConstants : AuthenticationConstants;
  const { openIdMetadataUrl, tokenIssuer } = credentials ?? {};
  const settings: Record<string, string> = {
    MicrosoftAppId: credentials?.appId ?? '',
    MicrosoftAppPassword: credentials?.password ?? '',
    MicrosoftAppTenantId: credentials?.tenantId ?? '',
    ValidateAuthority: 'true',
    ToChannelFromBotLoginUrl: cloud.ToChannelFromBotLoginUrl,
    ToChannelFromBotOAuthScope: cloud.ToChannelFromBotOAuthScope,
    OAuthUrl: cloud.OAuthUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: cloud.ToBotFromEmulatorOpenIdMetadataUrl,
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl ?? cloud.ToBotFromChannelOpenIdMetadataUrl,
    ToBotFromChannelTokenIssuer: tokenIssuer ?? cloud.ToBotFromChannelTokenIssuer,
    ...(credentials !== undefined && { MicrosoftAppType: sdkNameOf(credentials.type) }),
  };
  return new ConfigurationBotFrameworkAuthentication(
    settings,
    undefined,
    undefined,
    undefined,
    // The SDK's type wants a client of its own HTTP library; it calls `sendRequest` and nothing else.
    { httpClient: http } as never,
  );
}

function isGovernment(credentials: AdapterCredentials | undefined): boolean {
  return credentials?.channelService === GovernmentConstants.ChannelService;
}

function sdkNameOf(type: AdapterCredentials['type']): string {
  return type === 'UserAssignedMsi' ? 'UserAssignedMSI' : type;
}
