/** What the page itself says, and in which language. Web Chat brings its own words, cards bring theirs. */
const TEXTS = {
  en: {
    subtitle: 'Add customers to Partner Center',
    languages: 'Language',
    retry: 'Try again',
    placeholder: 'Use the buttons above, or type help',
    connecting: 'Connecting …',
    working: 'Alta is working …',
    slow: 'This takes longer than usual; Alta is still working.',
    outdated: 'Replaced by a newer card below',
    refused: 'You are not signed in, or your sign-in has ended. Sign in again, then try again.',
    busy: 'Too many people are asking at this moment. Trying again automatically …',
    unreachable: 'Alta cannot be reached. Check your connection; trying again automatically …',
    lost: 'The connection to Alta was lost; what you typed is still there. Reconnecting …',
    silent: 'Alta does not answer in this conversation. Try again to begin a new one.',
    unanswered: 'Alta did not answer. Nothing is done twice: try again.',
  },
  es: {
    subtitle: 'Agregar clientes a Partner Center',
    languages: 'Idioma',
    retry: 'Intentar de nuevo',
    placeholder: 'Usa los botones de arriba o escribe ayuda',
    connecting: 'Conectando …',
    working: 'Alta está trabajando …',
    slow: 'Tarda más de lo normal; Alta sigue trabajando.',
    outdated: 'Sustituida por una tarjeta más reciente, más abajo',
    refused: 'No has iniciado sesión o tu sesión ha terminado. Inicia sesión e inténtalo de nuevo.',
    busy: 'Hay demasiadas peticiones en este momento. Se vuelve a intentar automáticamente …',
    unreachable:
      'No se puede conectar con Alta. Revisa tu conexión; se vuelve a intentar automáticamente …',
    lost: 'Se perdió la conexión con Alta; lo que has escrito sigue ahí. Volviendo a conectar …',
    silent: 'Alta no responde en esta conversación. Inténtalo de nuevo para empezar otra.',
    unanswered: 'Alta no ha respondido. Nada se hace dos veces: inténtalo de nuevo.',
  },
};
const LOCALES = { en: 'en-US', es: 'es-ES' };

/** `es` for any Spanish, `en` for everything else. */
function languageOf(tag) {
  return /^es\b/i.test(tag) ? 'es' : 'en';
}

/**
 * The page's language, its texts, and the locale that activities carry: the address decides the
 * language, the browser the region where it speaks the same one.
 */
export function chooseLanguage(asked, browser) {
  const language = languageOf(asked ?? browser);
  return { language, texts: { ...TEXTS[language] }, locale: localeFor(language, asked, browser) };
}

function localeFor(language, asked = '', browser = navigator.language) {
  const tags = [asked, browser].filter((tag) => /^[a-z]{2,3}-[a-z0-9-]{2,30}$/i.test(tag));
  const locale = tags.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return locale ?? LOCALES[language];
}

/** Makes the page speak the language of a tag; false where it does, or where it can't. */
export function changeLanguage(chosen, tag, query) {
  const language = Object.keys(TEXTS).find((one) => one === tag);
  if (language === undefined || language === chosen.language) return false;
  query.set('lang', language);
  Object.assign(chosen, { language, locale: localeFor(language) });
  Object.assign(chosen.texts, TEXTS[language]);
  translatePage(chosen, query);
  return true;
}

/** Writes the page's words into the page. */
export function translatePage({ language, texts }, query) {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', texts[element.dataset.label]);
  }
  for (const link of document.querySelectorAll('[data-language]')) {
    const target = new URLSearchParams(query);
    target.set('lang', link.dataset.language);
    link.href = `?${target}`;
    if (link.dataset.language === language) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}
