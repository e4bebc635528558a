// What somebody should know at once stays in the corner until it is closed.
import {notifications} from '@mantine/notifications';
import {useCallback} from 'react';
import {useTranslation} from 'react-i18next';
import type {Alert} from '../api/events';
import {useMay} from '../api/session';

const for_those_who_inspect = ['account-locked'];

export function useAlarm() {
  const {t} = useTranslation();
  const inspects = useMay('inspect');
  return useCallback(
    (alert: Alert) => {
      if (for_those_who_inspect.includes(alert.kind) && !inspects) return;
      const words = {...alert, error: (alert.error as {what?: string} | undefined)?.what ?? ''};
      const title = t(`alarm.${alert.kind}.title`, {...words, defaultValue: ''});
      if (!title) return;
      notifications.show({
        id: `${alert.kind} ${String(alert.endpoint ?? alert.account ?? alert.name ?? '')}`, title, color: 'red', autoClose: false,
        message: t(`alarm.${alert.kind}.text`, {...words, defaultValue: ''}), closeButtonProps: {'aria-label': t('close')},
      });
    },
    [t, inspects],
  );
}
