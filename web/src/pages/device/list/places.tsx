// Devices, connections, what to do first: three views of the same inventory.
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import classes from './places.module.css';

const places = {devices: '/devices', connections: '/connection', plan: '/connection?view=plan'} as const;

export function Places({here}: {here: keyof typeof places}) {
  const {t} = useTranslation('device');
  return (
    <nav className={classes.places} aria-label={t('place.label')}>
      {Object.entries(places).map(([place, path]) => (
        <Link key={place} href={path} aria-current={place === here ? 'page' : undefined}>{t(`place.${place}`)}</Link>
      ))}
    </nav>
  );
}
