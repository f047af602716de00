import type { Person } from '../services/person';
import type { PeopleStore } from '../services/peopleStore';
import type { Channel } from './channels';

/** Who speaks and what they may do. */
export interface Speaker {
  readonly person: Person;
  readonly maySubmit: boolean;
}

export type Identified =
  | { readonly known: true; readonly speaker: Speaker }
  /** `expired`: the page must renew the sign-in; `notAllowed`: this person gets no service. */
  | { readonly known: false; readonly why: 'expired' | 'notAllowed' };

export interface IdentityOptions {
  readonly isDevelopment: boolean;
  /** In lower case, as `submitters` are. */
  readonly allowedTenants: readonly string[];
  /** Object ids in Teams that may submit. */
  readonly submitters: readonly string[];
  readonly people: Pick<PeopleStore, 'find'>;
}

/** The role of the site's token that may submit. */
const SUBMIT_ROLE = 'Onboarding.Submit';
/** In development everybody whom no token names is this person. */
const DEVELOPER: Person = { tenantId: 'development', objectId: 'developer' };

/** What of an activity tells who speaks. */
export interface Speaking {
  readonly from: { readonly id: string; readonly aadObjectId?: string };
  readonly conversation: { readonly tenantId?: string };
}

export type Identify = (activity: Speaking, channel: Channel) => Promise<Identified>;

/** Only what the channel vouches for is believed; what a client wrote on the activity never is. */
export function createIdentify(options: IdentityOptions): Identify {
  return async (activity, channel) => {
    if (channel.hasTokenEndpoint) {
      const found = await options.people.find(activity.from.id);
      if (found !== undefined) {
        const { tenantId, objectId, roles } = found;
        const maySubmit = roles.includes(SUBMIT_ROLE);
        return { known: true, speaker: { person: { tenantId, objectId }, maySubmit } };
      }
    }
    if (options.isDevelopment) {
      return { known: true, speaker: { person: DEVELOPER, maySubmit: true } };
    }
    if (!channel.tellsIdentity) return { known: false, why: 'expired' };
    const tenantId = activity.conversation.tenantId?.toLowerCase() ?? '';
    const objectId = activity.from.aadObjectId?.toLowerCase() ?? '';
    if (objectId === '' || !options.allowedTenants.includes(tenantId)) {
      return { known: false, why: 'notAllowed' };
    }
    const maySubmit = options.submitters.includes(objectId);
    return { known: true, speaker: { person: { tenantId, objectId }, maySubmit } };
  };
}
