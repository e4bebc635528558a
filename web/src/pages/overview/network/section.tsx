import {Anchor, Button, Center, Loader, SegmentedControl, Text} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {IconTopologyStar3} from '@tabler/icons-react';
import {Suspense, lazy, useCallback, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Network, NetworkConnection} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {Section} from '../../../parts/section';
import {most_devices} from './layout';
import {Legend} from './legend';
import {NetworkTable} from './table';
import {Why} from './why';

const Picture = lazy(() => import('./picture'));

export function NetworkSection({network}: {network: Network}) {
  const {t} = useTranslation(['overview', 'common']);
  const roomy = useMediaQuery('(min-width: 56em)', undefined, {getInitialValueInEffect: false});
  const [wish, set_wish] = useState<string | null>(null);
  const [chosen, set_chosen] = useState<NetworkConnection | null>(null);
  const choose = useCallback((one: NetworkConnection) => set_chosen(one), []);
  const drawn = roomy && network.connections.some((one) => one.device); // a picture needs room, and two sides
  const view = drawn ? (wish ?? 'picture') : 'table';
  const left_out = network.devices_in_all - most_devices;
  if (!network.connections.length)
    return (
      <Section title={t('network.title')}>
        <EmptyState icon={IconTopologyStar3} order={3} title={t('network.none')} text={t('network.none_next')}>
          <Button component={Link} href="/devices" variant="default">{t('network.none_go')}</Button>
        </EmptyState>
      </Section>
    );
  return (
    <Section title={t('network.title')} lead={t('network.lead')}
      actions={drawn && (
        <SegmentedControl value={view} onChange={set_wish} aria-label={t('network.as')}
          data={['picture', 'table'].map((value) => ({value, label: t(`network.${value}`)}))} />
      )}>
      {view === 'table' ? (
        <>
          <NetworkTable network={network} />
          {network.connections_in_all > network.connections.length && (
            <Text size="sm">
              {t('network.worst_only', {shown: network.connections.length, all: network.connections_in_all})}{' '}
              <Anchor component={Link} href="/devices" inherit>{t('network.none_go')}</Anchor>
            </Text>
          )}
        </>
      ) : (
        <>
          <Suspense fallback={<Center h={320}><Loader aria-label={t('common:loading')} /></Center>}>
            <Picture network={network} choose={choose} />
          </Suspense>
          <Legend />
          {left_out > 0 && <Text size="sm" c="dimmed">{t('network.left_out', {count: left_out, shown: most_devices})}</Text>}
        </>
      )}
      <Why connection={chosen} device={network.devices.find((one) => one.id === chosen?.device)?.name ?? ''} close={() => set_chosen(null)} />
    </Section>
  );
}
