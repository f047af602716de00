import { createCart, type Cart } from '../partnerCenter/carts';
import { reasonOfLine } from '../partnerCenter/errorCodes';
import type { OrderLine } from './customerOrder';
import { hasLines, OFFER_STOP, openLines } from './orderLines';
import { currentItemId } from './preflightStep';
import { customerOf, DONE, type CartLineFact } from './step';
import type { Step, StepContext, StepResult } from './step';
import { forgottenOrders } from './unknownOrders';

/** Puts what is not ordered yet into a cart, and learns the prices; what was ordered is looked for first. */
export const createCartStep: Step = { name: 'createCart', applies: hasLines, run: createTheCart };

/** A cart line carries the indirect reseller as this participant. */
const RESELLER_PARTICIPANT = 'transaction_reseller';

async function createTheCart(context: StepContext): Promise<StepResult> {
  const { client, order, facts, call, requestId } = context;
  if (openLines(order, facts).length === 0) return DONE;
  const found = await forgottenOrders(context);
  if ('type' in found) return found;
  const lines = openLines(order, { ...facts, ...found });
  if (lines.length === 0) return { type: 'done', facts: found };
  const ids = await Promise.all(lines.map((line) => currentItemId(context, line)));
  const gone = lines.filter((_line, index) => ids[index] === undefined);
  if (gone.length > 0) {
    const problems = gone.map((line) => ({ line: line.id, reason: 'offerGone' }));
    return { ...OFFER_STOP, reason: 'offerGone', problems, facts: found };
  }
  const participants =
    order.reseller === undefined
      ? undefined
      : [{ key: RESELLER_PARTICIPANT, value: order.reseller.partnerId }];
  const cart = await createCart(
    client,
    customerOf(facts),
    {
      partnerOnRecordAttestationAccepted: order.partnerAttestation,
      lineItems: lines.map((line, id) => ({
        id,
        catalogItemId: ids[id] ?? '',
        quantity: line.quantity,
        termDuration: line.termDuration,
        billingCycle: line.billingCycle,
        ...(line.promotionId !== undefined && { promotionId: line.promotionId }),
        ...(line.attestationAccepted === true && { attestationAccepted: true }),
        ...(participants !== undefined && { participants }),
      })),
    },
    requestId,
    call,
  );
  // 201 with bad lines is the rule, not the exception: each line says for itself.
  const problems = cart.lineItems
    .filter((line) => line.error !== undefined)
    .map((line) => ({
      line: lines[line.id]?.id ?? '',
      reason: reasonOfLine('cartLine', line.error?.errorCode ?? '').reason,
    }));
  if (problems.length > 0) return { ...OFFER_STOP, reason: 'cartLines', problems, facts: found };
  return { type: 'done', facts: { ...found, cartId: cart.id, cartLines: cartFacts(cart, lines) } };
}

function cartFacts(cart: Cart, lines: readonly OrderLine[]): CartLineFact[] {
  return cart.lineItems.flatMap(({ id, orderGroup, currencyCode, pricing }) => {
    const line = lines[id];
    if (line === undefined) return [];
    return [
      {
        line: line.id,
        group: orderGroup ?? '0',
        ...(currencyCode !== undefined && { currency: currencyCode }),
        ...(pricing?.extendedPrice !== undefined && { total: pricing.extendedPrice }),
      },
    ];
  });
}
