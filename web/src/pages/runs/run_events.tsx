// The run's story, newest first: what happened, where, who hashed and signed.
import {Anchor, Group} from '@mantine/core';
import {IconCertificate, IconCircleCheck, IconCircleX, IconPackageImport, IconTruckDelivery} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {RunEvent} from '../../api/types';
import {Breakable} from '../../parts/breakable';
import {Copy} from '../../parts/copy';
import {useFormat} from '../../parts/format';
import {Section} from '../../parts/section';
import {Term} from '../../parts/term';
import {Timeline} from '../../parts/timeline';
import {useTold} from '../../parts/told';
import {outcome_in_words} from './outcome';
import classes from './runs.module.css';
import {details_of, word} from './story';

const icons = {sealed: IconCertificate, sent: IconTruckDelivery, received: IconPackageImport, verified: IconCircleCheck};

function Fact({name, children}: {name: ReactNode; children: ReactNode}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// Its key, or the name that this service has for it.
function Node({name}: {name: string}) {
  const {t} = useTranslation('runs');
  return name === 'this node' ? <>{t('event.this_node')}</> : <span className="mono">{name}</span>;
}

function Body({event}: {event: RunEvent}) {
  const {t} = useTranslation(['runs', 'common']);
  const format = useFormat();
  const details = details_of(event);
  const number = (name: string) => (typeof details[name] === 'number' ? (details[name] as number) : undefined);
  const [files, bytes, intact] = [number('files'), number('bytes'), number('intact')];
  const hashed_at = word(details.hashed_at);
  const host = word(details.host);
  return (
    <dl className={classes.facts}>
      {files !== undefined && (
        <Fact name={t('column.files')}>
          {intact === undefined ? format.number(files) : t('event.intact', {intact: format.number(intact), files: format.number(files)})}
          {bytes !== undefined && ` · ${format.bytes(bytes)}`}
        </Fact>
      )}
      {event.from && <Fact name={t('event.from')}><span className="mono"><Breakable text={event.from} /></span></Fact>}
      {event.to && <Fact name={t(event.kind === 'sealed' ? 'event.kept' : 'event.to')}><span className="mono"><Breakable text={event.to} /></span></Fact>}
      {event.kind !== 'verified' && hashed_at && (
        <Fact name={<Term k="hashed_at" />}>{t(`station.${hashed_at}`)}{host && ` · ${host}`}</Fact>
      )}
      {details.read_back === true && <Fact name={t('event.read_back')}>{t('common:yes')}</Fact>}
      {word(details.signer) && <Fact name={t('event.signer')}><Node name={word(details.signer)} /></Fact>}
      {word(details.receiver) && <Fact name={t('event.receiver')}><Node name={word(details.receiver)} /></Fact>}
      {event.seal_sha256 && (
        <Fact name={<Term k="seal" />}>
          <Group gap={4} className={classes.seal}>
            <span className="mono">{event.seal_sha256.slice(0, 16)}…</span><Copy text={event.seal_sha256} label={t('event.copy_seal')} />
          </Group>
        </Fact>
      )}
      {typeof event.evidence === 'number' && (
        <Fact name={<Term k="evidence" />}>
          <Anchor component={Link} href={`/evidence/${event.evidence}`} size="sm">{t('event.entry', {index: event.evidence})}</Anchor>
        </Fact>
      )}
    </dl>
  );
}

export function RunEvents({events}: {events: RunEvent[]}) {
  const {t} = useTranslation('runs');
  const told = useTold();
  const items = [...events]
    .sort((a, b) => b.at.localeCompare(a.at))
    .map((event) => {
      const ok = event.outcome === 'ok';
      return {
        id: event.id, at: event.at, tone: ok ? ('good' as const) : ('bad' as const),
        icon: ok ? icons[event.kind] : IconCircleX,
        title: ok ? t(`event.${event.kind}`) : t(`event.${event.kind}_wrong`, {outcome: outcome_in_words(event.outcome, t, told)}),
        body: <Body event={event} />,
      };
    });
  return (
    <Section title={t('story')}>
      <Timeline items={items} label={t('story')} />
    </Section>
  );
}
