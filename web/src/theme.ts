// One accent, a deep teal; cool greys; nothing smaller than 13 px.
import {
  Alert, Anchor, Badge, Button, type CSSVariablesResolver, Card, Menu, Modal, type MantineColorsTuple, Paper, Table, Tooltip,
  createTheme,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e9f6f6', '#d2eaea', '#a5d5d5', '#74bfc0', '#4caeb0', '#2b9a9d', '#14797d', '#0b5f63', '#084d51', '#053a3d',
];
const gray: MantineColorsTuple = [
  '#f7f9f9', '#eff2f3', '#e3e8ea', '#d3dadd', '#b9c3c8', '#97a3a9', '#6c7a81', '#4d5a61', '#333e44', '#1b2327',
];
const dark: MantineColorsTuple = [
  '#d5dcdf', '#b3bdc2', '#8f9ba1', '#5f6b71', '#3a464c', '#2c373d', '#212b30', '#192125', '#12181b', '#0c1113',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: {light: 7, dark: 6},
  colors: {teal, gray, dark},
  autoContrast: true,
  luminanceThreshold: 0.26,
  black: '#1b2327',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: {xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem'},
  headings: {
    fontWeight: '600',
    sizes: {
      h1: {fontSize: '1.625rem', lineHeight: '1.25'},
      h2: {fontSize: '1.125rem', lineHeight: '1.35'},
      h3: {fontSize: '1rem', lineHeight: '1.4'},
      h4: {fontSize: '0.9375rem', lineHeight: '1.4'},
    },
  },
  components: {
    Alert: Alert.extend({defaultProps: {variant: 'light'}}),
    Anchor: Anchor.extend({defaultProps: {underline: 'always'}}), // a colour alone does not tell a link in a text
    Badge: Badge.extend({defaultProps: {variant: 'light', size: 'lg', radius: 'sm', tt: 'none', fw: 500}}),
    Button: Button.extend({defaultProps: {size: 'sm', fw: 550}}),
    Card: Card.extend({defaultProps: {withBorder: true, padding: 'lg'}}),
    Menu: Menu.extend({defaultProps: {shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false}}),
    Modal: Modal.extend({defaultProps: {centered: true, radius: 'lg'}}),
    // a <header> in a dialog would count as the page's
    ModalHeader: {defaultProps: {component: 'div'}},
    DrawerHeader: {defaultProps: {component: 'div'}},
    Paper: Paper.extend({defaultProps: {withBorder: true}}),
    Table: Table.extend({defaultProps: {verticalSpacing: 'sm', horizontalSpacing: 'md'}}),
    Tooltip: Tooltip.extend({
      defaultProps: {
        multiline: true, maw: 340, withArrow: true, events: {hover: true, focus: true, touch: true}, openDelay: 120,
      },
    }),
  },
});

// Contrast of at least 4.5:1 for every grey that carries words.
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfc',
    '--mantine-color-dimmed': '#55636a',
    '--mantine-color-placeholder': '#66747b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#0b5f63',
    '--mantine-color-default-border': '#d3dadd',
  },
  dark: {
    '--mantine-color-body': '#12181b',
    '--mantine-color-dimmed': '#a2aeb4',
    '--mantine-color-placeholder': '#97a3a9',
    '--mantine-color-error': '#ff9a91',
    '--mantine-color-anchor': '#6cc5c7',
    '--mantine-color-default-border': '#333f45',
  },
});
