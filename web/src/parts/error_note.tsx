// What went wrong, where, and what to do next.
import {Alert, Button, Stack, Text} from '@mantine/core';
import {IconAlertTriangle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {ApiError} from '../api/client';
import {Quoting, Told} from './told';

export function ErrorNote({error, retry}: {error: Error | null | undefined; retry?: () => void}) {
  const {t} = useTranslation();
  if (!error) return null;
  const known = error instanceof ApiError ? error : new ApiError(0, 'internal', error.message);
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t(`error.${known.code}`)}
      styles={{title: {color: 'var(--bad-ink)'}, root: {background: 'var(--bad-wash)'}, icon: {color: 'var(--bad-line)'}}}>
      <Stack gap={6} align="flex-start">
        <Text size="sm">{known.what ? <Quoting text={known.what} /> : t(`error.what.${known.code}`, '')}</Text>
        {known.where && <Text size="sm" className="mono" style={{overflowWrap: 'anywhere'}}>{known.where}</Text>}
        {known.next && <Text size="sm"><b>{t('error.next')}</b> <Told text={known.next} /></Text>}
        {retry && <Button size="compact-sm" variant="default" onClick={retry}>{t('error.again')}</Button>}
      </Stack>
    </Alert>
  );
}
