import type { Request } from 'restify';
import { DEFAULT_LANGUAGE, languageOf, type Language } from '../language';

/** The language that the browser likes best of those spoken here (`Accept-Language`, RFC 9110, 12.5.4). */
export function languageOfRequest(req: Request): Language {
  const header = req.headers['accept-language'] ?? '';
  const wanted = header.split(',').map((one) => {
    const [tag = '', ...parameters] = one.split(';').map((part) => part.trim());
    const quality = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
    return { tag, quality: Number(quality) };
  });
  const best = wanted
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => languageOf(tag))
    .find((language) => language !== undefined);
  return best ?? DEFAULT_LANGUAGE;
}
