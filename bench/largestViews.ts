import type {
  BlockView,
  ButtonView,
  ChoiceView,
  InputView,
  NoticeView,
  View,
} from '../src/cards/views';

/*
 * One view of each kind of card with as much in it as the product ever puts there, in the longer of the
 * two languages. The figures behind them: fifty order lines, ten to a page; sixty states; ten entries a list.
 */

const LINES_ON_A_PAGE = 10;
const LINES = 50;
const STATES = 60;
const OFFER_TITLE = 'Windows 365 Business 2 vCPU, 8 GB, 128 GB (with Windows Hybrid Benefit)';
const TERMS = 'Compromiso de 3 años, facturación cada tres años';

const button = (title: string, more: Partial<ButtonView> = {}): ButtonView => ({
  title,
  data: { action: 'next', draft: 'Zm9vYmFyYmF6cXV4cXV1eA', section: 'offers', revision: 123 },
  sendsInputs: true,
  ...more,
});

const FORM_BUTTONS: readonly ButtonView[] = [
  button('Siguiente: Revisar', { style: 'positive' }),
  button('Atrás', { sendsInputs: false }),
  button('Guardar para más tarde'),
  button('Cancelar', { sendsInputs: false }),
];

const notices: readonly NoticeView[] = [
  {
    tone: 'warning',
    text: 'Esa tarjeta no estaba al día; no se cambió nada. Aquí es donde estás ahora.',
  },
  {
    tone: 'warning',
    text: 'Revisa esta parte otra vez: depende de lo que cambiaste (País o región, Nombre de la empresa).',
  },
];

const input = (id: string, kind: InputView['kind'], more: Partial<InputView> = {}): InputView => ({
  id: `f_${id}`,
  kind,
  label: `Etiqueta bastante larga del campo ${id}`,
  required: true,
  value: '',
  errorMessage: 'Escribe lo que falta, tal como se escribe en ese país.',
  maxLength: 200,
  ...more,
});

const choices = (count: number, title: string): readonly ChoiceView[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `${title} ${index}`,
    value: `CFQ7TTC0LH18:${String(index).padStart(4, '0')}`,
  }));

const block = (view: InputView): BlockView => ({ type: 'input', input: view });

const orderLine = (index: number): BlockView => ({
  type: 'item',
  title: OFFER_TITLE,
  details: [
    TERMS,
    '1.476,00 US$ por licencia y tres años; 147.600,00 US$ por todo el período (estimación, sin impuestos)',
    'Complemento: su suscripción base está en este pedido.',
  ],
  inputs: [
    input(`quantity_${index}`, 'number', {
      value: '100',
      min: 1,
      max: 10_000_000,
      error: 'Escribe un número entero de 1 a 10.000.000.',
    }),
    input(`pair_${index}`, 'choice', { choices: choices(6, TERMS) }),
    input(`promotion_${index}`, 'toggle', {
      label:
        'Pedir la promoción: 15 % de descuento en el primer período, ahorro de 22.140,00 US$. Si el cliente puede tenerla solo se sabe al hacer el pedido.',
    }),
  ],
  buttons: [button('Quitar', { accessibleName: `Quitar ${OFFER_TITLE}` })],
});

const common = { language: 'es', subject: 'draft:Zm9vYmFyYmF6cXV4', revision: 123 } as const;

const offersForm: View = {
  ...common,
  kind: 'form',
  title: 'Suscripciones',
  progress: 'Paso 5 de 6',
  notices,
  errors: Array.from({ length: LINES_ON_A_PAGE }, () => `${OFFER_TITLE}: no es válido.`),
  blocks: [
    { type: 'text', text: 'Elige qué compra el cliente. Los precios son estimaciones.' },
    { type: 'heading', text: 'En el pedido: 50 suscripciones' },
    ...Array.from({ length: LINES_ON_A_PAGE }, (_, index) => orderLine(index)),
    { type: 'text', text: 'Página 5 de 5', subtle: true },
    { type: 'actions', links: [], buttons: [button('Página anterior'), button('Siguiente')] },
    { type: 'heading', text: 'Agregar otra oferta' },
    block(input('offerSearch', 'text')),
    ...['category', 'term', 'billingCycle'].map((id) =>
      block(input(id, 'choice', { choices: choices(6, 'Cualquiera') })),
    ),
    { type: 'actions', links: [], buttons: [button('Buscar')] },
    block(
      input('offer', 'radio', {
        choices: choices(9, `${OFFER_TITLE} · 31,00 US$ por licencia y mes`),
      }),
    ),
    block(input('base', 'radio', { choices: choices(8, OFFER_TITLE) })),
    block(input('quantity', 'number', { value: '1' })),
    { type: 'actions', links: [], buttons: [button('Agregar al pedido')] },
  ],
  buttons: FORM_BUTTONS,
};

const contactForm: View = {
  ...common,
  kind: 'form',
  title: 'Contacto y dirección',
  progress: 'Paso 2 de 6',
  notices,
  errors: Array.from({ length: 9 }, (_, index) => `Campo ${index}: no es válido en ese país.`),
  blocks: [
    ...[
      'firstName',
      'lastName',
      'email',
      'phoneNumber',
      'addressLine1',
      'addressLine2',
      'city',
    ].map((id) =>
      block(
        input(id, 'text', {
          value: 'Un valor tan largo como los que se escriben',
          hint: 'Una frase que dice para qué es el campo y da un ejemplo, como 98052-6399.',
          error: 'Esto no es válido en ese país. Escríbelo como en el ejemplo.',
        }),
      ),
    ),
    block(input('state', 'choice', { choices: choices(STATES, 'Estado o provincia') })),
    block(input('postalCode', 'text', { pattern: '^\\d{5}(-\\d{4})?$' })),
  ],
  buttons: FORM_BUTTONS,
};

const row = (index: number) => ({
  label: OFFER_TITLE,
  value: `1.000 licencias, ${TERMS}: 1.476.000,00 US$ por el período (estimación) ${index}`,
});

const review: View = {
  ...common,
  kind: 'review',
  progress: 'Step 6 of 6',
  title: 'Revisar',
  lead: 'Esto es lo que se enviará a Partner Center. Actualiza lo que no esté bien y después envía.',
  notices,
  errors: ['Confirmación: marca la casilla para confirmar antes de enviar.'],
  groups: [
    {
      title: 'Información de la cuenta',
      rows: Array.from({ length: 20 }, (_, index) => ({
        label: `Etiqueta del campo ${index}`,
        value: 'Un valor de longitud corriente',
        check: {
          tone: 'warning' as const,
          text: 'Aún no se pudo comprobar: se comprueba de nuevo.',
        },
      })),
      notices,
      links: [],
      update: button('Actualizar', { sendsInputs: false }),
    },
    {
      title: 'Suscripciones',
      rows: Array.from({ length: LINES }, (_, index) => row(index)),
      notices: [],
      links: [],
      update: button('Actualizar', { sendsInputs: false }),
    },
  ],
  inputs: [input('partnerAttestation', 'toggle')],
  buttons: FORM_BUTTONS,
};

const facts = Array.from({ length: 20 }, (_, index) => ({
  label: `Dato número ${index}`,
  value: 'f2b7a1de-5c5f-4a51-9e0c-0a5d3a8f8a11',
  isId: true,
}));

/** By the name under which the benchmark reports them. */
export const LARGEST_VIEWS: Readonly<Record<string, View>> = {
  'welcome (help)': {
    ...common,
    kind: 'welcome',
    title: 'Qué puedes hacer aquí',
    lead: 'Pulsa un botón o escribe una de estas palabras:',
    hints: Array.from({ length: 8 }, () => 'agregar cliente: empezar con un cliente nuevo'),
    notices,
    buttons: FORM_BUTTONS,
  },
  'form (offers)': offersForm,
  'form (contact)': contactForm,
  'review (50 lines)': review,
  status: {
    ...common,
    kind: 'status',
    title: 'Contoso necesita tu ayuda',
    lead: 'Se detuvo aquí. Lo hecho, hecho está.',
    notices: Array.from({ length: 12 }, () => ({ tone: 'wrong' as const, text: OFFER_TITLE })),
    steps: Array.from({ length: 8 }, (_, index) => ({
      title: `Paso número ${index}`,
      state: 'done' as const,
      stateText: 'listo',
      detail: '25 nov 2026, 22:00 UTC · Id. f2b7a1de-5c5f-4a51-9e0c-0a5d3a8f8a11',
    })),
    facts,
    buttons: FORM_BUTTONS,
  },
  result: {
    ...common,
    kind: 'result',
    title: 'Cliente agregado',
    lead: 'Contoso está en Partner Center.',
    notices,
    facts: [...facts, ...Array.from({ length: LINES }, (_, index) => row(index))],
    buttons: FORM_BUTTONS,
  },
  list: {
    ...common,
    kind: 'list',
    title: 'Clientes',
    lead: 'Clientes de tu empresa en Partner Center.',
    notices,
    search: { input: input('search', 'text'), button: button('Buscar') },
    items: Array.from({ length: 10 }, (_, index) => ({
      title: `Contoso Importación y Exportación, S.A. de C.V. ${index}`,
      details: ['contosoimportacionyexport.onmicrosoft.com', 'Último cambio: 25 nov 2026'],
      buttons: [button('Mostrar'), button('Descartar', { style: 'destructive' })],
    })),
    pager: [button('Página anterior'), button('Página siguiente')],
    buttons: FORM_BUTTONS,
  },
};
