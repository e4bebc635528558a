// A measurement of before, as it was judged then.
import {Anchor} from '@mantine/core';
import {IconHistory} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useGet} from '../../../api/queries';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Note} from '../../../parts/note';
import {connection_path} from '../list/connection_list';
import {Measured} from './measured';
import {Measurement, type Shown} from './measurement';

export function Earlier({id, endpoint}: {id: string; endpoint: string}) {
  const {t} = useTranslation('device');
  const asked = useGet<Shown>(`/observations/${encodeURIComponent(id)}`);
  if (asked.error) return <ErrorNote error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <Loading lines={8} />;
  return (
    <>
      <Note tone="warn" icon={IconHistory} title={t('connection.earlier')}>
        <Anchor component={Link} href={connection_path(endpoint)} inherit>{t('connection.to_latest')}</Anchor>
      </Note>
      <Measurement shown={asked.data} />
      <Measured observation={asked.data.observation} evidence={asked.data.evidence} />
    </>
  );
}
