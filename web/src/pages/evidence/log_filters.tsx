import {Button, CloseButton, Group, Select, TextInput} from '@mantine/core';
import {IconDownload, IconSearch} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {csv_of} from '../../parts/table/csv';
import {save} from '../../parts/table';
import {Tag} from '../../parts/tag';
import {useTold} from '../../parts/told';
import type {Entries, Row} from './use_entries';
import {in_words, kind_word, kinds} from './words';

export function LogFilters({entries}: {entries: Entries}) {
  const {t} = useTranslation(['evidence', 'common', 'runs']);
  const format = useFormat();
  const tell = useTold();
  const [saving, set_saving] = useState(false);
  const [error, set_error] = useState<Error | null>(null);
  const columns = [
    {id: 'index', header: t('column.index'), value: (row: Row) => row.index},
    {id: 'at', header: t('column.at'), value: (row: Row) => row.entry.at},
    {id: 'kind', header: t('column.kind'), value: (row: Row) => row.entry.kind},
    {id: 'subject', header: t('column.subject'), value: (row: Row) => row.entry.subject},
    {id: 'user', header: t('column.user'), value: (row: Row) => row.entry.user},
    {id: 'via', header: t('column.via'), value: (row: Row) => row.entry.via},
    {id: 'why', header: t('common:why'), value: (row: Row) => row.entry.why},
    {id: 'words', header: t('column.words'), value: (row: Row) => in_words(row.entry, t, format, tell)},
  ];
  const export_csv = async () => {
    set_saving(true);
    set_error(null);
    try {
      save('evidence.csv', csv_of(columns, await entries.every()));
    } catch (failure) {
      set_error(failure as Error);
    }
    set_saving(false);
  };
  return (
    <>
      <Group gap="sm" align="flex-end">
        <TextInput aria-label={t('search')} placeholder={t('search')} value={entries.text} style={{flex: '1 1 200px'}}
          leftSection={<IconSearch size={16} aria-hidden />} onChange={(event) => entries.set_text(event.currentTarget.value)}
          rightSection={entries.text && (
            <CloseButton size="sm" aria-label={t('common:table.clear')} onClick={() => entries.set_text('')} />
          )} />
        <Select aria-label={t('column.kind')} placeholder={t('every_kind')} clearable value={entries.kind || null} w={170}
          clearButtonProps={{'aria-label': t('common:table.clear')}} onChange={(kind) => entries.narrow('kind', kind ?? '')}
          data={kinds.map((kind) => ({value: kind, label: kind_word(kind, t)}))} />
        {(['since', 'until'] as const).map((edge) => (
          <TextInput key={edge} type="date" label={t(edge)} w={150} value={entries[edge]}
            onChange={(event) => entries.narrow(edge, event.currentTarget.value)} />
        ))}
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={saving}
          onClick={() => void export_csv()} disabled={!entries.rows?.length}>
          CSV
        </Button>
      </Group>
      {entries.subject && (
        <Group gap={4}>
          <Tag tone="accent">{t('about', {subject: entries.subject})}</Tag>
          <CloseButton size="sm" aria-label={t('common:table.clear')} onClick={() => entries.narrow('subject', '')} />
        </Group>
      )}
      <ErrorNote error={error} />
    </>
  );
}
