/** How the signer's acceptance link of a draft stands. */
export type DraftAttestation =
  | { readonly state: 'making' }
  /** Partner Center refused to make it; other answers make another. */
  | { readonly state: 'failed' }
  | { readonly state: 'made'; readonly id: string };
