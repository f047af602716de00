import { z } from 'zod';

/** Legal forms, without blanks and dots: alone, none of them is a name. */
const LEGAL_FORMS = new Set(
  (
    'llc llp lp inc incorporated ltd limited corp corporation co coltd company plc pllc gmbh ug ohg kg ' +
    'gbr ev sa sas sarl eurl sl slu srl spa sro doo kft nv bv bvba ag oy oyj ab as asa aps ivs ptyltd ' +
    'pvtltd pteltd ltda eireli sadecv spzoo'
  ).split(' '),
);

/**
 * Names that the portal refuses (validate-names-addresses): one character, special characters only, a
 * legal form alone. What it only warns of is the preflight's.
 */
export const companyNameSchema = z
  .string()
  .refine((name) => bare(name).length > 1, 'error.companyNameTooShort')
  .refine((name) => !LEGAL_FORMS.has(bare(name)), 'error.companyNameLegalForm');

/** Letters and digits of a name, for comparing it with a legal form. */
function bare(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
