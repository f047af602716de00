/* global Alta */
/** A partner's own script. Its sign-in would give the access token; in development nobody signs in. */
const language = new URLSearchParams(window.location.search).get('lang');
if (language) document.documentElement.lang = language;
Alta.launch({ getAccessToken: () => undefined });
