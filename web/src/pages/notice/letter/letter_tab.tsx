import {Button, Group, Stack, Text} from '@mantine/core';
import {IconFileText} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useGet} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Letter, Notice} from '../../../api/types';
import {Copy} from '../../../parts/copy';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Term} from '../../../parts/term';
import {SideBySide} from './side_by_side';

export function LetterTab({notice}: {notice: Notice}) {
  const {t} = useTranslation('notice');
  const may = useMay('maintain');
  const builtin = notice.source.format === 'builtin';
  const letter = useGet<Letter>(`/notices/${encodeURIComponent(notice.id)}/letter`, {}, {enabled: !builtin});
  if (letter.error) return <ErrorNote error={letter.error} retry={() => void letter.refetch()} />;
  if (!builtin && !letter.data) return <Loading lines={8} />;
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        {builtin ? (
          <Text c="dimmed" maw={640}>{t('letter.builtin_text')}</Text>
        ) : (
          <Group gap={4} wrap="nowrap" style={{minWidth: 0}}>
            <Text size="sm" c="dimmed" component="div" style={{overflowWrap: 'anywhere'}}>
              <Term k="sha256" /> <span className="mono">{notice.source.sha256.slice(0, 16)}…</span>
            </Text>
            <Copy text={notice.source.sha256} label={t('letter.copy_hash')} />
          </Group>
        )}
        {may && (
          <Button component={Link} href="/notices/new" variant="default" leftSection={<IconFileText size={16} aria-hidden />}>
            {t(builtin ? 'letter.add' : 'letter.again')}
          </Button>
        )}
      </Group>
      <SideBySide notice={notice} lines={letter.data?.lines ?? []} file_name={notice.source.file_name} />
    </Stack>
  );
}
