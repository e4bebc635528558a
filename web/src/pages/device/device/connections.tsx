import {Anchor, Button, Group, Stack, Text} from '@mantine/core';
import {IconPlugConnected} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Device, DeviceDetail} from '../../../api/types';
import {Breakable} from '../../../parts/breakable';
import {EmptyState} from '../../../parts/empty_state';
import {GradeTriple, SeverityTag} from '../../../parts/grade';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {Term} from '../../../parts/term';
import {Told} from '../../../parts/told';
import {When} from '../../../parts/when';
import {connection_path} from '../list/connection_list';
import classes from './device.module.css';
import {TunnelDialog} from './tunnel_dialog';

function One({one, device, may}: {one: DeviceDetail['connections'][number]; device: Device; may: boolean}) {
  const {t} = useTranslation('device');
  const [declaring, set_declaring] = useState(false);
  const {assessment, endpoint} = one;
  const worst = assessment?.findings[0];
  const tunnel = device.tunnels.find(({connection}) => connection === endpoint);
  return (
    <Stack gap={10} className={classes.connection}>
      <Group justify="space-between" gap="sm">
        <Anchor component={Link} href={connection_path(endpoint)} fw={600} style={{overflowWrap: 'anywhere', minWidth: 0}}><Breakable text={endpoint} /></Anchor>
        {assessment ? (
          <Text size="sm" c="dimmed" component="div">{t('connection.measured')} <When at={assessment.at} /></Text>
        ) : (
          <Tag><Term k="declared" /></Tag>
        )}
      </Group>
      {assessment ? (
        <GradeTriple grades={{
          integrity: assessment.integrity.grade, confidentiality: assessment.confidentiality.grade,
          peer_authenticity: assessment.peer_authenticity.grade,
        }} />
      ) : (
        <Text size="sm">{t('connection.never')}</Text>
      )}
      {worst && (
        <Group gap="sm">
          <SeverityTag severity={worst.severity} />
          <Text size="sm"><Told text={worst.title} /></Text>
        </Group>
      )}
      {tunnel && <Text size="sm" c="dimmed">{t('device.tunnel', {kind: t(`tunnel.name.${tunnel.kind}`), by: tunnel.by, why: tunnel.why})}</Text>}
      {may && (
        <Button size="compact-sm" variant="subtle" w="fit-content" ml={-8} onClick={() => set_declaring(true)}>
          {t(tunnel ? 'tunnel.change' : 'tunnel.declare')}
        </Button>
      )}
      {declaring && <TunnelDialog device={device} endpoint={endpoint} tunnel={tunnel} close={() => set_declaring(false)} />}
    </Stack>
  );
}

interface Props {device: Device; connections: DeviceDetail['connections']; edit?: () => void}

export function Connections({device, connections, edit}: Props) {
  const {t} = useTranslation('device');
  return (
    <Section title={t('field.connections')}>
      {connections.length === 0 && (
        <EmptyState order={3} icon={IconPlugConnected} title={t('device.no_connections')} text={t('device.no_connections_text')}>
          {edit && <Button onClick={edit}>{t('device.add_connection')}</Button>}
        </EmptyState>
      )}
      {connections.map((one) => <One key={one.endpoint} one={one} device={device} may={edit !== undefined} />)}
    </Section>
  );
}
