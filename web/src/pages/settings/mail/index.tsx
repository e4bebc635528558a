import {Stack} from '@mantine/core';
import {useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Setting} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {MailList} from './mail_list';
import {Recipients} from './recipients';
import {MailServer} from './server';
import {TestMail} from './test_mail';

export function MailPart() {
  const administers = useMay('administer');
  const {data, error, refetch} = useList<Setting>('/settings');
  const configured = Boolean(data?.items.find((one) => one.key === 'mail.server')?.value);
  return (
    <Stack gap="xl">
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Loading lines={6} />}
      {data && <MailServer settings={data.items} configured={configured} />}
      {data && configured && administers && <TestMail />}
      {data && <Recipients settings={data.items} />}
      {configured && <MailList />}
    </Stack>
  );
}
