import {Anchor, Button, Center, Group, Loader, SegmentedControl, Text, TextInput} from '@mantine/core';
import {useDebouncedValue, useMediaQuery} from '@mantine/hooks';
import {IconSearch, IconSearchOff, IconTopologyStar3} from '@tabler/icons-react';
import {Suspense, useCallback, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Network} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {later} from '../../../parts/later';
import {Section} from '../../../parts/section';
import {room} from './gather';
import type {Chosen} from './layout';
import {Legend} from './legend';
import {NetworkList} from './list';
import {NetworkTable} from './table';
import {useShown} from './use_shown';
import {Why} from './why';

const wide = '(min-width: 56em)'; // a picture has two sides
const Picture = later(() => import('./picture'));
if (window.matchMedia(wide).matches) void Picture.load(); // while the overview is being asked for

export function NetworkSection({network}: {network: Network}) {
  const {t} = useTranslation(['overview', 'common']);
  const roomy = useMediaQuery(wide, undefined, {getInitialValueInEffect: false});
  const [wish, set_wish] = useState('picture');
  const [search, set_search] = useState('');
  const [words] = useDebouncedValue(search, 150);
  const [chosen, set_chosen] = useState<Chosen | null>(null);
  const {shown, toggle} = useShown(network, words);
  const choose = useCallback(
    (one: Chosen) => (one.row.count > 1 ? toggle(one.site.name) : set_chosen(one)), [toggle]);
  const endpoints = new Set(network.connections.map((one) => one.endpoint)).size;
  if (!network.connections.length)
    return (
      <Section title={t('network.title')}>
        <EmptyState icon={IconTopologyStar3} order={3} title={t('network.none')} text={t('network.none_next')}>
          <Button component={Link} href="/devices" variant="default">{t('network.none_go')}</Button>
        </EmptyState>
      </Section>
    );
  const props = {shown, choose, toggle};
  return (
    <Section title={t('network.title')} lead={t('network.lead')}
      actions={
        <SegmentedControl value={wish} onChange={set_wish} aria-label={t('network.as')}
          data={['picture', 'table'].map((value) => ({value, label: t(`network.${value === 'picture' && !roomy ? 'list' : value}`)}))} />
      }>
      {wish === 'table' ? <NetworkTable network={network} /> : (
        <>
          {network.devices.length > room && (
            <Group justify="space-between" gap="sm">
              <TextInput type="search" aria-label={t('network.search')} placeholder={t('network.search')} value={search}
                leftSection={<IconSearch size={16} aria-hidden />} flex={{base: '1 1 100%', sm: '0 1 280px'}}
                onChange={(event) => set_search(event.currentTarget.value)} />
              <Text size="sm" c="dimmed" role="status">
                {words ? t('network.found', {count: shown.found, all: shown.devices}) : t('network.gathered', {count: shown.devices})}
              </Text>
            </Group>
          )}
          {!shown.sites.length ? <EmptyState icon={IconSearchOff} order={3} title={t('network.found_none')} text={t('common:table.none_next')} />
          : roomy ? (
            <Suspense fallback={<Center h={320}><Loader aria-label={t('common:loading')} /></Center>}>
              <Picture {...props} />
            </Suspense>
          ) : <NetworkList {...props} />}
          {roomy && <Legend />}
        </>
      )}
      {network.connections_in_all > endpoints && (
        <Text size="sm" c="dimmed">
          {t('network.worst_only', {shown: endpoints, all: network.connections_in_all})}{' '}
          <Anchor component={Link} href="/devices" inherit>{t('network.none_go')}</Anchor>
        </Text>
      )}
      <Why chosen={chosen} close={() => set_chosen(null)} />
    </Section>
  );
}
