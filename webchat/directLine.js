/* global WebChat */
const FAILED_TO_CONNECT = 4;
/** What Direct Line's client gives as an activity's id where the bot failed or nobody answered. */
const NOT_DELIVERED = 'retry';

/**
 * Opens Direct Line and tells what its client keeps to itself. `granted` is the token endpoint's answer;
 * without a `domain` it is Microsoft's service. Events: `open`, `lost` (the stream ended), `failed` (the
 * conversation can't be opened), `posted(activity)`, `settled(activity, isDelivered)`.
 */
export function openDirectLine({ granted, watermark, locale, events }) {
  const { token, conversationId, domain, isBack } = granted;
  const line = WebChat.createDirectLine({
    token,
    ...(domain !== undefined && { domain: new URL(domain, window.location.href).href }),
    // A page that comes back shows the conversation from where it stands.
    ...(isBack && { conversationId, watermark }),
    conversationStartProperties: { locale },
  });
  line.connectionStatus$.subscribe((status) => {
    if (status === FAILED_TO_CONNECT) events.failed(line);
  });
  watchStream(line, events);
  watchPosts(line, events);
  return line;
}

/** A lost stream is no change of status there, and it waits up to 15 seconds before it asks again. */
function watchStream(line, events) {
  line.services.WebSocket = class extends window.WebSocket {
    constructor(address) {
      super(address);
      this.addEventListener('open', () => events.open(line));
      this.addEventListener('close', () => events.lost(line));
    }
  };
}

/** The click on a card is not shown in the chat, so nobody would see that it did not arrive. */
function watchPosts(line, events) {
  const post = line.postActivity.bind(line);
  line.postActivity = (activity) => ({
    subscribe(observer) {
      events.posted(activity);
      return post(activity).subscribe({
        next(id) {
          events.settled(activity, id !== NOT_DELIVERED);
          observer.next?.(id);
        },
        error(error) {
          events.settled(activity, false);
          observer.error?.(error);
        },
        complete: () => observer.complete?.(),
      });
    },
  });
}
