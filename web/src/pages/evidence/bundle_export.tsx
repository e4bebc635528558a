// Everything about one notice in one file that is checked without runseal.
import {Button, Card, Select, Stack, Text, Title} from '@mantine/core';
import {IconPackageExport} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {address} from '../../api/client';
import {useList} from '../../api/queries';
import type {NoticeRow} from '../../api/types';

export function BundleExport() {
  const {t} = useTranslation('evidence');
  const {data} = useList<NoticeRow>('/notices', {limit: 500});
  const [chosen, set_chosen] = useState<string | null>(null);
  const notices = data?.items ?? [];
  const notice = chosen ?? notices[0]?.id;
  if (!notice) return null;
  return (
    <Card>
      <Stack gap="sm">
        <Title order={2} size="h3">{t('bundle.title')}</Title>
        <Text size="sm" c="dimmed">{t('bundle.text')}</Text>
        <Select aria-label={t('bundle.notice')} value={notice} onChange={set_chosen} allowDeselect={false}
          data={notices.map((one) => one.id)} />
        <Button component="a" href={address('/evidence/bundle', {notice})} download variant="default"
          leftSection={<IconPackageExport size={16} aria-hidden />}>
          {t('bundle.do')}
        </Button>
      </Stack>
    </Card>
  );
}
