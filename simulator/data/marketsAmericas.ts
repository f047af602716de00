import type { MarketEntry } from './market';

const US_STATES =
  'AA AE AK AL AP AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN MO MP MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UM UT VA VI VT WA WI WV WY';
const CA_PROVINCES = 'AB BC MB NB NL NS NT NU ON PE QC SK YT';
const MX_STATES =
  'AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON TAB TAM TLA VER YUC ZAC';
const BR_STATES =
  'AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO';

const NORTH_AMERICAN_PHONE =
  '^(1[ \\-\\/\\.]?)?(\\((\\d{3})\\)|(\\d{3}))[ \\-\\/\\.]?(\\d{3})[ \\-\\/\\.]?(\\d{4})$';

/** The Americas, by ISO code. */
export const AMERICAS: Readonly<Record<string, MarketEntry>> = {
  US: {
    name: 'United States',
    region: 'us',
    cultures: ['en-US', 'es-US'],
    currency: ['USD', '$', 1],
    callingCode: '1',
    postalCode: '^\\d{5}(-\\d{4})?$',
    states: US_STATES,
    phone: NORTH_AMERICAN_PHONE,
    taxIdSupported: true,
  },
  CA: {
    name: 'Canada',
    region: 'canada',
    cultures: ['en-CA', 'fr-CA'],
    currency: ['CAD', 'CA$', 1.36],
    callingCode: '1',
    postalCode: '^[A-Za-z]\\d[A-Za-z][ \\-]?\\d[A-Za-z]\\d$',
    states: CA_PROVINCES,
    phone: NORTH_AMERICAN_PHONE,
    taxIdSupported: true,
  },
  MX: {
    name: 'Mexico',
    region: 'latinAmerica',
    cultures: ['es-MX'],
    currency: ['MXN', 'MX$', 17.2],
    callingCode: '52',
    postalCode: '^\\d{5}$',
    states: MX_STATES,
    phone: '^(52[ \\-]?)?\\d{2,3}[ \\-]?\\d{3,4}[ \\-]?\\d{4}$',
    vat: ['RFC AAAA######AAA', 'XAXX010101000', '^[A-ZÑ&]{3,4}\\d{6}[A-Z0-9]{3}$'],
  },
  BR: {
    name: 'Brazil',
    region: 'latinAmerica',
    cultures: ['pt-BR'],
    currency: ['BRL', 'R$', 5.4],
    callingCode: '55',
    postalCode: '^\\d{5}-?\\d{3}$',
    states: BR_STATES,
    phone: '^(55[ \\-]?)?(\\(\\d{2}\\)|\\d{2})[ \\-]?9?\\d{4}[ \\-]?\\d{4}$',
    taxIdSupported: true,
    registrationNumber: '^(\\d{14}|\\d{2}\\.\\d{3}\\.\\d{3}/\\d{4}-\\d{2})$',
  },
  AR: {
    name: 'Argentina',
    region: 'latinAmerica',
    cultures: ['es-AR'],
    currency: ['USD', 'US$', 1],
    callingCode: '54',
    postalCode: '^([A-HJ-NP-Z])?\\d{4}([A-Z]{3})?$',
    phone: '^(54[ \\-]?)?9?\\d{10}$',
    taxIdSupported: true,
  },
  CL: {
    name: 'Chile',
    region: 'latinAmerica',
    cultures: ['es-CL'],
    currency: ['CLP', 'CLP$', 930],
    callingCode: '56',
    postalCode: '^\\d{7}$',
    phone: '^(56[ \\-]?)?[29]\\d{8}$',
  },
  CO: {
    name: 'Colombia',
    region: 'latinAmerica',
    cultures: ['es-CO'],
    currency: ['COP', 'COL$', 4000],
    callingCode: '57',
    postalCode: '^\\d{6}$',
    phone: '^(57[ \\-]?)?[36]\\d{9}$',
  },
  PE: {
    name: 'Peru',
    region: 'latinAmerica',
    cultures: ['es-PE'],
    currency: ['USD', 'US$', 1],
    callingCode: '51',
    postalCode: '^\\d{5}$',
  },
};
