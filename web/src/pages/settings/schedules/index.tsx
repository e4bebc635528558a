import {Button, Group} from '@mantine/core';
import {IconCalendarClock, IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {put, remove} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Schedule} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {When} from '../../../parts/when';
import {ScheduleForm} from './form';
import {useSpan} from './span';

const path_of = (one: Schedule) => `/schedules/${encodeURIComponent(one.name)}`;

export function Schedules() {
  const {t} = useTranslation('settings');
  const span = useSpan();
  const maintains = useMay('maintain');
  const {data, error, refetch} = useList<Schedule>('/schedules');
  const [editing, set_editing] = useState<Schedule | 'new' | null>(null);
  const [ending, set_ending] = useState<Schedule | null>(null);
  const [switching, set_switching] = useState<Schedule | null>(null);
  const switched = useChange(
    (why: string) => {
      const {kind, request, every_s, paused} = switching!;
      return put(path_of(switching!), {kind, request, every_s, paused: !paused, why});
    },
    () => set_switching(null),
  );
  const removing = useChange((why: string) => remove(path_of(ending!), undefined, {why}), () => {
    set_ending(null);
    tell(t('schedules.removed'));
  });
  const columns: Column<Schedule>[] = [
    {id: 'name', header: t('schedules.name'), value: (one) => one.name},
    {id: 'kind', header: t('schedules.kind'), value: (one) => t(`job_kind.${one.kind}`, {defaultValue: one.kind})},
    {id: 'every_s', header: t('schedules.every'), value: (one) => one.every_s, cell: (one) => span(one.every_s)},
    {id: 'last', header: t('schedules.last'), value: (one) => one.last, cell: (one) => <When at={one.last} never={t('schedules.never')} />},
    {id: 'next', header: t('schedules.next'), value: (one) => (one.paused ? '' : one.next),
      cell: (one) => (one.paused ? <Tag tone="warn">{t('schedules.paused')}</Tag> : <When at={one.next} />)},
  ];
  const begin = maintains && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set_editing('new')}>{t('schedules.new')}</Button>
  );
  const deeds = (one: Schedule) => (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <Button size="compact-sm" variant="default" onClick={() => set_switching(one)}>{t(one.paused ? 'schedules.resume' : 'schedules.pause')}</Button>
      <Button size="compact-sm" variant="default" onClick={() => set_editing(one)}>{t('schedules.change')}</Button>
      <Button size="compact-sm" variant="default" onClick={() => set_ending(one)}>{t('schedules.remove')}</Button>
    </Group>
  );
  return (
    <Section title={t('schedules.title')} lead={t('schedules.lead')} actions={data?.items.length ? begin : undefined}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable label={t('schedules.title')} file="schedules" columns={columns} rows={data.items} row_key={(one) => one.name}
          actions={maintains ? deeds : undefined}
          empty={<EmptyState icon={IconCalendarClock} order={3} title={t('schedules.none')} text={t('schedules.none_next')}>{begin}</EmptyState>} />
      )}
      {editing && <ScheduleForm schedule={editing === 'new' ? null : editing} close={() => set_editing(null)} />}
      {switching && (
        <Confirm title={`${t(switching.paused ? 'schedules.resume' : 'schedules.pause')}: ${switching.name}`} why busy={switched.isPending}
          go={t(switching.paused ? 'schedules.resume' : 'schedules.pause')} error={switched.error}
          confirm={(why) => switched.mutate(why)} close={() => set_switching(null)} />
      )}
      {ending && (
        <Confirm title={t('schedules.remove_title', {name: ending.name})} go={t('schedules.remove')} danger why busy={removing.isPending}
          error={removing.error} confirm={(why) => removing.mutate(why)} close={() => set_ending(null)} />
      )}
    </Section>
  );
}
