import {Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {type List, useGet} from '../../../api/queries';
import type {MailRow} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag, type Tone} from '../../../parts/tag';
import {useTold} from '../../../parts/told';
import {When} from '../../../parts/when';

const look_again = 10_000; // what becomes of a mail is no entry of the evidence: nothing tells the page

export function MailList() {
  const {t} = useTranslation('settings');
  const {data, error} = useGet<List<MailRow>>('/mails', {limit: 200}, {refetchInterval: look_again});
  const told = useTold(); // what the mail server itself says is shown as it came
  const state_of = (one: MailRow) => (one.state === 'waiting' && one.attempts ? 'retried' : one.state);
  const tones: Record<string, Tone> = {sent: 'good', failed: 'bad', retried: 'warn', waiting: 'none'};
  const columns: Column<MailRow>[] = [
    {id: 'created', header: t('mail.created'), value: (one) => one.created, cell: (one) => <When at={one.created} exact />},
    {id: 'to', header: t('mail.to'), value: (one) => one.to},
    {id: 'subject', header: t('mail.subject'), value: (one) => one.subject},
    {id: 'state', header: t('mail.state'), value: (one) => t(`mail.${state_of(one)}`), wide: true, cell: (one) => (
      <>
        <Tag tone={tones[state_of(one)]}>{t(`mail.${state_of(one)}`)}</Tag>
        {one.state !== 'sent' && one.answer && <Text size="sm" c="dimmed" style={{overflowWrap: 'break-word'}}>{told(one.answer) ?? one.answer}</Text>}
        {state_of(one) === 'retried' && <Text size="sm" c="dimmed" component="div">{t('mail.again')} <When at={one.next} /></Text>}
      </>
    )},
  ];
  return (
    <Section title={t('mail.list')} lead={t('mail.list_lead')}>
      <ErrorNote error={error} />
      {data && (
        <DataTable label={t('mail.list')} file="mails" columns={columns} rows={data.items} row_key={(one) => one.id} page={20}
          sort={{id: 'created', descending: true}} empty={<Text size="sm" c="dimmed">{t('mail.list_none')}</Text>} />
      )}
    </Section>
  );
}
