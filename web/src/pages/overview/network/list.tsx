// The same as the picture where there is no room for one: site by site, each device with where it leads.
import {Stack, Text, Title} from '@mantine/core';
import {IconChevronDown, IconChevronUp, IconDeviceDesktop, IconDevices} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {looks, tone_of} from '../../../parts/grade';
import type {Row, Shown, Site} from './gather';
import type {Chosen} from './layout';
import classes from './network.module.css';
import {DeviceName, Under, pictures} from './nodes';
import {host_name, line_words, row_name, site_name} from './words';

interface Props {shown: Shown; choose: (chosen: Chosen) => void; toggle: (site: string) => void}

function Lines({row, site, shown, choose}: {row: Row; site: Site; shown: Shown; choose: Props['choose']}) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <ul className="plain-list">
      {row.lines.map((line) => {
        const Picture = looks[line.grade].icon;
        const {protocol, words} = line_words(t, line);
        return (
          <li key={line.host}>
            <button type="button" className={classes.leads_to} onClick={() => choose({line, row, site})}>
              <span className="visually-hidden">{row_name(t, row)}: </span>
              <span className={classes.where}>{host_name(t, line.host, shown.hosts.get(line.host)?.length ?? 1)}</span>
              <span className={classes.chip} data-tone={tone_of(line.grade)} data-declared={line.declared || undefined}>
                <Picture size={15} stroke={2} aria-hidden />{protocol && <b>{protocol}</b>} <span>{words}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function NetworkList({shown, choose, toggle}: Props) {
  const {t} = useTranslation(['overview', 'common']);
  const headed = shown.sites.length > 1;
  return (
    <Stack gap="md">
      {shown.sites.map((site) => (
        <div key={`${site.name} ${site.devices}`}>
          {headed && (
            <Title order={3} size="h4" className={classes.site}>
              {site.devices ? site_name(t, site.name) : t('network.nobodys')} {site.devices > 0 && <span className={classes.count}>{site.devices}</span>}
            </Title>
          )}
          <ul className="plain-list">
            {site.rows.map((row) => {
              const Picture = row.device ? (pictures[row.device.role] ?? IconDeviceDesktop) : IconDevices;
              return (
                <li key={row.id} className={classes.item}>
                  <Picture size={20} stroke={1.4} aria-hidden className={classes.icon} />
                  <div className={classes.words}>
                    {row.device ? (
                      <>
                        <DeviceName device={row.device} />
                        <Under device={row.device} twin={row.twin} site={!headed} />
                      </>
                    ) : <Text component="span" className={classes.name}>{row_name(t, row)}</Text>}
                    <Lines row={row} site={site} shown={shown} choose={choose} />
                  </div>
                </li>
              );
            })}
          </ul>
          {site.rest > 0 && (
            <button type="button" className={classes.toggle} onClick={() => toggle(site.name)} aria-expanded={site.open}>
              {t(site.open ? 'network.fold' : 'network.unfold')}
              {site.open ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
            </button>
          )}
        </div>
      ))}
    </Stack>
  );
}
