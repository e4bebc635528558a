// What was read as a product and is none: taken out with its numbers.
import {Box, Button, Text} from '@mantine/core';
import {IconTrash} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Notice} from '../../../api/types';

interface Props {name: string; out: boolean; change: (out: boolean) => void}

export function NoProduct({name, out, change}: Props) {
  const {t} = useTranslation('notice');
  if (!out)
    return (
      <Button size="compact-sm" variant="subtle" color="gray" c="dimmed" leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => change(true)} aria-label={t('letter.no_product_this', {name})}>
        {t('letter.no_product')}
      </Button>
    );
  return (
    <Text size="sm" c="var(--warn-ink)" px={16} py={8}>
      {t('letter.taken_out', {name})}{' '}
      <Button size="compact-xs" fz={13} variant="subtle" onClick={() => change(false)}>{t('letter.undo')}</Button>
    </Text>
  );
}

// In a notice that was taken in: which products it had been read to have.
export function TakenOut({notice}: {notice: Notice}) {
  const {t} = useTranslation('notice');
  const out = (notice.corrections ?? []).filter(({field, value}) => /^products\.\d+$/.test(field) && value === '');
  return (
    <>
      {out.map(({field, read, by}) => (
        <Box key={field + read} px={16} py={4}>
          <Text size="sm" c="var(--warn-ink)">{t('letter.taken_out_by', {name: read ?? '', by})}</Text>
        </Box>
      ))}
    </>
  );
}
