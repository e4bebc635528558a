import {SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {languages} from '../../../i18n';
import {useMe} from '../../../api/session';
import type {Reply, ReplyRole} from '../../../api/types';
import {Section} from '../../../parts/section';

export interface ReplyChoice {
  role: ReplyRole;
  lang: string;
  organisation: string; // empty: as the service is configured
  title: string;
  as_it_stands: boolean;
}
interface Props {choice: ReplyChoice; change: (part: Partial<ReplyChoice>) => void; reply: Reply}

export function FormFields({choice, change, reply}: Props) {
  const {t} = useTranslation('notice');
  const me = useMe();
  return (
    <Section title={t('reply.form')} lead={reply.reply_address ? t('reply.return_to', {address: reply.reply_address}) : t('reply.form_lead')}>
      <Stack>
        <div>
          <Text size="sm" fw={500} id="reply-role" mb={4}>{t('reply.role')}</Text>
          <SegmentedControl fullWidth aria-labelledby="reply-role" value={choice.role}
            onChange={(value) => change({role: value as ReplyRole})}
            data={[{value: 'customer', label: t('reply.customer')}, {value: 'distributor', label: t('reply.distributor')}]} />
        </div>
        <SimpleGrid cols={{base: 1, xs: 2}}>
          <TextInput label={t('reply.organisation')} value={choice.organisation} placeholder={reply.organisation}
            autoComplete="organization" onChange={(event) => change({organisation: event.currentTarget.value})} />
          <Select label={t('reply.language')} value={choice.lang} allowDeselect={false} checkIconPosition="right"
            data={Object.entries(languages).map(([value, label]) => ({value, label}))}
            onChange={(value) => change({lang: value ?? 'en'})} />
          <TextInput label={t('reply.person')} value={me.full_name} readOnly description={t('reply.person_text')} />
          <TextInput label={t('reply.title')} value={choice.title} placeholder={reply.title} description={t('reply.title_text')}
            autoComplete="organization-title" onChange={(event) => change({title: event.currentTarget.value})} />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}
