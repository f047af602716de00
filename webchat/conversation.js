/** Asking for an access token may take the embedding site this long; an answer of the server as well. */
const LIMIT_MS = 15_000;
/** A reloaded page may have to wait for the page that it replaces to be gone. */
const CLAIM_LIMIT_MS = 1_500;

/** Why there is no token: `refused`, `busy` or `unreachable`. */
export class TokenProblem extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * The page's conversation: kept for this tab, so that a reload goes on with it. `speaker` is the `as` of
 * the page's address; `getAccessToken` gives the site's own token, or undefined where there is none.
 */
export function createConversation({ speaker, getAccessToken }) {
  const key = `alta:${speaker}`;
  const claimed = new Set();

  /** A duplicated tab has a copy of what is kept; Direct Line serves one page per conversation. */
  async function claim(conversationId) {
    if (claimed.has(conversationId) || !navigator.locks) return true;
    const isMine = await new Promise((resolve) => {
      const held = () => {
        resolve(true);
        return new Promise(() => undefined);
      };
      const signal = window.AbortSignal.timeout(CLAIM_LIMIT_MS);
      navigator.locks.request(`alta:${conversationId}`, { signal }, held).catch(() => {
        resolve(false);
      });
    });
    if (isMine) claimed.add(conversationId);
    return isMine;
  }

  async function previous() {
    const kept = readKept(key);
    return kept !== undefined && (await claim(kept.conversationId)) ? kept : undefined;
  }

  return {
    /** A token for this conversation, or for a new one; also tells the server who speaks. */
    async askForToken() {
      const before = await previous();
      const granted = await postForToken(speaker, before, await withinLimit(getAccessToken()));
      const { conversationId, token } = granted;
      keep(key, { conversationId, token });
      await claim(conversationId);
      return { ...granted, isBack: before?.conversationId === conversationId };
    },
    forget() {
      keep(key, undefined);
    },
  };
}

async function postForToken(speaker, before, accessToken) {
  const query = speaker === '' ? '' : `?${new URLSearchParams({ as: speaker })}`;
  let response;
  try {
    response = await fetch(`/api/directline/token${query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify(before ?? {}),
      signal: window.AbortSignal.timeout(LIMIT_MS),
    });
    if (response.ok) return await response.json();
  } catch {
    throw new TokenProblem('unreachable');
  }
  if (response.status === 429) throw new TokenProblem('busy');
  throw new TokenProblem(response.status < 500 ? 'refused' : 'unreachable');
}

function withinLimit(accessToken) {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new TokenProblem('refused'));
    const timer = setTimeout(refuse, LIMIT_MS);
    accessToken.then(resolve, refuse).finally(() => clearTimeout(timer));
  });
}

function readKept(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return typeof kept?.conversationId === 'string' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keep(key, conversation) {
  try {
    if (conversation === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(conversation));
  } catch {
    // A browser without storage begins a new conversation at each load.
  }
}
