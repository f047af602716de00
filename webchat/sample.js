/* global Alta */
/** A partner's own script. Its sign-in would give the access token; in development nobody signs in. */
const language = new URLSearchParams(window.location.search).get('lang');
if (language) document.documentElement.lang = language;
if (language === 'es') {
  for (const element of document.querySelectorAll('[data-es]')) {
    element.textContent = element.dataset.es;
  }
}
Alta.launch({ getAccessToken: () => undefined });
