// The checklist of a notice. Each line is done by a person's word, by a measurement, or by a signed exception.
import {Button, Group, Progress, Stack, Text} from '@mantine/core';
import {IconArrowRight} from '@tabler/icons-react';
import type {UseQueryResult} from '@tanstack/react-query';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../../api/session';
import type {Case, CaseDevice, CaseItem, Notice} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Pages} from '../../../parts/pages';
import {Section} from '../../../parts/section';
import classes from './actions.module.css';
import {DeviceRows} from './device_items';
import {ExceptionDialog} from './exception_dialog';
import {ItemRow} from './item_row';
import {at_once, counted, grouped} from './items';
import {StateDialog, type Stating} from './state_dialog';

function Whole({items, state}: {items: CaseItem[]; state: (stating: Stating) => void}) {
  const may = useMay('state');
  return (
    <ul className={classes.items}>
      {items.map((item) => (
        <ItemRow key={item.action} item={item} state={may ? () => state({action: item.action, device_id: '', again: item.state === 'done'}) : undefined} />
      ))}
    </ul>
  );
}

interface Props<Now> {notice: Notice; now: Now; page: number; set_page: (page: number) => void}

function Checklist({notice, now, page, set_page}: Props<Case>) {
  const {t} = useTranslation('notice');
  const may = useMay('state');
  const [stating, set_stating] = useState<Stating | null>(null);
  const [excepting, set_excepting] = useState<CaseDevice | null>(null);
  const groups = useMemo(() => grouped(now), [now]);
  const {open, done} = counted(now);
  const path = `/notices/${encodeURIComponent(notice.id)}`;
  return (
    <Stack gap="lg">
      <Stack gap={6}>
        <Group justify="space-between">
          <Text fw={500}>{open ? t('actions.left', {count: open}) : t('actions.all_done')}</Text>
          <Button component={Link} href={`${path}/reply`} variant={open ? 'default' : 'filled'}
            rightSection={<IconArrowRight size={16} aria-hidden />}>
            {t('actions.to_reply')}
          </Button>
        </Group>
        <Progress value={(100 * done) / Math.max(1, open + done)} aria-label={t('actions.progress', {done, total: open + done})} />
      </Stack>
      <Section title={t('actions.whole')} lead={t('actions.whole_lead')}><Whole items={groups.whole} state={set_stating} /></Section>
      {groups.near_misses.length > 0 && (
        <Section title={t('actions.near_misses')} lead={t('actions.near_misses_lead')}>
          <ul className={classes.items}>
            {groups.near_misses.map(({device, item}) => (
              <ItemRow key={device.device_id} item={item}
                state={may ? () => set_stating({action: item.action, device_id: device.device_id, device_name: device.name, again: item.state === 'done'}) : undefined}>
                <Text size="sm">{[device.name, device.catalogue_number, device.serial, device.site].filter(Boolean).join(' · ')}</Text>
              </ItemRow>
            ))}
          </ul>
          {now.totals.near_misses > now.near_misses.length && (
            <Text c="dimmed">{t('devices.more', {shown: now.near_misses.length, total: now.totals.near_misses})}</Text>
          )}
        </Section>
      )}
      <Section title={t('actions.devices', {count: now.totals.affected})} lead={t('actions.devices_lead')}>
        {now.totals.affected === 0 && <Text c="dimmed">{t('actions.no_devices')}</Text>}
        {groups.devices.map((one) => (
          <DeviceRows key={one.device.device_id} {...one} state={set_stating} except={set_excepting} />
        ))}
        <Pages total={Math.ceil(now.totals.affected / at_once)} value={page} change={set_page} />
      </Section>
      {groups.distributor.length > 0 && (
        <Section title={t('actions.distributor')} lead={t('actions.distributor_lead')}>
          <Whole items={groups.distributor} state={set_stating} />
        </Section>
      )}
      {stating && <StateDialog notice_id={notice.id} stating={stating} close={() => set_stating(null)} />}
      {excepting && <ExceptionDialog notice_id={notice.id} device={excepting} close={() => set_excepting(null)} />}
    </Stack>
  );
}

export function ActionsTab({now, ...props}: Props<UseQueryResult<Case>>) {
  if (now.error) return <ErrorNote error={now.error} retry={() => void now.refetch()} />;
  return now.data ? <Checklist {...props} now={now.data} /> : <Loading lines={8} />;
}
