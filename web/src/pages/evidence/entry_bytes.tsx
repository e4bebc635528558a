// The canonical bytes that are hashed, on demand: as they are, and spread out for reading.
import {Button, Group, SegmentedControl, Stack} from '@mantine/core';
import {IconDownload} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Copy} from '../../parts/copy';
import {Section} from '../../parts/section';
import {save} from '../../parts/table';
import {from_base64, text_of} from '../../proof/bytes';
import classes from './evidence.module.css';

function spread(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function EntryBytes({leaf, index}: {leaf: string; index: number}) {
  const {t} = useTranslation('evidence');
  const [open, set_open] = useState(false);
  const [form, set_form] = useState('spread');
  const bytes = from_base64(leaf);
  const text = bytes ? (text_of(bytes) ?? '') : '';
  return (
    <Section title={t('bytes.title')} lead={t('bytes.lead', {count: bytes?.length ?? 0})} actions={
      <Button variant="default" size="xs" onClick={() => set_open(!open)} aria-expanded={open}>
        {t(open ? 'bytes.hide' : 'bytes.show')}
      </Button>
    }>
      {open && (
        <Stack gap="sm">
          <Group justify="space-between">
            <SegmentedControl value={form} onChange={set_form} size="xs" aria-label={t('bytes.form')}
              data={[{value: 'spread', label: t('bytes.spread')}, {value: 'exact', label: t('bytes.exact')}]} />
            <Group gap="xs">
              <Copy text={text} wide />
              <Button variant="default" size="xs" leftSection={<IconDownload size={16} aria-hidden />} disabled={!bytes}
                onClick={() => bytes && save(`entry-${index}.json`, new Blob([bytes]))}>
                {t('bytes.save')}
              </Button>
            </Group>
          </Group>
          <pre className={classes.bytes} tabIndex={0} aria-label={t('bytes.title')}>{form === 'spread' ? spread(text) : text}</pre>
        </Stack>
      )}
    </Section>
  );
}
