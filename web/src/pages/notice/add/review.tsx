// What was read, to be confirmed or corrected by a person. Bound to the reading that the service holds.
import {Button, Checkbox, Group, Paper, Stack, Text} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconInfoCircle} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {post} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import type {NoticeRow, Reading} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Note} from '../../../parts/note';
import {WhyField} from '../../../parts/why_field';
import {in_order} from '../letter/expand';
import {SideBySide} from '../letter/side_by_side';

interface Props {reading: Reading; file_name: string; again: () => void}

// A letter of this reference is there already: this one takes its place.
function Known({id}: {id: string}) {
  const {t} = useTranslation('notice');
  const known = useList<NoticeRow>('/notices', {search: id}).data?.items.find((row) => row.id === id);
  if (!known || known.source === 'builtin') return null;
  return <Note icon={IconInfoCircle} title={t('add.known', {id})}>{t('add.known_text')}</Note>;
}

export function Review({reading, file_name, again}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const [, go] = useLocation();
  const [corrections, set_corrections] = useState<Record<string, string>>({});
  const [replace, set_replace] = useState(false);
  const [why, set_why] = useState('');
  const {products} = reading.notice;
  const id = corrections.id ?? reading.notice.id;
  const keeping = useChange(
    () =>
      post<{id: string; evidence: number}>('/notices', {
        reading: reading.reading,
        corrections: in_order(corrections),
        replace,
        why,
      }),
    (kept) => {
      notifications.show({message: t('add.kept', {id: kept.id, evidence: kept.evidence})});
      go(`/notices/${encodeURIComponent(kept.id)}/devices`);
    },
  );
  const correct = (field: string, text: string | null) =>
    set_corrections((old) => {
      const gone = text === '' && /^products\.\d+$/.test(field) ? `${field}.` : null; // what was said of it goes along
      const rest = Object.fromEntries(Object.entries(old).filter(([name]) => name !== field && !(gone && name.startsWith(gone))));
      return text === null ? rest : {...rest, [field]: text};
    });
  const refused = keeping.error?.code === 'invalid' && keeping.error.where !== 'why' && !(keeping.error.where in corrections);
  const count = Object.keys(corrections).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keeping.mutate(undefined);
  };
  return (
    <Stack>
      <Known id={id} />
      <SideBySide notice={reading.notice} lines={reading.letter.lines} file_name={file_name} corrections={corrections} correct={correct} />
      <ErrorNote error={keeping.error} />
      {refused && (
        <Checkbox checked={replace} onChange={(event) => set_replace(event.currentTarget.checked)} label={t('add.replace')}
          description={t('add.replace_text')} />
      )}
      <Paper component="form" onSubmit={submit} p="md" pos="sticky" bottom={0} shadow="sm" style={{zIndex: 5}}>
        {(count > 0 || replace) && <WhyField why={why} change={set_why} />}
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            {t('add.summary', {id, count: products.length})}
            {count > 0 && ` · ${t('add.corrections', {count})}`}
          </Text>
          <Group gap="sm">
            <Button type="button" variant="default" onClick={again}>{t('add.other')}</Button>
            <Button type="submit" loading={keeping.isPending}>{t('add.keep')}</Button>
          </Group>
        </Group>
      </Paper>
    </Stack>
  );
}
