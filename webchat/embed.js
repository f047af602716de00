/**
 * Puts Alta on a site of the partner that has a sign-in of its own:
 *
 *   <script src="https://alta.example/webchat/embed.js"></script>
 *   <script>
 *     Alta.launch({
 *       getAccessToken: () => auth.getToken(), // a string or a promise of one
 *       locale: 'es-MX', // optional: the page's language otherwise
 *     });
 *   </script>
 *
 * `launch` adds a button in the corner and the panel behind it; `mount(element, options)` fills an element
 * of the page. The site must be one of WEBCHAT_ORIGINS. Both return `{ unmount() }`.
 */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const OPEN_KEY = 'alta:open';
  const PANEL_WIDTH = 440;
  const TEXTS = {
    en: { open: 'Open Alta: add customers', close: 'Close Alta', panel: 'Alta chat' },
    es: { open: 'Abrir Alta: agregar clientes', close: 'Cerrar Alta', panel: 'Chat de Alta' },
  };

  function mount(element, { getAccessToken, locale } = {}) {
    const language = locale || document.documentElement.lang;
    const address = new URL('/?embedded', home);
    if (language) address.searchParams.set('lang', language);
    const frame = document.createElement('iframe');
    frame.src = address.href;
    frame.title = 'Alta';
    Object.assign(frame.style, { display: 'block', width: '100%', height: '100%', border: '0' });
    frame.style.minHeight = '320px';

    async function onMessage({ source, origin, data }) {
      const isAsked = source === frame.contentWindow && origin === home;
      if (!isAsked || data?.type !== 'alta/accessToken?') return;
      const answer = { type: 'alta/accessToken', id: data.id };
      try {
        answer.token = await getAccessToken?.();
      } catch {
        answer.failed = true;
      }
      frame.contentWindow?.postMessage(answer, home);
    }

    window.addEventListener('message', onMessage);
    element.append(frame);
    return {
      frame,
      unmount() {
        window.removeEventListener('message', onMessage);
        frame.remove();
      },
    };
  }

  /** The button, the panel, and what opens and closes it. Styles are set by script: no policy minds. */
  function launch(options = {}) {
    const language = options.locale || document.documentElement.lang;
    const texts = /^es\b/i.test(language) ? TEXTS.es : TEXTS.en;
    const panel = makePanel(texts.panel);
    const button = makeButton();
    let chat;

    function show(isOpen) {
      // Built when it is first opened: a page costs nothing for those who never do.
      if (isOpen) chat ??= mount(panel, options);
      panel.hidden = !isOpen;
      panel.style.display = isOpen ? 'block' : 'none';
      button.setAttribute('aria-expanded', String(isOpen));
      button.setAttribute('aria-label', isOpen ? texts.close : texts.open);
      button.textContent = isOpen ? '\u00d7' : 'A+';
      keep(isOpen);
    }
    function toggle() {
      const isOpen = panel.hidden;
      show(isOpen);
      if (isOpen) chat.frame.focus();
    }
    function onKey({ key }) {
      if (key !== 'Escape' || panel.hidden) return;
      show(false);
      button.focus();
    }
    /** Keys that are pressed in the frame are told by its page. */
    function onMessage({ source, origin, data }) {
      const isOurs = origin === home && source === chat?.frame.contentWindow;
      if (isOurs && data?.type === 'alta/escape') onKey({ key: 'Escape' });
    }

    button.addEventListener('click', toggle);
    document.addEventListener('keydown', onKey);
    window.addEventListener('message', onMessage);
    document.body.append(button, panel);
    show(wasOpen());
    return {
      unmount() {
        document.removeEventListener('keydown', onKey);
        window.removeEventListener('message', onMessage);
        chat?.unmount();
        button.remove();
        panel.remove();
      },
    };
  }

  function makePanel(label) {
    const panel = document.createElement('section');
    panel.id = 'alta-panel';
    panel.setAttribute('aria-label', label);
    Object.assign(panel.style, {
      position: 'fixed',
      right: '16px',
      bottom: '84px',
      zIndex: '2147483000',
      width: `min(${PANEL_WIDTH}px, calc(100vw - 32px))`,
      height: 'min(720px, calc(100vh - 108px))',
      border: '1px solid #8a8886',
      borderRadius: '8px',
      overflow: 'hidden',
      background: '#fff',
      boxShadow: '0 8px 28px rgba(0, 0, 0, 0.25)',
    });
    return panel;
  }

  function makeButton() {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-controls', 'alta-panel');
    Object.assign(button.style, {
      position: 'fixed',
      right: '16px',
      bottom: '16px',
      zIndex: '2147483001',
      width: '56px',
      height: '56px',
      border: '2px solid #fff',
      borderRadius: '50%',
      background: '#0b5cad',
      color: '#fff',
      font: '600 20px system-ui, sans-serif',
      cursor: 'pointer',
      boxShadow: '0 2px 8px rgba(0, 0, 0, 0.3)',
    });
    return button;
  }

  function wasOpen() {
    try {
      return sessionStorage.getItem(OPEN_KEY) === 'yes';
    } catch {
      return false;
    }
  }

  function keep(isOpen) {
    try {
      sessionStorage.setItem(OPEN_KEY, isOpen ? 'yes' : 'no');
    } catch {
      // A browser without storage shows it closed after a reload.
    }
  }

  window.Alta = { mount, launch };
})();
