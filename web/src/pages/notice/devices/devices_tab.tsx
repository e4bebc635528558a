// Which devices the notice is about, and by what: every verdict with what was compared.
import {Button, Group, Stack, Text} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconDeviceDesktopAnalytics, IconRefresh} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {post} from '../../../api/client';
import {type List, useChange, useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {NamedMatch, Notice} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {MatchCard} from './match_card';
import {NotAffected} from './not_affected';

const at_once = 100;

function Cards({id, list}: {id: string; list: List<NamedMatch>}) {
  const {t} = useTranslation('notice');
  return (
    <>
      {list.items.map((match) => (
        <MatchCard key={match.device_id} notice_id={id} match={match} />
      ))}
      {list.total > list.items.length && <Text c="dimmed">{t('devices.more', {shown: list.items.length, total: list.total})}</Text>}
    </>
  );
}

export function DevicesTab({notice}: {notice: Notice}) {
  const {t} = useTranslation('notice');
  const may = useMay('maintain');
  const path = `/notices/${encodeURIComponent(notice.id)}/matches`;
  const affected = useList<NamedMatch>(path, {verdict: 'affected', limit: at_once});
  const near = useList<NamedMatch>(path, {verdict: 'near-miss', limit: at_once});
  const others = useList<NamedMatch>(path, {verdict: 'not-affected', limit: 1});
  const again = useChange(() => post<{evidence: number}>(path), ({evidence}) =>
    notifications.show({message: t('devices.compared', {evidence})}));
  const error = affected.error ?? near.error ?? others.error;
  if (error) return <ErrorNote error={error} retry={() => void affected.refetch()} />;
  if (!affected.data || !near.data || !others.data) return <Loading lines={8} />;
  const [yes, maybe, no] = [affected.data.total, near.data.total, others.data.total];
  if (yes + maybe + no === 0)
    return (
      <EmptyState icon={IconDeviceDesktopAnalytics} title={t('devices.empty')} text={t('devices.empty_text')}>
        <Button component={Link} href="/devices">{t('devices.to_inventory')}</Button>
      </EmptyState>
    );
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Text maw={640}>{t('devices.summary', {affected: yes, near: maybe, not: no})}</Text>
        {may && (
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate(undefined)}
            leftSection={<IconRefresh size={16} aria-hidden />}>
            {t('devices.compare')}
          </Button>
        )}
      </Group>
      <ErrorNote error={again.error} />
      {maybe > 0 && (
        <Section title={t('devices.near', {count: maybe})} lead={t('devices.near_lead')}>
          <Cards id={notice.id} list={near.data} />
        </Section>
      )}
      <Section title={t('devices.affected', {count: yes})} lead={t('devices.affected_lead')}>
        {yes ? <Cards id={notice.id} list={affected.data} /> : <Text c="dimmed">{t('devices.none_affected')}</Text>}
      </Section>
      {no > 0 && <NotAffected path={path} total={no} />}
    </Stack>
  );
}
