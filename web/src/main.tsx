import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import './print.css';
import {MantineProvider} from '@mantine/core';
import {Notifications} from '@mantine/notifications';
import {QueryClientProvider} from '@tanstack/react-query';
import {StrictMode, Suspense} from 'react';
import {createRoot} from 'react-dom/client';
import {App} from './app';
import {client} from './api/queries';
import {ask_session} from './api/session';
import {useful} from './i18n';
import {keep_paper_white} from './paper';
import {page_at} from './shell/pages';
import {theme, variables} from './theme';

keep_paper_white();
// what the address needs, all at once rather than one after the other; what does not come says so where it is drawn
const page = page_at(window.location.pathname)?.view.load();
void Promise.allSettled([useful, page, ask_session()]).then(() =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" />
          <Suspense fallback={null}>
            <App />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
