/** Asks the site that shows this page in a frame; embed.js answers there. */
const QUESTION = 'alta/accessToken?';
const ANSWER = 'alta/accessToken';

let questions = 0;

/** Is the page shown by embed.js on another page? */
export const isEmbedded = window.parent !== window && isAskedFor('embedded');

/** The page around closes the panel by Escape, wherever the focus is: before Web Chat keeps the key. */
if (isEmbedded) {
  const onKey = ({ key }) => {
    if (key === 'Escape') window.parent.postMessage({ type: 'alta/escape' }, '*');
  };
  window.addEventListener('keydown', onKey, { capture: true });
}

function isAskedFor(name) {
  return new URLSearchParams(window.location.search).has(name);
}

/**
 * The access token of the site's own sign-in; undefined where the page stands alone or the site gives
 * none. Rejects where the site can't get one. Which sites may show the page is the server's word
 * (frame-ancestors), so the parent is believed.
 */
export function getAccessToken() {
  if (!isEmbedded) return Promise.resolve(undefined);
  questions += 1;
  const id = questions;
  return new Promise((resolve, reject) => {
    const onMessage = ({ source, data }) => {
      if (source !== window.parent || data?.type !== ANSWER || data.id !== id) return;
      window.removeEventListener('message', onMessage);
      if (data.failed) reject(new Error('The site has no access token.'));
      else resolve(typeof data.token === 'string' ? data.token : undefined);
    };
    window.addEventListener('message', onMessage);
    // There is nothing secret in the question, and the page does not know where it is shown.
    window.parent.postMessage({ type: QUESTION, id }, '*');
  });
}
