import type { DraftEffects } from '../services/submissions/effects';
import type { Countries } from '../services/countries';
import { isDoubtful, isMissing, parseDraft, relevantSections, type Draft } from './draft';
import type { Environment, Section } from './section';
import { ATTESTATION_STEP, attestationFacts } from './sections/agreement';
import { textOf } from './formSection';

/** An effect that the draft asks for now and did not before. */
export interface NewEffect {
  readonly step: string;
  readonly generation: number;
}

/**
 * What the confirmed sections want outside. A changed key begins a new generation and voids what the
 * one before brought.
 */
export function takeUpEffects(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
): { readonly draft: Draft; readonly started: readonly NewEffect[] } {
  const started: NewEffect[] = [];
  let changed = draft;
  for (const section of relevantSections(sections, draft, environment)) {
    if (isMissing(section, draft, environment) || isDoubtful(section, draft)) continue;
    const wanted = section.effect?.(draft, environment);
    if (wanted === undefined) continue;
    const known = changed.effects[wanted.step];
    if (known?.key === wanted.key && known.facts?.['failed'] === undefined) continue;
    const generation = (known?.generation ?? 0) + 1;
    started.push({ step: wanted.step, generation });
    changed = {
      ...changed,
      effects: { ...changed.effects, [wanted.step]: { generation, key: wanted.key } },
    };
  }
  return { draft: changed, started };
}

/** Asks for an effect anew, although nothing changed that it was made of: an expired link. */
export function renewEffect(draft: Draft, step: string): NewEffect & { readonly draft: Draft } {
  const known = draft.effects[step];
  const generation = (known?.generation ?? 0) + 1;
  const effects = { ...draft.effects, [step]: { generation, key: known?.key ?? '' } };
  return { step, generation, draft: { ...draft, effects } };
}

/** Is the draft still waiting for an effect, so that its card will change by itself? */
export function hasPendingEffect(draft: Draft): boolean {
  return Object.values(draft.effects).some((effect) => effect.facts === undefined);
}

/** Where the signer accepts, as far as the link was made. */
export function acceptanceUrlOf(body: string | undefined): string | undefined {
  const draft = body === undefined || body === '' ? undefined : parseDraft(body);
  return draft?.effects[ATTESTATION_STEP]?.facts?.['url'];
}

/** Reads and writes drafts for the worker that makes the acceptance link. */
export function createDraftEffects(countries: Countries): DraftEffects {
  return {
    async attestation(body, generation, call) {
      const draft = parseDraft(body);
      if (draft?.effects[ATTESTATION_STEP]?.generation !== generation) return undefined;
      const facts = attestationFacts(draft);
      const country = textOf(draft.answers['company'], 'country');
      const { defaultCulture } = await countries.rules(country, call);
      const { signerPhone, agreementLanguage } = facts;
      return {
        country,
        language: agreementLanguage === '' ? defaultCulture : agreementLanguage,
        companyName: facts.companyName,
        signatoryFirstName: facts.signerFirstName,
        signatoryLastName: facts.signerLastName,
        signatoryEmail: facts.signerEmail,
        ...(signerPhone !== '' && { signatoryPhoneNumber: signerPhone }),
      };
    },
    withFacts(body, step, generation, facts) {
      const draft = parseDraft(body);
      const effect = draft?.effects[step];
      if (draft === undefined || effect?.generation !== generation) return undefined;
      return JSON.stringify({
        ...draft,
        effects: { ...draft.effects, [step]: { ...effect, facts } },
      });
    },
  };
}
