// The draft as it will be printed, with its watermark: a picture of each page, drawn by the service, that shows in every
// browser; its text for those who hear it; and the PDF itself to open or keep.
import {ActionIcon, Button, Group, Text, Title} from '@mantine/core';
import {IconChevronLeft, IconChevronRight, IconDownload, IconExternalLink} from '@tabler/icons-react';
import {keepPreviousData, useMutation, useQuery} from '@tanstack/react-query';
import {useEffect, useId, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {type ApiError, type Query, address, get, get_file} from '../../../api/client';
import type {DraftPage} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {save} from '../../../parts/table';
import classes from './reply.module.css';

interface Props {path: string; query: Query; made: number; name: string}

function Pager({page, pages, turn}: {page: number; pages: number; turn: (to: number) => void}) {
  const {t} = useTranslation('notice');
  const step = (by: number, word: string, Arrow: typeof IconChevronLeft) => (
    <ActionIcon variant="default" size={30} aria-label={t(word)} disabled={page + by < 1 || page + by > pages}
      onClick={() => turn(page + by)}>
      <Arrow size={17} aria-hidden />
    </ActionIcon>
  );
  return (
    <Group gap="xs" justify="center" className={classes.pager}>
      {step(-1, 'reply.page_before', IconChevronLeft)}
      <Text size="sm" c="dimmed" role="status">{t('reply.page', {page, pages})}</Text>
      {step(1, 'reply.page_after', IconChevronRight)}
    </Group>
  );
}

export function Preview({path, query, made, name}: Props) {
  const {t} = useTranslation('notice');
  const text_id = useId();
  const [wanted, turn] = useState(1);
  const draft = useQuery<DraftPage, ApiError>({
    queryKey: ['draft', path, query, made, wanted],
    queryFn: () => get<DraftPage>(`${path}/picture`, {...query, page: wanted}),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const gone = draft.error?.code === 'not_found'; // the form has become shorter
  useEffect(() => {
    if (gone) turn(1);
  }, [gone]);
  const saving = useMutation<Blob, ApiError>({mutationFn: () => get_file(`${path}.pdf`, query), onSuccess: (file) => save(name, file)});
  const page = draft.data;
  return (
    <section className={classes.preview} aria-labelledby="preview-title">
      <Group justify="space-between" gap="xs" className={classes.head}>
        <Title order={2} size="h3" id="preview-title">{t('reply.preview')}</Title>
        <Group gap="xs">
          <Button component="a" href={address(`${path}.pdf`, query)} target="_blank" rel="noreferrer" size="compact-sm"
            variant="default" leftSection={<IconExternalLink size={15} aria-hidden />}>
            {t('reply.open')}
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconDownload size={15} aria-hidden />}
            loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('reply.save_draft')}
          </Button>
        </Group>
      </Group>
      <ErrorNote error={gone ? null : (draft.error ?? saving.error)} retry={() => void draft.refetch()} />
      {draft.isPending && <div className={classes.waiting}><Loading lines={10} /></div>}
      {page && (
        <>
          <div className={classes.desk}>
            <img className={classes.sheet} src={`data:image/png;base64,${page.png_base64}`} width={1200} height={1697}
              alt={t('reply.picture_of', {page: page.page, pages: page.pages})} aria-describedby={text_id} />
          </div>
          <div className="visually-hidden" id={text_id}>{page.text}</div>
          {page.pages > 1 && <Pager page={page.page} pages={page.pages} turn={turn} />}
        </>
      )}
    </section>
  );
}
