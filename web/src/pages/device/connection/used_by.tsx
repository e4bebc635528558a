import {Anchor} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';

const most = 12;

export function UsedBy({devices, count}: {devices: string[]; count: number}) {
  const {t} = useTranslation(['device', 'common']);
  if (!devices.length) return <>{t('connection.unused')}</>;
  return (
    <>
      {t('connection.used_by')}{' '}
      {devices.slice(0, most).map((id, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Anchor component={Link} href={`/devices/${encodeURIComponent(id)}`} inherit underline="always">{id}</Anchor>
        </span>
      ))}
      {count > most && ` ${t('common:and_more', {count: count - Math.min(most, devices.length)})}`}
    </>
  );
}
