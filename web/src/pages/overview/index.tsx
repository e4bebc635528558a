import {Grid, Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useGet} from '../../api/queries';
import type {Overview} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {Figures} from './figures';
import {FirstSteps} from './first_steps';
import {NetworkSection} from './network/section';
import {NoticeList} from './notice_list';
import {TodoList} from './todo_list';

export default function Page() {
  const {t} = useTranslation('overview');
  const {data, error, refetch} = useGet<Overview>('/overview');
  const nothing = data && !data.network.devices.length && !data.network.connections.length && data.notices.every((one) => !one.done);
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')} />
      {error && !data && <ErrorNote error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading lines={8} />}
      {nothing && <FirstSteps />}
      {data && !nothing && (
        <Stack gap="xl">
          <Grid gutter="xl">
            <Grid.Col span={{base: 12, md: 7}}><TodoList items={data.todo} /></Grid.Col>
            <Grid.Col span={{base: 12, md: 5}}><NoticeList notices={data.notices} /></Grid.Col>
          </Grid>
          <NetworkSection network={data.network} />
          <Figures overview={data} />
        </Stack>
      )}
    </>
  );
}
