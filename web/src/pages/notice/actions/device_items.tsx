// What is owed for one affected device: the protocol settled, and every connection measured as protected.
import {Anchor, Button, Group, Text, Title} from '@mantine/core';
import {IconSignature} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../../api/session';
import type {CaseDevice, MeasuredConnection} from '../../../api/types';
import {useFormat} from '../../../parts/format';
import {Grade} from '../../../parts/grade';
import {Term} from '../../../parts/term';
import {When} from '../../../parts/when';
import {worst_of} from '../../../parts/worst_of';
import classes from './actions.module.css';
import {ItemRow} from './item_row';
import type {DeviceItems} from './items';
import type {Stating} from './state_dialog';

function Connection({one}: {one: MeasuredConnection}) {
  const {t} = useTranslation('notice');
  return (
    <div className={classes.connection}>
      <Anchor component={Link} href={`/connection?endpoint=${encodeURIComponent(one.endpoint)}`} size="sm"
        style={{overflowWrap: 'anywhere'}}>
        {one.endpoint}
      </Anchor>
      <Grade grade={worst_of([one.integrity, one.confidentiality, one.peer_authenticity])} />
      <Text size="sm" c="dimmed" component="span">
        {one.at ? <When at={one.at} /> : t('actions.never_measured')}
        {one.stale && ` · ${t('actions.stale')}`}
      </Text>
    </div>
  );
}

function Exception({device}: {device: CaseDevice}) {
  const {t} = useTranslation('notice');
  const format = useFormat();
  if (!device.exception) return null;
  const {by, expires, reason} = device.exception;
  return (
    <Text size="sm" component="div">
      <Term k="exception" />: {t('exception.in_force', {by, until: format.date(expires), reason})}
    </Text>
  );
}

interface Props extends DeviceItems {state: (stating: Stating) => void; except: (device: CaseDevice) => void}

export function DeviceRows({device, items, state, except}: Props) {
  const {t} = useTranslation('notice');
  const may_state = useMay('state');
  const may_sign = useMay('sign');
  const about = {device_id: device.device_id, device_name: device.name};
  return (
    <section className={classes.device} aria-label={device.name}>
      <Group gap="xs" align="baseline">
        <Title order={3} size="h4">
          <Anchor component={Link} href={`/devices/${encodeURIComponent(device.device_id)}`} inherit>{device.name}</Anchor>
        </Title>
        <Text size="sm" c="dimmed">{[device.serial, device.site].filter(Boolean).join(' · ')}</Text>
      </Group>
      <ul className={classes.items}>
        {items.map((item) => {
          const measured = item.action === 'measured-secure';
          return (
            <ItemRow key={item.action} item={item}
              state={!measured && may_state ? () => state({action: item.action, ...about, again: item.state === 'done'}) : undefined}>
              {measured && device.connections.map((one) => <Connection key={one.endpoint} one={one} />)}
              {measured && !device.connections.length && <Text size="sm">{t('actions.no_connection')}</Text>}
              {measured && <Exception device={device} />}
              {measured && item.state === 'open' && may_sign && (
                <Button mt={4} size="compact-sm" variant="default" w="fit-content" onClick={() => except(device)}
                  leftSection={<IconSignature size={15} aria-hidden />}>
                  {t('exception.begin')}
                </Button>
              )}
            </ItemRow>
          );
        })}
      </ul>
    </section>
  );
}
