import {Button, Stack, Text} from '@mantine/core';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {sign_in} from '../../api/session';
import {ErrorNote} from '../../parts/error_note';
import {forget_link} from './take_link';

// A link works once: it is used on a click, so that a program that only looks at links does not use it up.
export function LinkForm({link, give_up}: {link: string; give_up: () => void}) {
  const {t} = useTranslation('signin');
  const entering = useMutation({mutationFn: () => sign_in({link}), onSettled: forget_link});
  return (
    <Stack>
      <Text size="sm">{t('link.text')}</Text>
      <ErrorNote error={entering.error} />
      {entering.error ? (
        <Button variant="default" onClick={give_up}>{t('link.instead')}</Button>
      ) : (
        <Button size="md" loading={entering.isPending} onClick={() => entering.mutate()} data-autofocus>{t('link.go')}</Button>
      )}
    </Stack>
  );
}
