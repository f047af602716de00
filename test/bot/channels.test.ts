import { cardOf, channelOf, messageOf } from '../../src/bot/channels';
import { welcomeView } from '../../src/dialogs/welcomeView';

const view = welcomeView({ language: 'en', draftId: 'AAAAAAAAAAAAAAAAAAAAAA', about: 'welcome' });

/** Every action type on a card. */
function actionsOf(card: unknown): Set<string> {
  const types = [...JSON.stringify(card).matchAll(/"type":"(Action\.\w+)"/g)];
  return new Set(types.flatMap(([, type]) => type ?? []));
}

describe('what each channel can do', () => {
  test.each([
    // channel, buttons, typeahead, replaced in place, tells identity, known by the token endpoint
    ['msteams', 'Action.Execute', true, true, true, false],
    ['webchat', 'Action.Submit', false, false, false, true],
    ['directline', 'Action.Submit', false, false, false, true],
    ['emulator', 'Action.Submit', false, false, false, false],
    ['slack', 'Action.Submit', false, false, false, false],
    ['telegram', 'Action.Submit', false, false, false, false],
    ['a channel of tomorrow', 'Action.Submit', false, false, false, false],
    ['__proto__', 'Action.Submit', false, false, false, false],
    ['constructor', 'Action.Submit', false, false, false, false],
    ['MSTEAMS', 'Action.Submit', false, false, false, false],
  ])('%s', (id, actionType, typeahead, inPlace, tellsIdentity, hasTokenEndpoint) => {
    const channel = channelOf(id);
    expect(channel).toEqual({
      id,
      actionType,
      typeahead,
      inPlace,
      tellsIdentity,
      hasTokenEndpoint,
    });
    const message = messageOf(view, channel);
    // A card alone: Teams splits a text and a card in two messages.
    expect(message.text).toBeUndefined();
    expect(message.summary).toBeTruthy();
    expect(actionsOf(message.attachments)).toEqual(new Set([actionType]));
    expect(actionsOf(cardOf(view, channel))).toEqual(new Set([actionType]));
    // Pages disable what was replaced by these.
    expect(message.channelData).toEqual(inPlace ? undefined : { subject: 'welcome', revision: 1 });
  });
});
