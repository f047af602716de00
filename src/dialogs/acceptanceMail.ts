import { textsFor } from '../cards/texts';
import { DEFAULT_LANGUAGE, languageOf } from '../language';

/** What the signer is written about. */
export interface AcceptanceLink {
  readonly companyName: string;
  readonly signer: {
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
  };
  /** Language of the agreement, or the customer's (BCP 47). */
  readonly language: string;
  readonly url: string;
}

/** A ready e-mail to the signer in the customer's language, as an address that the mail program opens. */
export function acceptanceMailUrl({ companyName, signer, language, url }: AcceptanceLink): string {
  const texts = textsFor(languageOf(language) ?? DEFAULT_LANGUAGE);
  const name = { name: companyName };
  const paragraphs = [
    texts('acceptance.mail.greeting', { signer: `${signer.firstName} ${signer.lastName}` }),
    texts('acceptance.mail.request', name),
    texts('acceptance.mail.how'),
    url,
    texts('acceptance.mail.thanks'),
  ];
  const subject = encodeURIComponent(texts('acceptance.mail.subject', name));
  const body = encodeURIComponent(paragraphs.join('\r\n\r\n'));
  return `mailto:${encodeURIComponent(signer.email)}?subject=${subject}&body=${body}`;
}
