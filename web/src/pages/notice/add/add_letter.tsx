// A letter comes in: given, read, confirmed. Nothing is kept before somebody confirmed it.
import {Stack, Text} from '@mantine/core';
import {IconMailOpened} from '@tabler/icons-react';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {type ApiError, post} from '../../../api/client';
import {useMay} from '../../../api/session';
import type {Reading} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {PageTitle} from '../../../parts/page_title';
import {DropZone} from '../../../parts/drop_zone';
import {Review} from './review';

export function AddLetter() {
  const {t} = useTranslation('notice');
  const may = useMay('maintain');
  const reading = useMutation<Reading, ApiError, File>({
    mutationFn: (file) => post<Reading>('/notices/readings', file, {file_name: file.name}),
  });
  const back = {href: '/notices', label: t('title')};
  if (reading.data)
    return (
      <>
        <PageTitle title={t('add.confirm_title')} lead={t('add.confirm_lead')} back={back} />
        <Review key={reading.data.reading} reading={reading.data} file_name={reading.variables.name} again={reading.reset} />
      </>
    );
  return (
    <>
      <PageTitle title={t('add.title')} lead={t('add.lead')} back={back} />
      {may ? (
        <Stack>
          <DropZone icon={IconMailOpened} title={t('add.drop')} text={t('add.formats')} pick={t('add.pick')}
            accept=".pdf,.txt,.md,.markdown,application/pdf,text/plain,text/markdown" busy={reading.isPending}
            take={(file) => reading.mutate(file)} />
          <Text role="status" size="sm" c="dimmed" ta="center">
            {reading.isPending && t('add.reading', {name: reading.variables.name})}
          </Text>
          <ErrorNote error={reading.error} />
        </Stack>
      ) : (
        <Text>{t('add.may_not')}</Text>
      )}
    </>
  );
}
