import {Button, Text} from '@mantine/core';
import {IconKey, IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {remove} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import type {TokenRow} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {tell} from '../../../parts/tell';
import {When} from '../../../parts/when';
import {NewToken} from './new_token';

export function Tokens() {
  const {t} = useTranslation('settings');
  const {data, error} = useList<TokenRow>('/me/tokens');
  const [making, set_making] = useState(false);
  const [ending, set_ending] = useState<TokenRow | null>(null);
  const ended = useChange((id: string) => remove(`/me/tokens/${encodeURIComponent(id)}`), () => {
    set_ending(null);
    tell(t('tokens.ended'));
  });
  const columns: Column<TokenRow>[] = [
    {id: 'name', header: t('tokens.name'), value: (one) => one.name},
    {id: 'permissions', header: t('tokens.may'), value: (one) => one.permissions.map((may) => t(`may.${may}`)).join(', ')},
    {id: 'created', header: t('tokens.created'), value: (one) => one.created, cell: (one) => <When at={one.created} exact />},
    {id: 'seen', header: t('tokens.seen'), value: (one) => one.seen, cell: (one) => <When at={one.seen} never={t('tokens.never')} />},
    {id: 'expires', header: t('tokens.expires'), value: (one) => one.expires, cell: (one) => <When at={one.expires} never={t('tokens.endless')} />},
  ];
  const begin = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set_making(true)}>{t('tokens.new')}</Button>;
  return (
    <Section title={t('tokens.title')} lead={t('tokens.lead')} actions={data?.items.length ? begin : undefined}>
      <ErrorNote error={error} />
      {data && (
        <DataTable label={t('tokens.title')} file="tokens" columns={columns} rows={data.items} row_key={(one) => one.id}
          actions={(one) => <Button size="compact-sm" variant="default" onClick={() => set_ending(one)}>{t('tokens.end')}</Button>}
          empty={<EmptyState icon={IconKey} order={3} title={t('tokens.none')} text={t('tokens.none_next')}>{begin}</EmptyState>} />
      )}
      {making && <NewToken close={() => set_making(false)} />}
      {ending && (
        <Confirm title={t('tokens.end_title', {name: ending.name})} text={<Text size="sm">{t('tokens.end_text')}</Text>} go={t('tokens.end')}
          danger busy={ended.isPending} error={ended.error} confirm={() => ended.mutate(ending.id)} close={() => set_ending(null)} />
      )}
    </Section>
  );
}
