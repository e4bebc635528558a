// What was asked and what came back, down to the bytes: on demand.
import {Stack} from '@mantine/core';
import {useEffect, useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Observation} from '../../../api/types';
import {EvidenceLink} from '../../../parts/evidence_link';
import {useFormat} from '../../../parts/format';
import {Section} from '../../../parts/section';
import classes from './connection.module.css';
import {Disclosure} from './disclosure';
import {Exchanges} from './exchanges';
import {shown_value} from './facts';

// A link to the bytes of a fact (#exchange-LABEL) opens them.
function useAimed(): [string | null, (label: string | null) => void] {
  const [open, set_open] = useState<string | null>(null);
  useEffect(() => {
    const aimed = () => {
      const label = /^#exchange-(.+)/.exec(decodeURIComponent(window.location.hash))?.[1];
      if (!label) return;
      set_open(label);
      setTimeout(() => document.getElementById(`exchange-${label}`)?.scrollIntoView({block: 'center'}), 250);
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
  const [label, set_label] = useAimed();
  const [facts, show_facts] = useState(false);
  const [bytes, show_bytes] = useState(false);
  const {method, version, at, duration_ms, exchanges} = observation;
  const known = Object.entries(observation.facts);
  return (
    <Section title={t('facts.title')} lead={
      <>
        {t('facts.lead', {method: t(`facts.method.${method.replaceAll(' ', '_')}`, method), version, time: format.exact(at), ms: format.number(duration_ms)})}
        {evidence !== null && <> · <EvidenceLink index={evidence} /></>}
      </>
    }>
      <Stack gap="sm">
        <Disclosure title={t('facts.facts', {count: known.length})} open={facts} toggle={() => show_facts(!facts)}>
          <dl className={classes.pairs}>
            {known.map(([id, fact]) => <div key={id}><dt className="mono">{id}</dt><dd>{shown_value(fact.value)}</dd></div>)}
          </dl>
        </Disclosure>
        {exchanges.length > 0 && (
          <Disclosure title={t('facts.exchanges', {count: exchanges.length})} open={bytes || label !== null}
            toggle={() => {
              show_bytes(!bytes && label === null);
              set_label(null);
              window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
            }}>
            <Exchanges exchanges={exchanges} open={label} set_open={set_label} />
          </Disclosure>
        )}
      </Stack>
    </Section>
  );
}
