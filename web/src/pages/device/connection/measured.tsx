// What was asked and what came back, down to the bytes.
import {Accordion, Group, Stack, Text} from '@mantine/core';
import {useEffect, useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Exchange, Observation} from '../../../api/types';
import {Copy} from '../../../parts/copy';
import {EvidenceLink} from '../../../parts/evidence_link';
import {useFormat} from '../../../parts/format';
import {Section} from '../../../parts/section';
import classes from './connection.module.css';
import {hex_dump, shown_value} from './facts';

function Bytes({exchange}: {exchange: Exchange}) {
  const {t} = useTranslation('device');
  const format = useFormat();
  const kept = exchange.answer_hex.length / 2;
  return (
    <Stack gap="xs">
      <Text size="sm" lang="en">{exchange.question}</Text>
      {kept > 0 ? (
        <>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {kept < exchange.answer_bytes
                ? t('bytes.part', {kept: format.number(kept), all: format.number(exchange.answer_bytes)})
                : t('bytes.all', {all: format.number(exchange.answer_bytes)})}
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

// A link to the bytes of a fact opens them.
function useAimed(): [string | null, (value: string | null) => void] {
  const [open, set_open] = useState<string | null>(null);
  useEffect(() => {
    const aimed = () => {
      const label = /^#exchange-(.+)/.exec(decodeURIComponent(window.location.hash))?.[1];
      if (label) set_open(label);
    };
    aimed();
    window.addEventListener('hashchange', aimed);
    return () => window.removeEventListener('hashchange', aimed);
  }, []);
  return [open, set_open];
}

export function Measured({observation, evidence}: {observation: Observation; evidence: number | null}) {
  const {t} = useTranslation('device');
  const format = useFormat();
  const [open, set_open] = useAimed();
  const lead = (
    <>
      {t('facts.lead', {method: observation.method, version: observation.version, time: format.exact(observation.at), ms: format.number(observation.duration_ms)})}
      {evidence !== null && <> · <EvidenceLink index={evidence} /></>}
    </>
  );
  return (
    <Section title={t('facts.title')} lead={lead}>
      <dl className={classes.pairs}>
        {Object.entries(observation.facts).map(([id, fact]) => (
          <div key={id}><dt className="mono">{id}</dt><dd>{shown_value(fact.value)}</dd></div>
        ))}
      </dl>
      {observation.exchanges.length > 0 && (
        <Accordion value={open} onChange={set_open} order={3} chevronPosition="left" mx={-8}>
          {observation.exchanges.map((exchange) => (
            <Accordion.Item key={exchange.label} value={exchange.label} id={`exchange-${exchange.label}`} className={classes.exchange}>
              <Accordion.Control>
                <Text fw={500} className="mono">{exchange.label}</Text>
                <Text size="sm" c="dimmed" lang="en">{exchange.outcome}</Text>
              </Accordion.Control>
              <Accordion.Panel><Bytes exchange={exchange} /></Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Section>
  );
}
