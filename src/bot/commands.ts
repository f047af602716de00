import { readCode } from '../services/handovers';
import { languageOf, type Language } from '../language';

/** What a person may type at any time. */
export type Command =
  | {
      readonly name:
        | 'addCustomer'
        | 'customers'
        | 'drafts'
        | 'status'
        | 'handOver'
        | 'help'
        | 'cancel'
        | 'startOver';
    }
  /** A colleague's code, as it was typed. */
  | { readonly name: 'takeOver'; readonly code: string }
  /** Without a language: the choice is offered. */
  | {
      readonly name: 'language';
      readonly language: Language | undefined;
      /** One was named, and it is none that we speak. */
      readonly isUnknown?: boolean;
    };

type Name = Command['name'];

/** The first of each language is the one that help names. */
export const COMMAND_WORDS: Readonly<Record<Name, Readonly<Record<Language, readonly string[]>>>> =
  {
    addCustomer: {
      en: ['add customer', 'add a customer', 'new customer', 'add'],
      es: ['agregar cliente', 'añadir cliente', 'nuevo cliente', 'dar de alta', 'alta', 'agregar'],
    },
    customers: { en: ['customers', 'list customers'], es: ['clientes', 'lista de clientes'] },
    drafts: { en: ['drafts', 'my drafts'], es: ['borradores', 'mis borradores'] },
    status: { en: ['status', 'submissions'], es: ['estado', 'envíos'] },
    help: {
      en: ['help', '?', 'hi', 'hello', 'start', 'menu'],
      es: ['ayuda', 'hola', 'inicio', 'menú'],
    },
    handOver: { en: ['hand over', 'handover'], es: ['traspasar', 'traspaso'] },
    takeOver: { en: ['take over'], es: ['tomar', 'recibir'] },
    cancel: { en: ['cancel', 'quit', 'stop'], es: ['cancelar', 'salir', 'parar'] },
    startOver: { en: ['start over', 'restart'], es: ['empezar de nuevo', 'reiniciar'] },
    language: { en: ['language'], es: ['idioma', 'lengua'] },
  };

const LANGUAGE_NAMES: Readonly<Record<string, Language>> = {
  english: 'en',
  ingles: 'en',
  spanish: 'es',
  espanol: 'es',
  castellano: 'es',
};

const NAMES: ReadonlyMap<string, Name> = new Map(
  Object.entries(COMMAND_WORDS).flatMap(([name, words]) =>
    Object.values(words)
      .flat()
      .map((word): [string, Name] => [bare(word), name as Name]),
  ),
);

const TAKE_OVER = /^(?:take over|tomar|recibir) /;

/** The command that a text is, in any language whatever the person speaks; undefined for other text. */
export function parseCommand(text: string): Command | undefined {
  const typed = bare(text);
  const name = NAMES.get(typed);
  if (name === 'language') return { name, language: undefined };
  if (name === 'takeOver') return { name, code: '' };
  if (name !== undefined) return { name };
  // A code stands for itself, and after its command.
  const code = readCode(typed) ?? readCode(typed.replace(TAKE_OVER, ''));
  if (code !== undefined) return { name: 'takeOver', code };
  if (TAKE_OVER.test(typed)) return { name: 'takeOver', code: typed.replace(TAKE_OVER, '') };
  const [first = '', rest = ''] = typed.split(/\s(.*)/);
  if (NAMES.get(first) !== 'language') return undefined;
  const language = LANGUAGE_NAMES[rest] ?? languageOf(rest);
  return { name: 'language', language, isUnknown: language === undefined };
}

/** Without case, accents, mentions, and the slash or full stop around it. */
function bare(text: string): string {
  return text
    .replace(/<at>.*?<\/at>/g, ' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^[\s/!¡¿]+|[\s.!]+$/g, '')
    .replace(/\s+/g, ' ');
}
