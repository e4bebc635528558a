// The draft as it will be printed, with its watermark. Drawn by the browser's own reader of PDF where it has one.
import {Button, Group, Text, Title} from '@mantine/core';
import {IconDownload, IconExternalLink} from '@tabler/icons-react';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useEffect, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {type ApiError, type Query, get_file} from '../../../api/client';
import {ErrorNote} from '../../../parts/error_note';
import {save} from '../../../parts/table';
import classes from './reply.module.css';

function useAddress(file: Blob | undefined) {
  const [address, set_address] = useState('');
  useEffect(() => {
    if (!file) return undefined;
    const made = URL.createObjectURL(new Blob([file], {type: 'application/pdf'}));
    set_address(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}

export function Preview({path, query, made, name}: {path: string; query: Query; made: number; name: string}) {
  const {t} = useTranslation('notice');
  const draft = useQuery<Blob, ApiError>({
    queryKey: ['draft', path, query, made],
    queryFn: () => get_file(path, query),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const address = useAddress(draft.data);
  return (
    <section className={classes.preview} aria-labelledby="preview-title">
      <Group justify="space-between" gap="xs" className={classes.head}>
        <Title order={2} size="h3" id="preview-title">{t('reply.preview')}</Title>
        {draft.data && (
          <Group gap="xs">
            <Button component="a" href={address} target="_blank" rel="noreferrer" size="compact-sm" variant="default"
              leftSection={<IconExternalLink size={15} aria-hidden />}>
              {t('reply.open')}
            </Button>
            <Button size="compact-sm" variant="default" leftSection={<IconDownload size={15} aria-hidden />}
              onClick={() => save(name, draft.data)}>
              {t('reply.save_draft')}
            </Button>
          </Group>
        )}
      </Group>
      <ErrorNote error={draft.error} retry={() => void draft.refetch()} />
      {address && navigator.pdfViewerEnabled && (
        <iframe className={classes.frame} src={`${address}#toolbar=0&navpanes=0&view=FitH`} title={t('reply.preview')} />
      )}
      {address && !navigator.pdfViewerEnabled && <Text p="md" c="dimmed">{t('reply.no_viewer')}</Text>}
    </section>
  );
}
