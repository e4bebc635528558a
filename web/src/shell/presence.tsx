// A session ends when nobody does anything for half an hour, and what the page asks for by itself does not count. So the
// page says when somebody is there, warns a minute before the end, and lets them stay.
import {Button, Group, Stack, Text} from '@mantine/core';
import {useCallback, useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {get, put} from '../api/client';
import {sign_out} from '../api/session';
import {Dialog} from '../parts/dialog';

const signs = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
const tell_every = 60_000;
const warn_before = 60; // seconds

interface Left {ends_in_s: number}

// Seconds until the end while there are few; else null.
function useWarning(): [number | null, () => void] {
  const [ends_at, set_ends_at] = useState<number | null>(null);
  const [left, set_left] = useState<number | null>(null);
  const told = useRef(0);
  const warned = useRef(false);
  warned.current = left !== null;

  const take = useCallback(({ends_in_s}: Left) => {
    set_ends_at(Date.now() + ends_in_s * 1000);
    set_left(ends_in_s <= warn_before ? ends_in_s : null);
  }, []);
  const stay = useCallback(() => {
    told.current = Date.now();
    put<Left>('/me/presence').then(take, () => { told.current = 0; }); // signed out or away: what is shown says so
  }, [take]);

  useEffect(() => {
    get<Left>('/me/presence').then(take, () => {});
    const sign = () => {
      if (!warned.current && Date.now() - told.current >= tell_every) stay();
    };
    for (const name of signs) window.addEventListener(name, sign, {passive: true});
    return () => signs.forEach((name) => window.removeEventListener(name, sign));
  }, [stay, take]);

  // another window of this browser may have told meanwhile: the service is asked before anybody is warned, and at the end
  useEffect(() => {
    if (ends_at === null) return;
    const to_go = ends_at - Date.now();
    const ask = () => get<Left>('/me/presence').then(take, () => {});
    if (left === null) {
      const timer = setTimeout(ask, Math.max(to_go - warn_before * 1000, 1000));
      return () => clearTimeout(timer);
    }
    const timer = setInterval(() => {
      const now = Math.ceil((ends_at - Date.now()) / 1000);
      if (now > 0 && now % 10) set_left(now);
      else void ask();
    }, 1000);
    return () => clearInterval(timer);
  }, [ends_at, left === null, take]); // eslint-disable-line react-hooks/exhaustive-deps

  return [left, stay];
}

export function Presence() {
  const {t} = useTranslation();
  const [left, stay] = useWarning();
  if (left === null) return null;
  return (
    <Dialog title={t('presence.title')} close={stay}>
      <Stack>
        <Text size="sm" role="timer">{t('presence.text', {count: Math.max(left, 0)})}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void sign_out()}>{t('presence.leave')}</Button>
          <Button onClick={stay} data-autofocus>{t('presence.stay')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
