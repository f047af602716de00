import type { Section } from '../section';
import { agreement } from './agreement';
import { company } from './company';
import { contact } from './contact';
import { offers } from './offers';
import { reseller } from './reseller';

/** What a customer being added is asked, in order. A new section is one file and one line here. */
export const SECTIONS: readonly Section[] = [company, contact, agreement, reseller, offers];
