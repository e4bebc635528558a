// "Not affected" is never said without what was compared: each row opens to it.
import {Accordion, Pagination, Text} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../../api/queries';
import type {NamedMatch} from '../../../api/types';
import {Section} from '../../../parts/section';
import {Told} from '../../../parts/told';
import {Compared} from './compared';

const at_once = 25;

export function NotAffected({path, total}: {path: string; total: number}) {
  const {t} = useTranslation(['notice', 'common']);
  const [page, set_page] = useState(1);
  const asked = useList<NamedMatch>(path, {verdict: 'not-affected', offset: (page - 1) * at_once, limit: at_once});
  return (
    <Section title={t('devices.not', {count: total})} lead={t('devices.not_lead')}>
      <Accordion variant="default" order={3} chevronPosition="left" mx={-8}>
        {asked.data?.items.map((match) => (
          <Accordion.Item key={match.device_id} value={match.device_id}>
            <Accordion.Control>
              <Text fw={500}>{match.device_name || match.device_id}</Text>
              <Text size="sm" c="dimmed" className="sentence"><Told text={match.reason} /></Text>
            </Accordion.Control>
            <Accordion.Panel><Compared compared={match.compared} /></Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {total > at_once && (
        <Pagination total={Math.ceil(total / at_once)} value={page} onChange={set_page} siblings={0}
          getControlProps={(control) => ({'aria-label': t(`common:table.${control}`)})}
          getItemProps={(one) => ({'aria-label': t('common:table.page', {page: one})})} />
      )}
    </Section>
  );
}
