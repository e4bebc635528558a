// One entry: in plain words, who and why, what changed, its proof checked here, its bytes on demand.
import {Button, Stack} from '@mantine/core';
import {IconChevronLeft, IconChevronRight} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useGet} from '../../api/queries';
import type {Entry, EvidenceEntry} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {useTold} from '../../parts/told';
import {from_base64, text_of} from '../../proof/bytes';
import {EntryBytes} from './entry_bytes';
import {EntryFacts} from './entry_facts';
import {KeyNote} from './key_note';
import {ProofCard} from './proof_card';
import {useCheckedEntry} from './use_checked_entry';
import {useLogTrust} from './use_log';
import {in_words} from './words';

// What is shown is what is proved: the entry is read from the bytes that the proof is about, from nothing else.
function read_entry(leaf: string): Entry | null {
  const bytes = from_base64(leaf);
  const text = bytes && text_of(bytes);
  try {
    const entry = JSON.parse(text ?? '') as Entry;
    return typeof entry === 'object' ? entry : null;
  } catch {
    return null;
  }
}

export function EntryPage({index}: {index: number}) {
  const {t} = useTranslation(['evidence', 'common', 'runs']);
  const format = useFormat();
  const tell = useTold();
  const trust = useLogTrust();
  const {data, error, refetch} = useGet<EvidenceEntry>(`/evidence/${index}`);
  const checked = useCheckedEntry(index, data?.leaf_base64, trust.pin?.key);
  const back = {href: '/evidence', label: t('title')};
  const title = t('entry', {index});
  if (error) return <><PageTitle title={title} back={back} /><ErrorNote error={error} retry={() => void refetch()} /></>;
  if (!data) return <><PageTitle title={title} back={back} /><Loading lines={8} /></>;
  const entry = read_entry(data.leaf_base64);
  const size = checked.proof?.size;
  return (
    <>
      <PageTitle title={title} back={back} lead={entry ? in_words(entry, t, format, tell) : t('unreadable')}>
        <Button.Group>
          <Button component={Link} href={`/evidence/${Math.max(0, index - 1)}`} variant="default" data-disabled={index === 0 || undefined}
            aria-label={t('before')}><IconChevronLeft size={18} aria-hidden /></Button>
          <Button component={Link} href={`/evidence/${index + 1}`} variant="default" aria-label={t('after')}
            data-disabled={(size !== undefined && index + 1 >= size) || undefined}><IconChevronRight size={18} aria-hidden /></Button>
        </Button.Group>
      </PageTitle>
      <KeyNote trust={trust} />
      <Stack gap="lg">
        {entry && <EntryFacts entry={entry} />}
        <ProofCard checked={checked} trust={trust} />
        <EntryBytes leaf={data.leaf_base64} index={index} />
      </Stack>
    </>
  );
}
