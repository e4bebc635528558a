// Who spoke with whom, drawn as the overview draws the network; a line tells why it has its colour.
import {Center, Drawer, Group, Loader, Stack, Text} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {Suspense, lazy, useCallback, useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../api/queries';
import type {CapturedFlow, NetworkConnection} from '../../api/types';
import {Grade, axes} from '../../parts/grade';
import {Section} from '../../parts/section';
import {Term} from '../../parts/term';
import {Told} from '../../parts/told';
import {most_devices} from '../overview/network/layout';
import {Legend} from '../overview/network/legend';
import {network_of} from './network';

const Drawn = lazy(() => import('../overview/network/picture'));
const most = 500;

function Why({flow}: {flow: CapturedFlow}) {
  return (
    <Stack gap="sm" component="section">
      <Text fw={600}>{flow.protocol.toUpperCase()} {flow.versions.join(', ')}</Text>
      {axes.map((axis) => (
        <Stack key={axis} gap={4}>
          <Group justify="space-between">
            <Text fw={550} component="div"><Term k={axis} /></Text>
            <Grade grade={flow[axis].grade} />
          </Group>
          <Text size="sm" c="dimmed"><Told text={flow[axis].reason} /></Text>
        </Stack>
      ))}
    </Stack>
  );
}

export function Picture({path}: {path: string}) {
  const {t} = useTranslation(['captures', 'overview', 'common']);
  const roomy = useMediaQuery('(min-width: 56em)', undefined, {getInitialValueInEffect: false});
  const {data} = useList<CapturedFlow>(`${path}/flows`, {limit: most});
  const [chosen, set_chosen] = useState<NetworkConnection | null>(null);
  const choose = useCallback((one: NetworkConnection) => set_chosen(one), []);
  const unlisted = t('unlisted');
  const network = useMemo(() => network_of(data?.items ?? [], unlisted), [data, unlisted]);
  if (!roomy || !network.connections.length) return null;
  const left_out = network.devices.length - most_devices;
  const behind = (data?.items ?? []).filter((flow) => chosen && (flow.device ?? flow.client) === chosen.device && flow.server === chosen.host && flow.protocol !== 'unknown');
  return (
    <Section title={t('picture.title')} lead={t('picture.lead')}>
      <Suspense fallback={<Center h={200}><Loader aria-label={t('common:loading')} /></Center>}>
        <Drawn network={network} choose={choose} />
      </Suspense>
      <Legend />
      {left_out > 0 && <Text size="sm" c="dimmed">{t('overview:network.left_out', {count: left_out, shown: most_devices})}</Text>}
      <Drawer opened={chosen !== null} onClose={() => set_chosen(null)} position="right" size="md"
        title={chosen ? `${chosen.device} → ${chosen.host}` : ''} closeButtonProps={{'aria-label': t('common:close')}}>
        <Stack gap="xl">{behind.map((flow) => <Why key={`${flow.client} ${flow.port} ${flow.protocol} ${flow.transport}`} flow={flow} />)}</Stack>
      </Drawer>
    </Section>
  );
}
