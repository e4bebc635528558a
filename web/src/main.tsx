import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import {MantineProvider} from '@mantine/core';
import {Notifications} from '@mantine/notifications';
import {QueryClientProvider} from '@tanstack/react-query';
import {StrictMode, Suspense} from 'react';
import {createRoot} from 'react-dom/client';
import {App} from './app';
import {client} from './api/queries';
import {useful} from './i18n';
import {theme, variables} from './theme';

void useful.then(() =>
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
