// The three grades, each with the sentence that says why.
import {Card, SimpleGrid, Stack, Text} from '@mantine/core';
import {IconBulb, IconPlugConnectedX} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Assessment, Observation} from '../../../api/types';
import {Grade, axes} from '../../../parts/grade';
import {Note} from '../../../parts/note';
import {Term} from '../../../parts/term';
import {Quoting, Told} from '../../../parts/told';
import {When} from '../../../parts/when';
import classes from './connection.module.css';

export function Axes({assessment, observation}: {assessment: Assessment; observation: Observation}) {
  const {t} = useTranslation('device');
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" component="div">{t('connection.measured')} <When at={assessment.at} /></Text>
      <SimpleGrid cols={{base: 1, sm: 3}}>
        {axes.map((axis) => (
          <Card key={axis} component="section" aria-label={t(`terms:${axis}.word`)} padding="md">
            <Stack gap={8}>
              <Text fw={500} component="div"><Term k={axis} /></Text>
              <div><Grade grade={assessment[axis].grade} /></div>
              <Text size="sm" className="sentence"><Told text={assessment[axis].reason} /></Text>
            </Stack>
          </Card>
        ))}
      </SimpleGrid>
      {!observation.complete && (
        <Note tone="warn" icon={IconPlugConnectedX} title={t('connection.incomplete')}>
          <Text size="sm" className="sentence"><Quoting text={observation.failure} /></Text>
        </Note>
      )}
      {assessment.would_settle.length > 0 && (
        <Note icon={IconBulb} title={t('connection.would_settle')}>
          <ul className={classes.clauses}>{assessment.would_settle.map((one) => <li key={one} className="sentence"><Told text={one} /></li>)}</ul>
          {assessment.would_settle.some((one) => one.includes('credentials')) && <Text size="sm" mt={6}>{t('connection.credentials')}</Text>}
        </Note>
      )}
    </Stack>
  );
}
