const LIGHT = {
  ink: '#1b1a19',
  quiet: '#5a5855',
  line: '#dcdad7',
  accent: '#0b5cad',
  paper: '#ffffff',
  ground: '#f4f3f1',
  mine: '#e7f0f9',
  good: '#0e700e',
  goodGround: '#eaf5ea',
  warning: '#8a4b00',
  warningGround: '#fff6e0',
  attention: '#b10e1c',
  attentionGround: '#fdf0f1',
};
const DARK = {
  ink: '#f3f2f1',
  quiet: '#c8c6c4',
  line: '#484644',
  accent: '#7ab8f5',
  paper: '#201f1e',
  ground: '#2d2c2b',
  mine: '#1d3349',
  good: '#7fd47f',
  goodGround: '#1e3320',
  warning: '#f2c661',
  warningGround: '#3a2f14',
  attention: '#f1909a',
  attentionGround: '#43181c',
};
/** As the person's system has it when the page is opened. */
const COLORS = window.matchMedia('(prefers-color-scheme: dark)').matches ? DARK : LIGHT;
const INK = COLORS.ink;
const QUIET = COLORS.quiet;
const LINE = COLORS.line;
const ACCENT = COLORS.accent;
const PAPER = COLORS.paper;
const GROUND = COLORS.ground;
const FONT = "'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, sans-serif";

/** Web Chat's own look; colours as in chat.css. */
export const styleOptions = {
  accent: ACCENT,
  backgroundColor: PAPER,
  bubbleBackground: PAPER,
  bubbleBorderColor: LINE,
  bubbleBorderRadius: 8,
  bubbleMaxWidth: 640,
  bubbleMinHeight: 36,
  bubbleFromUserBackground: COLORS.mine,
  bubbleTextColor: INK,
  bubbleFromUserTextColor: INK,
  sendBoxBackground: PAPER,
  sendBoxTextColor: INK,
  bubbleFromUserBorderRadius: 8,
  cardEmphasisBackgroundColor: GROUND,
  subtle: QUIET,
  timestampColor: QUIET,
  notificationText: QUIET,
  slowConnectivity: COLORS.warning,
  failedConnectivity: COLORS.attention,
  hideUploadButton: true,
  primaryFont: FONT,
  sendBoxBorderTop: `1px solid ${LINE}`,
  sendBoxPlaceholderColor: QUIET,
  // A card taller than the window is shown from its top; newestCard.js sees to the rest.
  autoScrollSnapOnPage: true,
  autoScrollSnapOnPageOffset: -8,
  scrollToEndButtonBehavior: 'unread',
};

/** How Adaptive Cards are drawn: https://adaptivecards.io, host config. */
export const adaptiveCardsHostConfig = {
  supportsInteractivity: true,
  fontFamily: FONT,
  actions: {
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    buttonSpacing: 8,
    maxActions: 12,
    spacing: 'default',
  },
  spacing: { small: 4, default: 10, medium: 14, large: 22, extraLarge: 32, padding: 14 },
  separator: { lineThickness: 1, lineColor: LINE },
  textBlock: { headingLevel: 2 },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'Bolder', suffix: ' *', suffixColor: 'Attention' },
      optionalInputs: { weight: 'Bolder' },
    },
    errorMessage: { spacing: 'small', color: 'Attention' },
  },
  containerStyles: {
    default: container(PAPER),
    emphasis: container(GROUND),
    accent: container(COLORS.mine),
    good: container(COLORS.goodGround),
    warning: container(COLORS.warningGround),
    attention: container(COLORS.attentionGround),
  },
};

function container(backgroundColor) {
  const color = (value, subtle = value) => ({ default: value, subtle });
  return {
    backgroundColor,
    foregroundColors: {
      default: color(INK, QUIET),
      dark: color(INK, QUIET),
      light: color(PAPER),
      accent: color(ACCENT),
      good: color(COLORS.good),
      warning: color(COLORS.warning),
      attention: color(COLORS.attention),
    },
  };
}
