// Replies that were signed, with their files.
import {Anchor, Group, Stack, Text} from '@mantine/core';
import {IconFileTypePdf} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {address} from '../../../api/client';
import {useList} from '../../../api/queries';
import type {Reply} from '../../../api/types';
import {Section} from '../../../parts/section';
import {When} from '../../../parts/when';
import classes from './reply.module.css';

type Kept = Reply & {files?: string[]; evidence?: number | null};

const pdf_first = (names: string[]) =>
  [...names].sort((a, b) => Number(b.endsWith('.pdf')) - Number(a.endsWith('.pdf')) || a.localeCompare(b));

export function SignedList({notice_id}: {notice_id: string}) {
  const {t} = useTranslation('notice');
  const replies = useList<Kept>('/replies', {limit: 500}).data?.items.filter((one) => one.notice_id === notice_id) ?? [];
  if (!replies.length) return null;
  return (
    <Section title={t('signed.title')} lead={t('signed.lead')}>
      <ul className={classes.answers}>
        {replies.map((reply) => (
          <li key={reply.id} className={classes.signed}>
            <Stack gap={2} style={{minWidth: 0}}>
              <Text fw={500}>{reply.organisation} · {t(`reply.${reply.role}`)}</Text>
              {reply.signature && (
                <Text size="sm" c="dimmed" component="div">
                  {t('signed.by', {name: reply.signature.name, meaning: reply.signature.meaning})} · <When at={reply.signature.at} exact />
                </Text>
              )}
            </Stack>
            <Group gap="sm">
              {pdf_first(reply.files ?? []).map((name) => (
                <Anchor key={name} href={address(`/replies/${encodeURIComponent(reply.id)}/files/${encodeURIComponent(name)}`)} download={name} size="sm"
                  style={{overflowWrap: 'anywhere'}}>
                  <Group gap={4} wrap="nowrap">{name.endsWith('.pdf') && <IconFileTypePdf size={16} aria-hidden />}{name}</Group>
                </Anchor>
              ))}
            </Group>
          </li>
        ))}
      </ul>
    </Section>
  );
}
