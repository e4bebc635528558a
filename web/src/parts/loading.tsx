import {Skeleton, Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';

export function Loading({lines = 4}: {lines?: number}) {
  const {t} = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-label={t('loading')}>
      {Array.from({length: lines}, (_, line) => <Skeleton key={line} h={28} w={`${96 - (line % 3) * 12}%`} />)}
    </Stack>
  );
}
