// What holds of the log as a whole: its key, its size, and the ways to check or take it along.
import {Card, Stack, Text, Title} from '@mantine/core';
import {IconKey, IconKeyOff} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Copy} from '../../parts/copy';
import {useFormat} from '../../parts/format';
import {Tag} from '../../parts/tag';
import {When} from '../../parts/when';
import {BundleExport} from './bundle_export';
import classes from './evidence.module.css';
import type {LogTrust} from './use_log';
import {WholeCheck} from './whole_check';

export function LogAside({trust, size}: {trust: LogTrust; size: number | undefined}) {
  const {t} = useTranslation('evidence');
  const format = useFormat();
  return (
    <aside className={classes.aside} aria-label={t('aside')}>
      <Card>
        <Stack gap="sm">
          <Title order={2} size="h3">{t('key.title')}</Title>
          {size !== undefined && <Text size="sm">{t('size', {count: size, size: format.number(size)})}</Text>}
          {trust.meeting && (
            <div>
              {trust.meeting === 'changed' ? (
                <Tag tone="bad" icon={IconKeyOff}>{t('key.state.changed')}</Tag>
              ) : (
                <Tag tone="accent" icon={IconKey}>{t(`key.state.${trust.meeting}`)}</Tag>
              )}
            </div>
          )}
          {trust.meeting === 'known' && trust.pin && (
            <Text size="sm" c="dimmed" component="div">{t('key.since')} <When at={trust.pin.at} /></Text>
          )}
          <Text size="sm" c="dimmed">{t(trust.meeting === 'first' ? 'key.first_text' : 'key.text')}</Text>
          {trust.key && (
            <div style={{display: 'flex', gap: 8, alignItems: 'start'}}>
              <Text className="mono" style={{overflowWrap: 'anywhere'}}>{trust.key}</Text>
              <Copy text={trust.key} label={t('key.copy')} />
            </div>
          )}
        </Stack>
      </Card>
      <WholeCheck />
      <BundleExport />
    </aside>
  );
}
