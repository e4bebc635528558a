// Signed in: the shell and its pages. Not: the sign-in page, whatever the address.
import {Center, Loader, Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useSession} from './api/session';
import {SignIn} from './pages/signin';
import {ErrorNote} from './parts/error_note';
import {Shell} from './shell/shell';

export function App() {
  const {t} = useTranslation();
  const {data: me, error, isPending, refetch} = useSession();
  if (isPending)
    return (
      <Center h="100vh">
        <Loader aria-label={t('loading')} />
      </Center>
    );
  if (error)
    return (
      <Center component="main" h="100vh" p="lg">
        <Stack maw={520}>
          <ErrorNote error={error} retry={() => void refetch()} />
        </Stack>
      </Center>
    );
  return me ? <Shell /> : <SignIn />;
}
