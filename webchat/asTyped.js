/* global WebChat */
/** `action` of the buttons that mean the form to be right as it stands; all others send what there is. */
const CHECKED_ACTIONS = ['next', 'add', 'submit'];

const taught = new WeakSet();

/**
 * A component around a card: it reaches the Adaptive Cards library that Web Chat's bundle keeps to itself,
 * by the hook that is meant for it. The library has no way for a card to say that a button sends its
 * inputs unchecked: `associatedInputs: none` sends none of them.
 */
export function KeepsAsTyped({ children }) {
  const [{ SubmitAction }] = WebChat.hooks.useAdaptiveCardsPackage();
  teach(SubmitAction.prototype);
  return children;
}

/** Where no input is found wrong, the library goes on and sends them all as they stand. */
function teach(prototype) {
  if (taught.has(prototype)) return;
  taught.add(prototype);
  const { internalValidateInputs } = prototype;
  prototype.internalValidateInputs = function (inputs) {
    if (CHECKED_ACTIONS.includes(this.data?.action))
      return internalValidateInputs.call(this, inputs);
    return [];
  };
}
