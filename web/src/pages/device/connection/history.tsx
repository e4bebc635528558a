// Every measurement of this connection, newest first, and what became of it since the one before.
import {Anchor, Group} from '@mantine/core';
import {IconArrowDownRight, IconArrowUpRight, IconArrowsExchange, IconEqual, IconFlag} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {HistoryEntry} from '../../../api/types';
import {EvidenceLink} from '../../../parts/evidence_link';
import {GradeTriple} from '../../../parts/grade';
import {Section} from '../../../parts/section';
import {Timeline} from '../../../parts/timeline';
import {connection_path} from '../list/connection_list';
import {MoreButton} from '../list/more_button';

const looks = {
  first: {tone: 'accent', icon: IconFlag},
  unchanged: {tone: 'none', icon: IconEqual},
  changed: {tone: 'none', icon: IconArrowsExchange},
  better: {tone: 'good', icon: IconArrowUpRight},
  worse: {tone: 'bad', icon: IconArrowDownRight},
} as const;
const at_once = 8;

export function History({items, endpoint}: {items: HistoryEntry[]; endpoint: string}) {
  const {t} = useTranslation('device');
  const [shown, set_shown] = useState(at_once);
  return (
    <Section title={t('history.title')}>
      <Timeline label={t('history.title')} items={items.slice(0, shown).map((one, at) => ({
        id: one.id,
        at: one.at,
        ...looks[one.trend ?? 'unchanged'],
        title: (
          <Group gap="sm">
            {t(`trend.${one.trend ?? 'unchanged'}`)}
            {at > 0 && (
              <Anchor component={Link} href={`${connection_path(endpoint)}&observation=${encodeURIComponent(one.id)}`} inherit>
                {t('history.look')}
              </Anchor>
            )}
            <EvidenceLink index={one.evidence} />
          </Group>
        ),
        body: <GradeTriple grades={one.grades} />,
      }))} />
      <MoreButton left={items.length - shown} more={() => set_shown(shown + 20)} />
    </Section>
  );
}
