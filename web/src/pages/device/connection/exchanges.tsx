// Each question that was asked, with the bytes of its answer.
import {Accordion, Group, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Exchange} from '../../../api/types';
import {Copy} from '../../../parts/copy';
import {useFormat} from '../../../parts/format';
import {Quoting} from '../../../parts/told';
import classes from './connection.module.css';
import {hex_dump} from './facts';

function Bytes({exchange}: {exchange: Exchange}) {
  const {t} = useTranslation('device');
  const format = useFormat();
  const kept = exchange.answer_hex.length / 2;
  const all = format.number(exchange.answer_bytes);
  return (
    <Stack gap="xs">
      <Text size="sm" className="sentence"><Quoting text={exchange.question} /></Text>
      {kept > 0 ? (
        <>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {kept < exchange.answer_bytes ? t('bytes.part', {kept: format.number(kept), all}) : t('bytes.all', {all})}
            </Text>
            <Copy text={exchange.answer_hex} label={t('bytes.copy')} />
          </Group>
          <pre className={classes.hex} tabIndex={0} aria-label={t('bytes.of', {label: exchange.label})}>{hex_dump(exchange.answer_hex)}</pre>
        </>
      ) : (
        <Text size="sm" c="dimmed">{t('bytes.none')}</Text>
      )}
    </Stack>
  );
}

interface Props {exchanges: Exchange[]; open: string | null; set_open: (label: string | null) => void}

export function Exchanges({exchanges, open, set_open}: Props) {
  return (
    <Accordion value={open} onChange={set_open} order={3} chevronPosition="left" mx={-8}>
      {exchanges.map((exchange) => (
        <Accordion.Item key={exchange.label} value={exchange.label} id={`exchange-${exchange.label}`}>
          <Accordion.Control>
            <Group gap="sm" justify="space-between">
              <span className="mono">{exchange.label}</span>
              <Text size="sm" c="dimmed" component="span" style={{overflowWrap: 'anywhere'}}><Quoting text={exchange.outcome} /></Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel><Bytes exchange={exchange} /></Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
