// Why a connection has its colour: what was measured of it, and what that allows.
import {Anchor, Button, Divider, Drawer, Group, Stack, Text} from '@mantine/core';
import {IconArrowRight} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useGet} from '../../../api/queries';
import type {ConnectionDetail, NetworkConnection} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Grade, SeverityTag, axes} from '../../../parts/grade';
import {Loading} from '../../../parts/loading';
import {Term} from '../../../parts/term';
import {Told} from '../../../parts/told';
import {When} from '../../../parts/when';

function Reasons({connection}: {connection: NetworkConnection}) {
  const {t} = useTranslation('overview');
  const {data, error} = useGet<ConnectionDetail>('/connection', {endpoint: connection.endpoint}, {enabled: !connection.declared_only});
  const assessment = data?.latest?.assessment;
  if (connection.declared_only) return <Text size="sm">{t('why.declared')}</Text>;
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Loading />;
  return (
    <Stack gap="md">
      {axes.map((axis) => (
        <Stack key={axis} gap={4}>
          <Group justify="space-between">
            <Text fw={550} component="div"><Term k={axis} /></Text>
            <Grade grade={assessment?.[axis].grade ?? connection[axis]} />
          </Group>
          {assessment?.[axis].reason && <Text size="sm" c="dimmed"><Told text={assessment[axis].reason} /></Text>}
        </Stack>
      ))}
      {assessment && assessment.findings.length > 0 && (
        <>
          <Divider />
          <Stack component="ul" gap="sm" className="plain-list">
            {assessment.findings.slice(0, 4).map((finding) => (
              <Group key={finding.id} component="li" justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
                <Text size="sm"><Told text={finding.title} /></Text>
                <SeverityTag severity={finding.severity} />
              </Group>
            ))}
          </Stack>
        </>
      )}
    </Stack>
  );
}

export function Why({connection, device, close}: {connection: NetworkConnection | null; device: string; close: () => void}) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <Drawer opened={connection !== null} onClose={close} position="right" size="md" title={t('why.title')}
      closeButtonProps={{'aria-label': t('common:close')}}>
      {connection && (
        <Stack gap="lg">
          <Stack gap={2}>
            <Anchor component={Link} href={`/devices/${encodeURIComponent(connection.device)}`}>{device}</Anchor>
            <Text className="mono" style={{overflowWrap: 'anywhere'}}>{connection.endpoint}</Text>
            <Text size="sm" c="dimmed" component="div">
              {t('why.measured')} <When at={connection.at} never={t('network.never')} />
            </Text>
          </Stack>
          <Reasons connection={connection} />
          <Button component={Link} href={`/connection?endpoint=${encodeURIComponent(connection.endpoint)}`}
            rightSection={<IconArrowRight size={16} aria-hidden />}>
            {t(connection.declared_only ? 'why.measure' : 'why.open')}
          </Button>
        </Stack>
      )}
    </Drawer>
  );
}
