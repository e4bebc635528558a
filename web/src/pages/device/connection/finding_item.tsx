// What is wrong in plain words; what to change; and, for who wants to know, what it rests on.
import {Anchor, Group, Stack, Text, Title} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Finding, Observation} from '../../../api/types';
import {useFormat} from '../../../parts/format';
import {SeverityTag} from '../../../parts/grade';
import {Tag} from '../../../parts/tag';
import {Told} from '../../../parts/told';
import classes from './connection.module.css';
import {Disclosure} from './disclosure';
import {shown_value} from './facts';
import {Remedies} from './remedies';

function Basis({finding, observation}: {finding: Finding; observation: Observation}) {
  const {t} = useTranslation('device');
  return (
    <Stack gap="sm" pt="xs">
      {finding.facts.length > 0 && (
        <dl className={classes.pairs}>
          {finding.facts.map((id) => {
            const fact = observation.facts[id];
            return (
              <div key={id}>
                <dt className="mono">{id}</dt>
                <dd>
                  {fact ? shown_value(fact.value) : '–'}
                  {fact?.exchange && <> · <Anchor href={`#exchange-${fact.exchange}`} inherit>{t('facts.bytes')}</Anchor></>}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {finding.clauses.length > 0 && (
        <ul className={classes.clauses} aria-label={t('findings.clauses')} lang="en">
          {finding.clauses.map((one) => <li key={one.standard + one.id}>{one.standard} {one.id}, {one.title}</li>)}
        </ul>
      )}
      <Text size="sm" c="dimmed" className="mono">{finding.id}</Text>
    </Stack>
  );
}

export function FindingItem({finding, observation}: {finding: Finding; observation: Observation}) {
  const {t} = useTranslation(['device', 'common']);
  const format = useFormat();
  const [open, set_open] = useState(false);
  return (
    <article className={classes.finding}>
      <Stack gap={8}>
        <Group gap="sm" align="baseline">
          <Title order={3} size="h3"><Told text={finding.title} /></Title>
          <SeverityTag severity={finding.severity} />
        </Group>
        <Text maw={760}><Told text={finding.explanation} /></Text>
        {finding.harms.length > 0 && (
          <Group gap={6}>
            <Text size="sm" c="dimmed">{t('findings.harms')}</Text>
            {finding.harms.map((harm) => <Tag key={harm}>{t(`common:harm.${harm}`)}</Tag>)}
          </Group>
        )}
        {finding.accepted && (
          <Text size="sm" c="var(--warn-ink)">
            {t('findings.accepted', {by: finding.accepted.by, until: format.date(finding.accepted.until), reason: finding.accepted.reason})}
          </Text>
        )}
        {finding.remedies.length > 0 && <Remedies remedies={finding.remedies} />}
        <Disclosure title={t('findings.basis')} open={open} toggle={() => set_open(!open)}>
          <Basis finding={finding} observation={observation} />
        </Disclosure>
      </Stack>
    </article>
  );
}
