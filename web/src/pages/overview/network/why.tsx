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
import {grade_of} from './gather';
import type {Chosen} from './layout';
import {row_name} from './words';

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
          {assessment?.[axis].reason && <Text size="sm" c="dimmed" className="sentence"><Told text={assessment[axis].reason} /></Text>}
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

// The worst connection of a line, and the names of the others.
export function Why({chosen, close}: {chosen: Chosen | null; close: () => void}) {
  const {t} = useTranslation(['overview', 'common']);
  const [connection, ...more] = chosen?.line.connections ?? [];
  return (
    <Drawer opened={chosen !== null} onClose={close} position="right" size="md" title={t('why.title')}
      closeButtonProps={{'aria-label': t('common:close')}}>
      {connection && (
        <Stack gap="lg">
          <Stack gap={2}>
            {connection.device && (
              <Anchor component={Link} href={`/devices/${encodeURIComponent(connection.device)}`}>{row_name(t, chosen!.row)}</Anchor>
            )}
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
          {more.length > 0 && (
            <Stack component="ul" gap="xs" className="plain-list" aria-label={t('why.more')}>
              {more.map((one) => (
                <Group key={one.endpoint} component="li" justify="space-between" gap="sm">
                  <Anchor component={Link} href={`/connection?endpoint=${encodeURIComponent(one.endpoint)}`} size="sm">{one.endpoint}</Anchor>
                  <Grade grade={grade_of(one)} />
                </Group>
              ))}
            </Stack>
          )}
        </Stack>
      )}
    </Drawer>
  );
}
