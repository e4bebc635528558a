import {Anchor, Group, Progress, Stack, Text} from '@mantine/core';
import {IconCircleCheck, IconMailOpened} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {OverviewNotice} from '../../api/types';
import {Section} from '../../parts/section';
import {Tag} from '../../parts/tag';
import classes from './overview.module.css';

const most = 5;

function State({notice: {state, open}}: {notice: OverviewNotice}) {
  const {t} = useTranslation('overview');
  if (state === 'open') return <Tag tone="warn">{t('notices.open', {count: open})}</Tag>;
  if (state === 'answered') return <Tag tone="good" icon={IconCircleCheck}>{t('notices.answered')}</Tag>;
  return <Tag tone={state === 'ready' ? 'accent' : 'none'}>{t(`notices.${state}`)}</Tag>;
}

function Row({notice}: {notice: OverviewNotice}) {
  const {t} = useTranslation('overview');
  const {id, title, open, done, affected} = notice;
  const all = open + done;
  const words = all ? t('notices.done', {done, all}) : t('notices.nothing');
  return (
    <li className={classes.notice}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Stack gap={0} style={{minWidth: 0}}>
          <Link href={`/notices/${encodeURIComponent(id)}`} className={classes.cover}>{title || id}</Link>
          <Text size="sm" c="dimmed">{id} · {t('notices.affected', {count: affected})}</Text>
        </Stack>
        <State notice={notice} />
      </Group>
      <Group gap="sm" wrap="nowrap" mt={8}>
        <Progress value={all ? (100 * done) / all : 0} size="sm" flex={1} aria-label={words} />
        <Text size="xs" c="dimmed" style={{whiteSpace: 'nowrap'}}>{words}</Text>
      </Group>
    </li>
  );
}

export function NoticeList({notices}: {notices: OverviewNotice[]}) {
  const {t} = useTranslation('overview');
  return (
    <Section title={t('notices.title')}>
      {notices.length === 0 && (
        <Stack align="flex-start" gap="xs">
          <Text c="dimmed" size="sm">{t('notices.none')}</Text>
          <Anchor component={Link} href="/notices" size="sm">
            <Group gap={6}><IconMailOpened size={16} aria-hidden />{t('notices.add')}</Group>
          </Anchor>
        </Stack>
      )}
      <ul className="plain-list">{notices.slice(0, most).map((notice) => <Row key={notice.id} notice={notice} />)}</ul>
      {notices.length > most && <Anchor component={Link} href="/notices" size="sm">{t('notices.all', {count: notices.length})}</Anchor>}
    </Section>
  );
}
