// Who, when, by which way and why; and what stood there before.
import {Anchor} from '@mantine/core';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Entry} from '../../api/types';
import {Section} from '../../parts/section';
import {When} from '../../parts/when';
import {differences} from './differences';
import classes from './evidence.module.css';
import {kind_word, way_in_words} from './words';

function place_of({kind, subject}: Entry): string | undefined {
  const name = encodeURIComponent(subject);
  if (['notice', 'match', 'action', 'exception', 'reply'].includes(kind)) return `/notices/${name}`;
  if (kind === 'device') return `/devices/${name}`;
  if (['observation', 'connection-worse'].includes(kind)) return `/connection?endpoint=${name}`;
  if (['seal', 'run', 'verification'].includes(kind)) return `/runs/${name}`;
  return undefined;
}

function Fact({name, children}: {name: string; children: ReactNode}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function EntryFacts({entry}: {entry: Entry}) {
  const {t} = useTranslation(['evidence', 'common']);
  const place = place_of(entry);
  const changed = entry.before === undefined ? [] : differences(entry.before, entry.data);
  return (
    <Section title={t('facts')}>
      <dl className={classes.facts}>
        <Fact name={t('column.kind')}>{kind_word(entry.kind, t)}</Fact>
        <Fact name={t('column.subject')}>
          {place ? <Anchor component={Link} href={place} size="sm">{entry.subject}</Anchor> : entry.subject}
          {' · '}
          <Anchor component={Link} href={`/evidence?subject=${encodeURIComponent(entry.subject)}`} size="sm">{t('all_about')}</Anchor>
        </Fact>
        <Fact name={t('column.at')}><When at={entry.at} exact /> <span className="mono">{entry.at}</span></Fact>
        <Fact name={t('column.user')}>{entry.user}{entry.via && ` · ${way_in_words(entry.via, t)}`}</Fact>
        {entry.why && <Fact name={t('common:why')}>{entry.why}</Fact>}
        {changed.length > 0 && (
          <Fact name={t('changed')}>
            {changed.map(({field, before, now}) => (
              <div key={field}>
                <span className="mono">{field}</span>: {before !== undefined && <del className={classes.old}>{before}</del>}{' '}
                {now !== undefined && <ins className={classes.new}>{now}</ins>}
              </div>
            ))}
          </Fact>
        )}
      </dl>
    </Section>
  );
}
