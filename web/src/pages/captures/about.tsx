// The capture itself: what was read, what of it was missing, and where that is recorded.
import {Stack, Text} from '@mantine/core';
import {IconAlertTriangle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {CaptureDetail} from '../../api/types';
import {EvidenceLink} from '../../parts/evidence_link';
import {Facts} from '../../parts/facts';
import {useFormat} from '../../parts/format';
import {Note} from '../../parts/note';
import {Section} from '../../parts/section';
import {Quoting} from '../../parts/told';

export function About({capture}: {capture: CaptureDetail}) {
  const {t} = useTranslation(['captures', 'common']);
  const format = useFormat();
  const [source] = capture.sources;
  const list = (names: string[]) => (names.length ? <span className="mono" style={{overflowWrap: 'anywhere'}}>{names.join(', ')}</span> : null);
  const shown = (title: string, value: React.ReactNode): [React.ReactNode, React.ReactNode] | null => (value ? [title, value] : null);
  const notes = (
    <Stack gap={4}>{capture.notes.map((note) => <Text key={note} size="sm" c="dimmed" className="sentence"><Quoting text={note} /></Text>)}</Stack>
  );
  return (
    <Section title={t('about.title')}>
      {!capture.whole && <Note icon={IconAlertTriangle} tone="warn" title={t('about.not_whole')}>{notes}</Note>}
      <Facts rows={[
        [t('about.packets'), `${format.number(capture.packets)} · ${format.bytes(capture.bytes)}`],
        shown(t('about.dropped'), source?.dropped ? format.number(source.dropped) : null),
        [t('about.file'), format.bytes(capture.file_bytes)],
        ['SHA-256', <span key="sha" className="mono" style={{overflowWrap: 'anywhere'}}>{source?.sha256}</span>],
        [t('about.kept'), t(capture.kept ? 'about.kept_yes' : 'about.kept_no')],
        shown(t('about.names'), capture.pseudonymised ? t('about.pseudonymised') : null),
        shown(t('about.strangers'), capture.strangers.length ? format.number(capture.strangers.length) : null),
        shown(t('about.not_seen'), list(capture.not_seen)),
        shown(t('about.hosts_not_found'), list(capture.hosts_not_found)),
        [t('about.evidence'), <EvidenceLink key="evidence" index={capture.evidence} />],
      ]} />
      {capture.whole && capture.notes.length > 0 && notes}
    </Section>
  );
}
