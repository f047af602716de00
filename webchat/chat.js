/* global WebChat */
/**
 * The chat page: gets a token, opens Direct Line, shows Web Chat, and brings the conversation back after
 * a reload or a lost connection.
 */
import { createCards } from './cards.js';
import { createConversation } from './conversation.js';
import { openDirectLine } from './directLine.js';
import { getAccessToken, isEmbedded } from './embedding.js';
import { changeLanguage, chooseLanguage, translatePage } from './language.js';
import { adaptiveCardsHostConfig, styleOptions } from './look.js';
import { createNewestCard } from './newestCard.js';
import { createProblem, createWorking } from './notices.js';

const RECONNECT_AFTER_MS = [500, 2_000, 4_000, 8_000, 15_000];
const CONNECT_LIMIT_MS = 10_000;
const GREETING_LIMIT_MS = 20_000;

const query = new URLSearchParams(window.location.search);
const chosen = chooseLanguage(query.get('lang') ?? undefined, navigator.language);
const { texts } = chosen;
document.documentElement.classList.toggle('is-embedded', isEmbedded);
translatePage(chosen, query);

const problem = createProblem(texts);
const working = createWorking(texts);
const newestCard = createNewestCard();
const cards = createCards({ texts, onCard });
const conversation = createConversation({ speaker: query.get('as') ?? '', getAccessToken });

/** The connection that counts; what an earlier one still says does not. */
let line;
let store;
let isConnecting = false;
let attempts = 0;
let posting = 0;
let hasAnswer = false;
/** So many messages were sent that no card has answered yet. */
let awaited = 0;
/** The card that answered last, until it is drawn. */
let answerId;
let unanswered;
let reconnectTimer;
let limitTimer;
let renewalTimer;

function loadBundle() {
  if (window.WebChat) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = document.getElementById('bundle').href;
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error('The bundle could not be loaded.'));
    });
    document.head.append(script);
  });
}

async function connect() {
  if (isConnecting) return;
  isConnecting = true;
  clearTimeout(reconnectTimer);
  if (!hasAnswer) working.show('connecting');
  try {
    const [granted] = await Promise.all([conversation.askForToken(), loadBundle()]);
    open(granted);
  } catch (error) {
    fail(error.kind ?? 'unreachable');
  } finally {
    isConnecting = false;
  }
}

/** Says what is wrong; tries again by itself unless a person has to do something first. */
function fail(kind) {
  clearTimeout(limitTimer);
  clearTimeout(reconnectTimer);
  working.hide();
  problem.show(kind, connect);
  if (kind === 'refused') return;
  const wait = RECONNECT_AFTER_MS[Math.min(attempts, RECONNECT_AFTER_MS.length - 1)];
  attempts += 1;
  reconnectTimer = setTimeout(connect, wait);
}

function open(granted) {
  if (line !== undefined && line.conversationId !== granted.conversationId) {
    // The server could not go on with the conversation: what is shown belongs to another one.
    window.location.reload();
    return;
  }
  store ??= createStore();
  const watermark = line?.watermark || '0';
  line = openDirectLine({ granted, watermark, locale: chosen.locale, events: eventsOf(granted) });
  render(granted.userId);
  limitTimer = setTimeout(() => fail('unreachable'), CONNECT_LIMIT_MS);
  clearTimeout(renewalTimer);
  renewalTimer = setTimeout(renew, granted.expires_in * 500);
}

/** Direct Line renews its token by itself; who speaks has to be told again, by whoever is signed in. */
async function renew() {
  try {
    const granted = await conversation.askForToken();
    if (granted.conversationId !== line.conversationId) open(granted);
    renewalTimer = setTimeout(renew, granted.expires_in * 500);
  } catch (error) {
    if (error.kind === 'refused') fail('refused');
    else renewalTimer = setTimeout(renew, 60_000);
  }
}

function eventsOf({ isBack }) {
  const ifCurrent =
    (act) =>
    (which, ...rest) => {
      if (which === line) act(...rest);
    };
  return {
    open: ifCurrent(onOnline),
    lost: ifCurrent(() => fail('lost')),
    failed: ifCurrent(() => {
      if (isBack) startAnew();
      else fail('unreachable');
    }),
    posted: onPosted,
    settled: onSettled,
  };
}

function onOnline() {
  clearTimeout(limitTimer);
  attempts = 0;
  if (unanswered === undefined) problem.hide();
  else problem.show('unanswered', sendAgain);
  if (!hasAnswer) limitTimer = setTimeout(onSilence, GREETING_LIMIT_MS);
}

function onSilence() {
  working.hide();
  problem.show('silent', startAnew);
}

function startAnew() {
  conversation.forget();
  window.location.reload();
}

function onPosted() {
  posting += 1;
  awaited += 1;
  working.show('working');
}

function onSettled(activity, isDelivered) {
  posting -= 1;
  if (posting === 0) working.hide();
  if (isDelivered) return;
  awaited = Math.max(awaited - 1, 0);
  unanswered = activity;
  problem.show('unanswered', sendAgain);
}

/** The very same click: the bot knows it again where it had arrived after all. */
function sendAgain() {
  const { value, text } = unanswered;
  unanswered = undefined;
  problem.hide();
  store.dispatch(
    value === undefined
      ? { type: 'WEB_CHAT/SEND_MESSAGE', payload: { text, method: 'keyboard' } }
      : { type: 'WEB_CHAT/SEND_POST_BACK', payload: { value } },
  );
}

function createStore() {
  return WebChat.createStore({}, () => (next) => (action) => {
    if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY') noteAnswer(action.payload.activity);
    const result = next(action);
    if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY') onActivity(action.payload.activity);
    return result;
  });
}

/** What answers says to what; a card that comes by itself does not. Known before the card is drawn. */
function noteAnswer({ from, id, replyToId, attachments = [] }) {
  if (from.role !== 'bot' || replyToId === undefined || attachments.length === 0) return;
  if (awaited === 0) return;
  awaited -= 1;
  answerId = id;
}

function onCard({ id }) {
  const isAnswer = id !== undefined && id === answerId;
  if (isAnswer) answerId = undefined;
  newestCard.onCard(isAnswer);
  return isAnswer;
}

function onActivity(activity) {
  if (activity.from.role === 'bot' && activity.type === 'message') {
    if (!hasAnswer) {
      hasAnswer = true;
      clearTimeout(limitTimer);
      problem.hide();
    }
    follow(activity);
    if (posting === 0) working.hide();
    if (unanswered !== undefined) {
      unanswered = undefined;
      problem.hide();
    }
  }
  if (cards.note(activity)) window.queueMicrotask(render);
}

/** What the bot speaks, the page speaks: the language can be changed by a command as well. */
function follow({ locale }) {
  if (!changeLanguage(chosen, locale, query)) return;
  window.history.replaceState(null, '', `?${query}`);
  window.queueMicrotask(render);
}

/** The bot is asked for the language, and the page follows it; without a bot the page is loaded in it. */
document.querySelector('.bar-languages').addEventListener('click', (event) => {
  const item = event.target.closest('[data-language]')?.dataset.language;
  if (item === undefined || store === undefined || !hasAnswer) return;
  event.preventDefault();
  const value = { action: 'language', item };
  store.dispatch({ type: 'WEB_CHAT/SEND_POST_BACK', payload: { value } });
});

let shownUserId;

function render(userID = shownUserId) {
  shownUserId = userID;
  const props = {
    directLine: line,
    store,
    userID,
    locale: chosen.locale,
    nonce: document.querySelector('link[nonce]').nonce,
    role: 'main',
    styleOptions,
    adaptiveCardsHostConfig,
    attachmentMiddleware: cards.middleware(),
    overrideLocalizedStrings,
  };
  WebChat.renderWebChat(props, document.getElementById('chat'));
}

function overrideLocalizedStrings(strings) {
  return { ...strings, TEXT_INPUT_PLACEHOLDER: texts.placeholder };
}

window.addEventListener('online', () => {
  if (!document.getElementById('problem').hidden) void connect();
});
void connect();
