// The log, newest first: searched, narrowed to a kind, and read on as far as one likes.
import {Button, Group, Stack} from '@mantine/core';
import {IconBinaryTree2, IconSearchOff} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {EmptyState} from '../../parts/empty_state';
import {ErrorNote} from '../../parts/error_note';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {KeyNote} from './key_note';
import {LogAside} from './log_aside';
import {LogFilters} from './log_filters';
import {LogList} from './log_list';
import classes from './evidence.module.css';
import {useEntries} from './use_entries';
import {useLogTrust} from './use_log';

export function LogPage() {
  const {t} = useTranslation(['evidence', 'common']);
  const trust = useLogTrust();
  const entries = useEntries();
  const {rows, filtered, error} = entries;
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')}>
        <Button component={Link} href="/evidence/checkpoints" variant="default">{t('checkpoints.title')}</Button>
        <Button component={Link} href="/evidence/how" variant="default">{t('how.short')}</Button>
      </PageTitle>
      <KeyNote trust={trust} />
      <div className={classes.columns}>
        <Stack gap="md" style={{minWidth: 0}}>
          <LogFilters entries={entries} />
          {error ? (
            <ErrorNote error={error} retry={entries.retry} />
          ) : !rows ? (
            <Loading lines={8} />
          ) : rows.length === 0 ? (
            <EmptyState icon={filtered ? IconSearchOff : IconBinaryTree2} title={t(filtered ? 'common:table.none' : 'empty.title')}
              text={t(filtered ? 'common:table.none_next' : 'empty.text')} />
          ) : (
            <LogList rows={rows} />
          )}
          {entries.more && (
            <Group justify="center">
              <Button variant="default" loading={entries.loading_more} onClick={entries.load_more}>{t('earlier')}</Button>
            </Group>
          )}
        </Stack>
        <LogAside trust={trust} size={entries.size} />
      </div>
    </>
  );
}
