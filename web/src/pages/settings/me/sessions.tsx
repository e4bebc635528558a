// Where somebody is signed in, and a way to end it. For oneself, and for whoever administers.
import {Button, Text} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {remove} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {SessionRow} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {When} from '../../../parts/when';
import {browser_of} from './browser';

export function Sessions({path, own = false}: {path: string; own?: boolean}) {
  const {t} = useTranslation('settings');
  const administers = useMay('administer');
  const {data, error} = useList<SessionRow>(path);
  const [asked, set_asked] = useState<SessionRow | null>(null); // of somebody else: with the reason
  const ending = useChange(({id, why}: {id: string; why?: string}) => remove(`${path}/${encodeURIComponent(id)}`, undefined, {why}), () => {
    set_asked(null);
    tell(t('sessions.ended'));
  });
  const columns: Column<SessionRow>[] = [
    {id: 'agent', header: t('sessions.agent'), value: (one) => browser_of(one.agent), cell: (one) => (
      <>{browser_of(one.agent) || t('sessions.unknown')} {one.current && <Tag tone="accent">{t('sessions.this')}</Tag>}</>
    )},
    {id: 'peer', header: t('sessions.peer'), value: (one) => one.peer},
    {id: 'way', header: t('sessions.way'), value: (one) => t(`way.${one.way}`, {defaultValue: one.way})},
    {id: 'created', header: t('sessions.created'), value: (one) => one.created, cell: (one) => <When at={one.created} exact />},
    {id: 'seen', header: t('sessions.seen'), value: (one) => one.seen, cell: (one) => <When at={one.seen} />},
    {id: 'expires', header: t('sessions.expires'), value: (one) => one.expires, cell: (one) => <When at={one.expires} />},
  ];
  const end = (one: SessionRow) =>
    !one.current && (
      <Button size="compact-sm" variant="default" onClick={() => (own ? ending.mutate({id: one.id}) : set_asked(one))}
        loading={ending.isPending && ending.variables.id === one.id}>
        {t('sessions.end')}
      </Button>
    );
  return (
    <Section title={t('sessions.title')} lead={own ? t('sessions.lead') : undefined}>
      <ErrorNote error={error ?? (asked ? null : ending.error)} />
      {data && (
        <DataTable label={t('sessions.title')} file="sessions" columns={columns} rows={data.items} row_key={(one) => one.id}
          sort={{id: 'seen', descending: true}} actions={own || administers ? end : undefined}
          empty={<Text size="sm" c="dimmed">{t('sessions.none')}</Text>} />
      )}
      {asked && (
        <Confirm title={t('sessions.end_title', {browser: browser_of(asked.agent) || t('sessions.unknown'), peer: asked.peer})} go={t('sessions.end')} danger why
          busy={ending.isPending} error={ending.error} confirm={(why) => ending.mutate({id: asked.id, why})} close={() => set_asked(null)} />
      )}
    </Section>
  );
}
